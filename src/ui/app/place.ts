import { remembered } from '../store/remember.ts';
import type { Language, Theme } from '../store/store.ts';

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

export interface Start {
  readonly place: Place;
  readonly language: Language;
  readonly theme: Theme;
}

/**
 * Where the page starts: language and theme are those of the address, else of the last visit, else of the browser.
 * Who comes without an address lands where the last visit ended.
 */
export function startOf(): Start {
  const place = readPlace(window.location.hash === '' ? (remembered('place') ?? '') : window.location.hash);
  const browser = navigator.language.startsWith('zh') ? 'zh' : 'en';
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  return {
    place,
    language: place.language ?? languageOf(remembered('language')) ?? browser,
    theme: place.theme ?? themeOf(remembered('theme')) ?? (dark ? 'dark' : 'light'),
  };
}

/** Whether a place is the first scenario as it is shipped, at its start. */
export function isFirst({ scenario, variant, seed, timeUs, learn }: Place): boolean {
  return scenario === FIRST_SCENARIO && variant === '' && seed === null && timeUs === 0 && !learn;
}

function languageOf(text: string | null): Language | null {
  return text === 'en' || text === 'zh' ? text : null;
}

function themeOf(text: string | null): Theme | null {
  return text === 'light' || text === 'dark' ? text : null;
}
