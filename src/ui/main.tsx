import { createRoot } from 'react-dom/client';
import { createEngine } from '../engine/client.ts';
import { startAddress } from './app/address.ts';
import { App } from './app/app.tsx';
import { reportContradiction, startLoop } from './app/loop.ts';
import { FIRST_SCENARIO, isFirst, type Place } from './app/place.ts';
import { speak } from './i18n/index.ts';
import { frames } from './store/frame-source.ts';
import { keepNames } from './store/keep-names.ts';
import { findRecords } from './store/record-at.ts';
import { remembered } from './store/remember.ts';
import { choices, openAnother, provideEngine, set } from './store/store.ts';
import './theme/tokens.css';
import './theme/base.css';
import './app/shell.css';
import './guide/guide.css';

const root = document.getElementById('root');
if (root !== null) void start(root);

/** A function, as parts of the page that it waits for import from the chunk that this module lies in. */
async function start(element: HTMLElement): Promise<void> {
  provideEngine(createEngine());
  const place = startAddress();
  set({ letterKeys: remembered('letterKeys') !== 'off', inspectorShown: window.innerWidth >= 1200 });
  await Promise.all([speak(choices().language), isFirst(place) ? showFirstRun() : undefined]);
  createRoot(element).render(<App />);
  void listenToKeys();
  window.addEventListener('unhandledrejection', ({ reason }) => reportContradiction(reason));
  startLoop();
  keepNames();
  findRecords();
  open(place).catch(reportContradiction);
}

/** Keys come after the first picture, which does not need them. */
async function listenToKeys(): Promise<void> {
  const { onKey } = await import('./app/keyboard.ts');
  document.addEventListener('keydown', onKey);
}

/** The first picture does not wait for the engine; whatever is asked of it before it is there, it answers then. */
async function showFirstRun(): Promise<void> {
  const { FIRST_RUN, frameOf } = await import('./app/first-run.ts');
  if (FIRST_RUN === null) return;
  frames.publish(frameOf(FIRST_RUN));
  set({ opened: FIRST_RUN.opened });
}

/** Opens what the address says; what cannot be opened leaves its mistakes over the first scenario. */
async function open(wanted: Place): Promise<void> {
  if (!(await openAnother(wanted.scenario, wanted.variant, wanted.seed, wanted.timeUs))) {
    const { mistakes } = choices();
    await openAnother(FIRST_SCENARIO);
    set({ mistakes, panel: 'mistakes' });
    return;
  }
  set({ selection: wanted.selection, panel: wanted.learn ? 'library' : 'none' });
  if (!wanted.learn) playToFirstStop(wanted.timeUs);
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
