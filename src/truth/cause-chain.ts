import { type Journal, journalCause, journalKind, journalNode, type World } from '../sim/world.ts';

/** One event of a chain of causes. */
export interface Cause {
  /** `seq` of the event; −1 − index for a command. */
  readonly seq: number;
  /** −1 for a command. */
  readonly node: number;
  /** The kernel's kind of event (`EVENT_KINDS`); −1 for a command. */
  readonly kind: number;
}

/** The events that led to `seq`, it first, back to a command or to the beginning; at most `most` of them. */
export function causesOf(journal: Journal, seq: number, most: number): number[] {
  const causes: number[] = [];
  let event = seq;
  while (causes.length < most) {
    causes.push(event);
    if (event < 0 || event >= eventsIn(journal)) break;
    const before = journalCause(journal, event);
    if (before >= event) break;
    event = before;
  }
  return causes;
}

/**
 * The chain of causes of an event, it first, back to the command that began it.
 *
 * @remarks Empty where the world keeps no journal.
 */
export function causeChain<S>(world: World<S>, seq: number, most = 1_000): Cause[] {
  const { journal } = world;
  if (journal === null) return [];
  return causesOf(journal, seq, most).map((event) =>
    event < 0 || event >= eventsIn(journal)
      ? { seq: event, node: -1, kind: -1 }
      : { seq: event, node: journalNode(journal, event), kind: journalKind(journal, event) },
  );
}

/** Events that a journal knows. */
export function eventsIn(journal: Journal): number {
  return journal.length >> 1;
}
