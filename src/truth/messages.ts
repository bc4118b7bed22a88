import {
  type FloatColumn,
  floatColumn,
  getInt,
  type IntColumn,
  intAt,
  intColumn,
  pushFloat,
  pushInt,
  setFloat,
  setInt,
} from '../sim/column.ts';
import { FLOATS, INT_ARRAY, INTS, NUMBER, NUMBERS, shape } from '../sim/shape.ts';

/**
 * What became of each message, by uid; and of each record batch, by bundle.
 *
 * Counters are kept in rows: row p for messages of partition p, and one last row for messages that have no partition
 * yet. Each row has a place for each outcome.
 */
export interface Messages {
  /** Outcome in the low three bits, then flags. */
  fate: IntColumn;
  /** Partition, −1 unknown. */
  home: IntColumn;
  /** Offset of its first record in the legitimate log of its partition, −1 none. */
  offset: IntColumn;
  /** Bits 0–7: slots whose log holds it. Bits 8–15: slots that a copy is under way to. From bit 16: records in the legitimate log. */
  copies: IntColumn;
  /** µs; −1 open. */
  outcomeAt: FloatColumn;
  /** Number of the producer's instance, counted through the run. */
  session: IntColumn;
  /** The batch it travels in, −1 none yet. */
  bundle: IntColumn;
  /** Row in the table of endings, −1 none. */
  ending: IntColumn;

  /** By bundle: −1 where no producer closed it. */
  producerId: IntColumn;
  producerEpoch: IntColumn;
  baseSequence: IntColumn;
  /** By bundle: connection of the latest attempt, −1 = never sent. */
  connection: IntColumn;
  /** Bundles without acknowledgement (acks=0) that are under way, in order of sending. */
  flying: number[];
  /** Messages in `flying`. */
  flyingCount: number;

  /** Pairs (node, its session) by session number. */
  sessions: number[];
  /** By row and outcome: messages, and those of them that are not in the legitimate log. */
  total: Int32Array;
  absent: Int32Array;
  produced: number;
  /** Records in legitimate logs beyond the first of each message. */
  duplicated: number;
  readThenLost: number;
}

export const OUTCOMES = ['open', 'acked', 'weak', 'unknown', 'refused', 'fire-and-forget'] as const;
export const OPEN = 0;
export const IS_ACKED = 1;
export const IS_WEAK = 2;
export const IS_UNKNOWN = 3;
export const IS_REFUSED = 4;
export const IS_FIRE_AND_FORGET = 5;
/** Places of a row. */
export const ROW = 8;

const OUTCOME_BITS = 7;
/** Flags of `fate`. */
export const WAS_SENT = 1 << 3;
export const WAS_APPENDED = 1 << 4;
export const WAS_DELIVERED = 1 << 5;
export const READ_THEN_LOST = 1 << 6;
export const LOG_REORDERED = 1 << 7;
/** Some log holds it twice. */
export const TWICE_IN_A_LOG = 1 << 8;
/** It was below the true high watermark when it left the legitimate log. */
export const WAS_COMMITTED = 1 << 9;
/** It left the legitimate log by an election that was not clean. */
export const DROPPED_UNCLEAN = 1 << 10;
export const DROPPED_CLEAN = 1 << 11;

export const PRESENT = 1 << 16;

export const messagesForm = shape<Messages>({
  fate: INTS,
  home: INTS,
  offset: INTS,
  copies: INTS,
  outcomeAt: FLOATS,
  session: INTS,
  bundle: INTS,
  ending: INTS,
  producerId: INTS,
  producerEpoch: INTS,
  baseSequence: INTS,
  connection: INTS,
  flying: NUMBERS,
  flyingCount: NUMBER,
  sessions: NUMBERS,
  total: INT_ARRAY,
  absent: INT_ARRAY,
  produced: NUMBER,
  duplicated: NUMBER,
  readThenLost: NUMBER,
});

export function createMessages(partitions: number): Messages {
  return {
    fate: intColumn(),
    home: intColumn(),
    offset: intColumn(),
    copies: intColumn(),
    outcomeAt: floatColumn(),
    session: intColumn(),
    bundle: intColumn(),
    ending: intColumn(),
    producerId: intColumn(),
    producerEpoch: intColumn(),
    baseSequence: intColumn(),
    connection: intColumn(),
    flying: [],
    flyingCount: 0,
    sessions: [],
    total: new Int32Array((partitions + 1) * ROW),
    absent: new Int32Array((partitions + 1) * ROW),
    produced: 0,
    duplicated: 0,
    readThenLost: 0,
  };
}

/** Makes room for a message; it has been called and nothing more is known of it. */
export function openMessage(messages: Messages, uid: number): void {
  while (messages.fate.length <= uid) {
    pushInt(messages.fate, OPEN);
    pushInt(messages.home, -1);
    pushInt(messages.offset, -1);
    pushInt(messages.copies, 0);
    pushFloat(messages.outcomeAt, -1);
    pushInt(messages.session, -1);
    pushInt(messages.bundle, -1);
    pushInt(messages.ending, -1);
  }
}

/** Makes room for a bundle. */
export function openBundle(messages: Messages, bundle: number): void {
  while (messages.connection.length <= bundle) {
    pushInt(messages.producerId, -1);
    pushInt(messages.producerEpoch, -1);
    pushInt(messages.baseSequence, -1);
    pushInt(messages.connection, -1);
  }
}

/** Number of a producer's instance; a new one gets the next. */
export function sessionNumber(messages: Messages, node: number, session: number): number {
  const { sessions } = messages;
  for (let i = sessions.length - 2; i >= 0; i -= 2) {
    if (sessions[i] === node && sessions[i + 1] === session) return i >> 1;
  }
  sessions.push(node, session);
  return (sessions.length >> 1) - 1;
}

export function outcomeOf(fate: number): number {
  return fate & OUTCOME_BITS;
}

/** Records of the message in the legitimate log. */
export function presentCount(copies: number): number {
  return copies >> 16;
}

/** The row of a message's counters. */
export function rowOf(messages: Messages, home: number): number {
  return home < 0 ? messages.total.length - ROW : home * ROW;
}

/** Counts a message in (1) or out (−1) of its row. */
export function count(messages: Messages, home: number, outcome: number, isAbsent: boolean, by: number): void {
  const place = rowOf(messages, home) + outcome;
  messages.total[place] = intAt(messages.total, place) + by;
  if (isAbsent) messages.absent[place] = intAt(messages.absent, place) + by;
}

/** A message enters (−1) the legitimate log with its first record, or leaves it (1) with its last. */
export function shiftAbsent(messages: Messages, uid: number, by: number): void {
  const place = rowOf(messages, getInt(messages.home, uid)) + outcomeOf(getInt(messages.fate, uid));
  messages.absent[place] = intAt(messages.absent, place) + by;
}

/** A message is known to go to this partition. */
export function setHome(messages: Messages, uid: number, home: number): void {
  const before = getInt(messages.home, uid);
  if (before === home) return;
  const outcome = outcomeOf(getInt(messages.fate, uid));
  const isAbsent = presentCount(getInt(messages.copies, uid)) === 0;
  count(messages, before, outcome, isAbsent, -1);
  setInt(messages.home, uid, home);
  count(messages, home, outcome, isAbsent, 1);
}

/** Gives a message its outcome, in `fate` and the counters. */
export function setOutcome(messages: Messages, uid: number, outcome: number, now: number): void {
  const fate = getInt(messages.fate, uid);
  const home = getInt(messages.home, uid);
  const isAbsent = presentCount(getInt(messages.copies, uid)) === 0;
  count(messages, home, fate & OUTCOME_BITS, isAbsent, -1);
  count(messages, home, outcome, isAbsent, 1);
  setInt(messages.fate, uid, (fate & ~OUTCOME_BITS) | outcome);
  setFloat(messages.outcomeAt, uid, now);
}

export function addFlag(messages: Messages, uid: number, flag: number): void {
  const fate = getInt(messages.fate, uid);
  if ((fate & flag) === 0) setInt(messages.fate, uid, fate | flag);
}

export function dropFlag(messages: Messages, uid: number, flag: number): void {
  const fate = getInt(messages.fate, uid);
  if ((fate & flag) !== 0) setInt(messages.fate, uid, fate & ~flag);
}

export function hasFlag(messages: Messages, uid: number, flag: number): boolean {
  return (getInt(messages.fate, uid) & flag) !== 0;
}

/** True where the message was handed to a connection at least once. */
export function wasSent(messages: Messages, uid: number): boolean {
  if (hasFlag(messages, uid, WAS_SENT)) return true;
  const bundle = getInt(messages.bundle, uid);
  return bundle >= 0 && getInt(messages.connection, bundle) >= 0;
}

/** Sums a column of the rows over partitions for which `weight` is 1. */
export function sumOutcome(rows: Int32Array, outcome: number, weights: readonly number[]): number {
  let sum = 0;
  for (let p = 0; p < weights.length; p++) {
    if (weights[p] === 1) sum += intAt(rows, p * ROW + outcome);
  }
  return sum;
}

/** Sums a column over all rows. */
export function sumAll(rows: Int32Array, outcome: number): number {
  let sum = 0;
  for (let place = outcome; place < rows.length; place += ROW) sum += intAt(rows, place);
  return sum;
}
