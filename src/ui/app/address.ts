import { remember } from '../store/remember.ts';
import { choices, openAnother, set, useStore } from '../store/store.ts';
import { FIRST_SCENARIO, type Place, readPlace, startOf } from './place.ts';

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
 * Takes place, language and theme from where the page starts, and keeps the address in step: another scenario is a
 * new entry of the history, anything else replaces the last.
 */
export function startAddress(): Place {
  const { place, language, theme } = startOf();
  set({ language, theme });
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
