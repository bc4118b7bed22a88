import { choices, type Language, set, type Theme, useStore } from '../store/store.ts';

/** What the fragment of the address says. Nothing of it ever reaches a server. */
export interface Place {
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number | null;
  readonly timeUs: number;
  readonly language: Language | null;
  readonly theme: Theme | null;
}

export const FIRST_SCENARIO = 'first-light';

/** Reads `#/`, `#/lab/acks-1-leader-crash?variant=all&seed=7&t=6300000&lang=zh&theme=dark`. Odd parts are left out. */
export function readPlace(fragment: string): Place {
  const [path = '', query = ''] = fragment.replace(/^#/, '').split('?');
  const match = /^\/lab\/([a-z0-9-]+)$/.exec(path);
  const parameters = new URLSearchParams(query);
  const seed = Number(parameters.get('seed') ?? Number.NaN);
  const time = Number(parameters.get('t') ?? 0);
  const language = parameters.get('lang');
  const theme = parameters.get('theme');
  return {
    scenario: match?.[1] ?? FIRST_SCENARIO,
    variant: parameters.get('variant') ?? '',
    seed: Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff ? seed : null,
    timeUs: Number.isFinite(time) && time > 0 ? Math.floor(time) : 0,
    language: language === 'en' || language === 'zh' ? language : null,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  };
}

export function writePlace(): string {
  const { opened, timeUs, language, theme } = choices();
  const parameters = new URLSearchParams();
  if (opened !== null && opened.variant !== '') parameters.set('variant', opened.variant);
  if (opened !== null) parameters.set('seed', String(opened.seed));
  if (timeUs > 0) parameters.set('t', String(Math.round(timeUs)));
  parameters.set('lang', language);
  parameters.set('theme', theme);
  return `#/lab/${opened?.id ?? FIRST_SCENARIO}?${parameters.toString()}`;
}

/** Takes language and theme from the address, else from the last visit, else from the browser; keeps the address in step. */
export function startAddress(): Place {
  const place = readPlace(window.location.hash);
  const language =
    place.language ?? remembered('language', ['en', 'zh']) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = place.theme ?? remembered('theme', ['light', 'dark']) ?? (dark ? 'dark' : 'light');
  set({ language: language === 'zh' ? 'zh' : 'en', theme: theme === 'dark' ? 'dark' : 'light' });
  applyTheme();
  let _timer: ReturnType<typeof setTimeout> | null = null;
  useStore.subscribe((state, before) => {
    if (state.theme !== before.theme) applyTheme();
    if (state.language !== before.language) remember('language', state.language);
    if (state.theme !== before.theme) remember('theme', state.theme);
    if (state.playing || state.opened === null) return;
    _timer ??= setTimeout(() => {
      _timer = null;
      window.history.replaceState(null, '', writePlace());
    }, 300);
  });
  return place;
}

function applyTheme(): void {
  document.documentElement.dataset.theme = choices().theme;
}

function remembered(name: string, allowed: readonly string[]): string | null {
  try {
    const value = window.localStorage.getItem(`mqscope.${name}`);
    return value !== null && allowed.includes(value) ? value : null;
  } catch {
    return null;
  }
}

function remember(name: string, value: string): void {
  try {
    window.localStorage.setItem(`mqscope.${name}`, value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
