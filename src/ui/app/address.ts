import { remember, remembered } from '../store/remember.ts';
import { choices, type Language, openAnother, set, type Theme, useStore } from '../store/store.ts';

/** What the fragment of the address says. Nothing of it ever reaches a server. */
export interface Place {
  readonly scenario: string;
  /** The list of scenarios stands over the run. */
  readonly learn: boolean;
  readonly variant: string;
  readonly seed: number | null;
  readonly timeUs: number;
  /** Address of the selected object, '' = none. */
  readonly selection: string;
  readonly language: Language | null;
  readonly theme: Theme | null;
}

export const FIRST_SCENARIO = 'first-light';

/** Reads `#/`, `#/learn`, `#/lab/acks-1-leader-crash?variant=all&seed=7&t=6300000&sel=broker-1`. Odd parts are left out. */
export function readPlace(fragment: string): Place {
  const [path = '', query = ''] = fragment.replace(/^#/, '').split('?');
  const match = /^\/lab\/([a-z0-9-]+)$/.exec(path);
  const parameters = new URLSearchParams(query);
  const seed = Number(parameters.get('seed') ?? Number.NaN);
  const time = Number(parameters.get('t') ?? 0);
  const selection = parameters.get('sel') ?? '';
  const language = parameters.get('lang');
  const theme = parameters.get('theme');
  return {
    scenario: match?.[1] ?? FIRST_SCENARIO,
    learn: path === '/learn',
    variant: parameters.get('variant') ?? '',
    seed: Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff ? seed : null,
    timeUs: Number.isFinite(time) && time > 0 ? Math.floor(time) : 0,
    selection: /^[\w.:-]+(\([^()]*\))?$/.test(selection) ? selection : '',
    language: language === 'en' || language === 'zh' ? language : null,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  };
}

export function writePlace(): string {
  const { opened, timeUs, selection, language, theme } = choices();
  const parameters = new URLSearchParams();
  if (opened !== null && opened.variant !== '') parameters.set('variant', opened.variant);
  if (opened !== null) parameters.set('seed', String(opened.seed));
  if (timeUs > 0) parameters.set('t', String(Math.round(timeUs)));
  if (selection !== '') parameters.set('sel', selection);
  parameters.set('lang', language);
  parameters.set('theme', theme);
  return `#/lab/${opened?.id ?? FIRST_SCENARIO}?${parameters.toString()}`;
}

/**
 * Takes language and theme from the address, else from the last visit, else from the browser, and keeps the address
 * in step: another scenario is a new entry of the history, anything else replaces the last. Who comes without an
 * address lands where the last visit ended.
 */
export function startAddress(): Place {
  const place = readPlace(window.location.hash === '' ? (remembered('place') ?? '') : window.location.hash);
  const browser = navigator.language.startsWith('zh') ? 'zh' : 'en';
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  set({
    language: place.language ?? languageOf(remembered('language')) ?? browser,
    theme: place.theme ?? themeOf(remembered('theme')) ?? (dark ? 'dark' : 'light'),
  });
  applyTheme();
  let timer: ReturnType<typeof setTimeout> | undefined;
  useStore.subscribe((state, before) => {
    if (state.theme !== before.theme) applyTheme();
    if (state.language !== before.language) remember('language', state.language);
    if (state.theme !== before.theme) remember('theme', state.theme);
    if (state.opened === null) return;
    if (before.opened !== null && before.opened.id !== state.opened.id) {
      window.history.pushState(null, '', writePlace());
    }
    if (state.playing) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const written = writePlace();
      window.history.replaceState(null, '', written);
      remember('place', written);
    }, 300);
  });
  window.addEventListener('hashchange', () => void follow(readPlace(window.location.hash)));
  return place;
}

/** Goes where an address points that the user typed or went back to. */
async function follow(place: Place): Promise<void> {
  const { opened } = choices();
  if (place.language !== null) set({ language: place.language });
  if (place.theme !== null) set({ theme: place.theme });
  const isOther =
    opened?.id !== place.scenario ||
    opened.variant !== place.variant ||
    (place.seed !== null && opened.seed !== place.seed);
  if (isOther && !place.learn) await openAnother(place.scenario, place.variant, place.seed, place.timeUs);
  else if (!place.learn && place.timeUs !== Math.round(choices().timeUs)) set({ timeUs: place.timeUs, playing: false });
  set({ selection: place.selection, uid: -1, panel: place.learn ? 'library' : 'none' });
}

function applyTheme(): void {
  document.documentElement.dataset.theme = choices().theme;
}

function languageOf(text: string | null): Language | null {
  return text === 'en' || text === 'zh' ? text : null;
}

function themeOf(text: string | null): Theme | null {
  return text === 'light' || text === 'dark' ? text : null;
}
