import { createRoot } from 'react-dom/client';
import { createEngine } from '../engine/client.ts';
import { FIRST_SCENARIO, startAddress } from './app/address.ts';
import { App } from './app/app.tsx';
import { onKey } from './app/keyboard.ts';
import { reportContradiction, startLoop } from './app/loop.ts';
import { speak } from './i18n/index.ts';
import { keepNames } from './store/keep-names.ts';
import { choices, openRun, provideEngine, set } from './store/store.ts';
import './theme/tokens.css';
import './theme/base.css';

provideEngine(createEngine());
const place = startAddress();
const root = document.getElementById('root');
if (root !== null) {
  await speak(choices().language);
  createRoot(root).render(<App />);
  document.addEventListener('keydown', onKey);
  startLoop();
  keepNames();
  openRun(
    {
      source: { from: 'shipped', id: place.scenario },
      variant: place.variant,
      seed: place.seed,
      set: {},
      commands: [],
      byHand: true,
    },
    place.timeUs,
  )
    .then(() => playToFirstStop(place.timeUs))
    .catch(reportContradiction);
}

/** A run that waits for the user's act plays by itself up to the authored stop before it, and no further. */
function playToFirstStop(timeUs: number): void {
  const { opened } = choices();
  const stop = opened?.guide.find((step) => step.kind === 'observe');
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (opened?.id !== FIRST_SCENARIO || stop?.kind !== 'observe' || stop.stopUs < 0 || timeUs > 0) return;
  if (still) set({ timeUs: stop.stopUs });
  else set({ playing: true, stopUs: stop.stopUs });
}
