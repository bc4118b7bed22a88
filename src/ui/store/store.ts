import { create } from 'zustand';
import type { Answer, Engine, Mistake, Opened, OpenRequest, TypedCommand, Verdict } from '../../engine/protocol.ts';
import { targetAddress } from './target-address.ts';

export type Speed = 0.25 | 1 | 4 | 16 | 'max';
export type Language = 'en' | 'zh';
export type Theme = 'light' | 'dark';
export type Panel = 'none' | 'settings' | 'ledger' | 'library' | 'keys' | 'send' | 'cluster' | 'mistakes';
/** On narrow screens one of these is in view. */
export type Tab = 'guide' | 'cluster' | 'ledger' | 'events';

/** What the user chose. What the world is comes from frames and is not kept here. */
export interface Choices {
  readonly opened: Opened | null;
  /** Settings changed by hand since the document was opened, as paths of it: a new run of it keeps them. */
  readonly changes: OpenRequest['set'];
  /** Verdict at the end, once the closing phase was simulated; null before. */
  readonly verdict: Verdict | null;
  /** The instant on the screen, simulated µs. */
  readonly timeUs: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** Linear time instead of event pace. */
  readonly evenTime: boolean;
  /** Play stops here by itself (an authored stop); −1 none. */
  readonly stopUs: number;
  /** Address of the selected object (`record(orders-0,42,e3)`, `broker-1` …), '' = none. */
  readonly selection: string;
  /** uid of the selected record, −1 none. */
  readonly uid: number;
  /** A fault picked from the palette, waiting for its target. */
  readonly pickedFault: string | null;
  /** Ticks and sentence say what the producers were told, not what is. */
  readonly asProducer: boolean;
  /** Counter that filters ledger, strips and timeline; '' = none. */
  readonly filter: string;
  readonly panel: Panel;
  readonly tab: Tab;
  readonly guideShown: boolean;
  readonly inspectorShown: boolean;
  /** False: the time dock is one thin scrubber. */
  readonly dockShown: boolean;
  /** Keys that are a single letter or sign are listened to. */
  readonly letterKeys: boolean;
  readonly guideStep: number;
  /** Value chosen in each prediction, by step. */
  readonly predictions: Readonly<Record<number, number>>;
  readonly language: Language;
  readonly theme: Theme;
  readonly mistakes: readonly Mistake[];
  /** The simulator contradicted itself: claim and time; null = it did not. */
  readonly contradiction: { readonly claim: string; readonly timeUs: number; readonly seed: number } | null;
  /** Words for the live region. */
  readonly said: string;
}

export const useStore = create<Choices>(() => ({
  opened: null,
  changes: {},
  verdict: null,
  timeUs: 0,
  playing: false,
  speed: 1,
  evenTime: false,
  stopUs: -1,
  selection: '',
  uid: -1,
  pickedFault: null,
  asProducer: false,
  filter: '',
  panel: 'none',
  tab: 'cluster',
  guideShown: true,
  inspectorShown: true,
  dockShown: true,
  letterKeys: true,
  guideStep: 0,
  predictions: {},
  language: 'en',
  theme: 'light',
  mistakes: [],
  contradiction: null,
  said: '',
}));

export const set = useStore.setState;
export const choices = useStore.getState;

let engine: Engine | null = null;

/** Set once by the app (or by a test with a fake). */
export function provideEngine(given: Engine): void {
  engine = given;
}

export function theEngine(): Engine {
  if (engine === null) throw new Error('the engine is provided before it is used');
  return engine;
}

/** Opens a run. On mistakes the run on the screen stays, and they are shown. */
export async function openRun(request: OpenRequest, atUs = 0): Promise<boolean> {
  const answer = await theEngine().open(request);
  if (!answer.ok) {
    set({ mistakes: answer.mistakes, panel: 'mistakes' });
    return false;
  }
  set({
    opened: answer.value,
    changes: request.set,
    verdict: null,
    timeUs: atUs,
    playing: false,
    selection: '',
    uid: -1,
    pickedFault: null,
    filter: '',
    mistakes: [],
    contradiction: null,
  });
  return true;
}

/** Opens a shipped scenario from its start, with its guide. */
export async function openAnother(id: string, variant = '', seed: number | null = null, atUs = 0): Promise<boolean> {
  const source = { from: 'shipped', id } as const;
  const isOpen = await openRun({ source, variant, seed, set: {}, commands: [], byHand: true }, atUs);
  if (isOpen) set({ panel: 'none', guideStep: 0, predictions: {} });
  return isOpen;
}

/** Places a command at the instant on the screen; what came after it is simulated again. */
export async function act(entry: TypedCommand['entry']): Promise<boolean> {
  const { timeUs } = choices();
  const answer = await theEngine().command({ atUs: Math.floor(timeUs), entry });
  if (!answer.ok) {
    set({ mistakes: answer.mistakes, panel: 'mistakes', pickedFault: null });
    return false;
  }
  set({ opened: answer.value, verdict: null, pickedFault: null, mistakes: [] });
  return true;
}

/** Places a fault or another verb on a target, as a script entry: `fault('crash', 'broker-1')`. */
export function placeFault(
  verb: string,
  target: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const link = verb === 'slow-link' || verb === 'cut-link' || verb === 'reset-connection';
  const address = targetAddress(choices().opened, target);
  return act(link ? { do: verb, from: address, to: 'all', ...more } : { do: verb, node: address, ...more });
}

/** Takes the last act back, or the last taken back again. @returns whether there was one */
export async function undo(): Promise<boolean> {
  return isTaken(await theEngine().undo());
}

export async function redo(): Promise<boolean> {
  return isTaken(await theEngine().redo());
}

function isTaken(answer: Answer<Opened>): boolean {
  if (answer.ok) set({ opened: answer.value, verdict: null });
  return answer.ok;
}

/** Goes to an instant, paused. */
export function goTo(timeUs: number): void {
  set({ timeUs: Math.max(0, Math.round(timeUs)), playing: false });
}

/** The next (1) or previous (−1) event, or key event. */
export async function stepEvent(direction: 1 | -1, keyOnly: boolean): Promise<void> {
  const time = await theEngine().neighbour(choices().timeUs, direction, keyOnly);
  if (time >= 0) goTo(time);
}

/**
 * A new run of what is open: same seed unless another is given, with these settings changed besides the earlier ones,
 * and with those of the user's commands that are kept.
 */
export function restart(
  seed: number | null,
  changes: Readonly<Record<string, string | number | boolean>> = {},
  keep: (command: TypedCommand) => boolean = () => true,
): Promise<boolean> {
  const { opened, changes: earlier } = choices();
  if (opened === null) return Promise.resolve(false);
  return openRun({
    source: { from: 'current' },
    variant: opened.variant,
    seed: seed ?? opened.seed,
    set: { ...earlier, ...changes },
    commands: opened.commands.filter(keep),
    byHand: true,
  });
}
