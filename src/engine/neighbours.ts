import { advance } from '../scenario/run.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { journalCause } from '../sim/world.ts';
import type { EventRow } from './protocol.ts';
import { isKeyEvent, type KeyEvent, KINDS, keyEventAfter, type RunSeries } from './series.ts';
import { runAt, type Session } from './session.ts';
import { parametersOf } from './story.ts';

/** First window that is searched for the event before an instant, simulated µs; then eight times as much, and so on. */
const WINDOW_US = 50_000;

/** Time of the next (1) or previous (−1) key event as far as it is simulated, −1 none. */
export function keyNeighbour({ keyEvents }: RunSeries, timeUs: number, direction: 1 | -1): number {
  if (direction > 0) return keyEvents[keyEventAfter(keyEvents, timeUs)]?.timeUs ?? -1;
  return keyEvents[keyEventAfter(keyEvents, timeUs - 1) - 1]?.timeUs ?? -1;
}

/** Time of the first event or command after an instant, −1 none. */
export function nextEvent(session: Session, timeUs: number): number {
  const run = runAt(session, timeUs);
  if (run.phase === 'ended') return -1;
  const { heap } = run.world;
  let next = Number.POSITIVE_INFINITY;
  for (let position = heap.hole; position < heap.size; position++) next = Math.min(next, heap.times[position] ?? next);
  for (const { atUs } of run.director.pending) next = Math.min(next, atUs);
  for (const { atUs } of session.commands) if (atUs > timeUs) next = Math.min(next, atUs);
  return Number.isFinite(next) ? next : -1;
}

/** Time of the last event or command before an instant, −1 none: from a checkpoint, event by event. */
export function previousEvent(session: Session, timeUs: number): number {
  for (let windowUs = WINDOW_US; ; windowUs *= 8) {
    const fromUs = Math.max(0, timeUs - windowUs);
    let found = -1;
    for (let at = fromUs; ; ) {
      const next = nextEvent(session, at);
      if (next < 0 || next >= timeUs) break;
      found = next;
      at = next;
    }
    if (found >= 0 || fromUs === 0) return found;
  }
}

/** Key events between two instants (both included), newest first. */
export function keyEventsBetween({ keyEvents }: RunSeries, fromUs: number, toUs: number, limit: number): EventRow[] {
  const to = keyEventAfter(keyEvents, toUs);
  const from = Math.max(keyEventAfter(keyEvents, fromUs - 1), to - limit);
  return keyEvents.slice(from, to).reverse().map(rowOf);
}

/**
 * All that was observed between two instants, newest first, by running again.
 *
 * @param fork - a run of its own, before the first of them
 */
export function allEvents(fork: SystemRun, fromUs: number, toUs: number, limit: number): EventRow[] {
  const { world } = fork;
  const inner = world.listener;
  let events: KeyEvent[] = [];
  world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      inner?.onObservation(kind, node, a, b, c, d, e, f, bundle);
      if (world.now < fromUs) return;
      const { cause: seq, journal } = world;
      const cause = seq < 0 || journal === null ? seq : journalCause(journal, seq);
      events.push({ timeUs: world.now, seq, cause, kind, node, values: [a, b, c, d, e, f], bundle });
      if (events.length > limit * 2) events = events.slice(-limit);
    },
  };
  advance(fork, toUs, Number.POSITIVE_INFINITY);
  return events.slice(-limit).reverse().map(rowOf);
}

function rowOf({ timeUs, seq, kind, node, values }: KeyEvent): EventRow {
  const name = KINDS[kind]?.name ?? '';
  const key = isKeyEvent(kind, values[2] ?? -1);
  return { timeUs, seq, kind: name, node, key, parameters: parametersOf(kind, values) };
}
