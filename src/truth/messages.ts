import {
  CHUNK,
  type FloatColumn,
  floatColumn,
  getInt,
  type IntColumn,
  intAt,
  intColumn,
  pushFloat,
  pushPair,
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
  /** A row of `MESSAGE` numbers for each uid, read by the functions below. */
  rows: IntColumn;
  /** µs by uid; −1 open. */
  outcomeAt: FloatColumn;
  /** By uid, as far as copies ended: row in the table of endings, −1 none. */
  ending: IntColumn;
  /** A row of `BATCH` numbers for each bundle. */
  batches: IntColumn;
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
  rows: INTS,
  outcomeAt: FLOATS,
  ending: INTS,
  batches: INTS,
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
    rows: intColumn(),
    outcomeAt: floatColumn(),
    ending: intColumn(),
    batches: intColumn(),
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

/** Numbers of a message's row. */
const MESSAGE = 6;
/** Messages whose rows fill whole chunks, and how many chunks. @see CHUNK */
export const BLOCK_CHUNKS = 3;
export const BLOCK = (BLOCK_CHUNKS * CHUNK) / MESSAGE;

const FATE = 0;
const COPIES = 1;
const HOME = 2;
const OFFSET = 3;
const SESSION = 4;
const BUNDLE = 5;

/** Makes room for a message; it has been called and nothing more is known of it. */
export function openMessage(messages: Messages, uid: number, home: number, session: number): void {
  const { rows } = messages;
  while (rows.length < uid * MESSAGE) pushMessage(messages, -1, -1);
  if (rows.length === uid * MESSAGE) pushMessage(messages, home, session);
}

function pushMessage(messages: Messages, home: number, session: number): void {
  const { rows } = messages;
  pushPair(rows, OPEN, 0);
  pushPair(rows, home, -1);
  pushPair(rows, session, -1);
  pushFloat(messages.outcomeAt, -1);
}

export function messageCount(messages: Messages): number {
  return messages.outcomeAt.length;
}

/** Outcome in the low three bits, then flags. */
export function fateOf(messages: Messages, uid: number): number {
  return getInt(messages.rows, uid * MESSAGE + FATE);
}

export function setFate(messages: Messages, uid: number, fate: number): void {
  setInt(messages.rows, uid * MESSAGE + FATE, fate);
}

/**
 * Bits 0–7: slots whose log holds it. Bits 8–15: slots that a copy is under way to. From bit 16: its records in the
 * legitimate log.
 */
export function copiesOf(messages: Messages, uid: number): number {
  return getInt(messages.rows, uid * MESSAGE + COPIES);
}

export function setCopies(messages: Messages, uid: number, copies: number): void {
  setInt(messages.rows, uid * MESSAGE + COPIES, copies);
}

/** Its partition, −1 unknown. */
export function homeOf(messages: Messages, uid: number): number {
  return getInt(messages.rows, uid * MESSAGE + HOME);
}

/** Offset of its first record in the legitimate log of its partition, −1 none. */
export function offsetOf(messages: Messages, uid: number): number {
  return getInt(messages.rows, uid * MESSAGE + OFFSET);
}

export function setOffset(messages: Messages, uid: number, offset: number): void {
  setInt(messages.rows, uid * MESSAGE + OFFSET, offset);
}

/** Number of the producer's instance, counted through the run. */
export function sessionOf(messages: Messages, uid: number): number {
  return getInt(messages.rows, uid * MESSAGE + SESSION);
}

/** The batch it travels in, −1 none yet. */
export function bundleOf(messages: Messages, uid: number): number {
  return getInt(messages.rows, uid * MESSAGE + BUNDLE);
}

export function setBundle(messages: Messages, uid: number, bundle: number): void {
  setInt(messages.rows, uid * MESSAGE + BUNDLE, bundle);
}

/** Numbers of a batch's row. */
const BATCH = 4;
const PRODUCER_ID = 0;
const PRODUCER_EPOCH = 1;
const BASE_SEQUENCE = 2;
const CONNECTION = 3;

/** A producer closed this batch. */
export function openBatch(messages: Messages, bundle: number, id: number, epoch: number, sequence: number): void {
  const { batches } = messages;
  while (batches.length < bundle * BATCH) pushBatch(batches, -1, -1, -1);
  if (batches.length === bundle * BATCH) {
    pushBatch(batches, id, epoch, sequence);
    return;
  }
  setInt(batches, bundle * BATCH + PRODUCER_ID, id);
  setInt(batches, bundle * BATCH + PRODUCER_EPOCH, epoch);
  setInt(batches, bundle * BATCH + BASE_SEQUENCE, sequence);
}

function pushBatch(batches: IntColumn, id: number, epoch: number, sequence: number): void {
  pushPair(batches, id, epoch);
  pushPair(batches, sequence, -1);
}

/** −1 for none, and for batches that no producer closed. */
export function producerIdOf(messages: Messages, bundle: number): number {
  return fieldOf(messages, bundle, PRODUCER_ID);
}

export function producerEpochOf(messages: Messages, bundle: number): number {
  return fieldOf(messages, bundle, PRODUCER_EPOCH);
}

export function baseSequenceOf(messages: Messages, bundle: number): number {
  return fieldOf(messages, bundle, BASE_SEQUENCE);
}

/** Connection of the latest attempt, −1 = never sent. */
export function connectionOf(messages: Messages, bundle: number): number {
  return fieldOf(messages, bundle, CONNECTION);
}

export function setConnection(messages: Messages, bundle: number, connection: number): void {
  if (messages.batches.length <= bundle * BATCH) openBatch(messages, bundle, -1, -1, -1);
  setInt(messages.batches, bundle * BATCH + CONNECTION, connection);
}

function fieldOf(messages: Messages, bundle: number, field: number): number {
  const place = bundle * BATCH + field;
  return bundle < 0 || place >= messages.batches.length ? -1 : getInt(messages.batches, place);
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
  const place = rowOf(messages, homeOf(messages, uid)) + outcomeOf(fateOf(messages, uid));
  messages.absent[place] = intAt(messages.absent, place) + by;
}

/** A message is known to go to this partition. */
export function setHome(messages: Messages, uid: number, home: number): void {
  const before = homeOf(messages, uid);
  if (before === home) return;
  const outcome = outcomeOf(fateOf(messages, uid));
  const isAbsent = presentCount(copiesOf(messages, uid)) === 0;
  count(messages, before, outcome, isAbsent, -1);
  setInt(messages.rows, uid * MESSAGE + HOME, home);
  count(messages, home, outcome, isAbsent, 1);
}

/**
 * Gives an open message its outcome.
 *
 * @returns its `copies`
 */
export function setOutcome(messages: Messages, uid: number, outcome: number, now: number): number {
  const { total, absent } = messages;
  const row = rowOf(messages, homeOf(messages, uid));
  const copies = copiesOf(messages, uid);
  total[row + OPEN] = intAt(total, row + OPEN) - 1;
  total[row + outcome] = intAt(total, row + outcome) + 1;
  if (presentCount(copies) === 0) {
    absent[row + OPEN] = intAt(absent, row + OPEN) - 1;
    absent[row + outcome] = intAt(absent, row + outcome) + 1;
  }
  setFate(messages, uid, (fateOf(messages, uid) & ~OUTCOME_BITS) | outcome);
  setFloat(messages.outcomeAt, uid, now);
  return copies;
}

/** True where some log holds the message, or once did. */
export function wasAppended(messages: Messages, uid: number): boolean {
  if ((copiesOf(messages, uid) & 0xff) !== 0) return true;
  return uid < messages.ending.length && getInt(messages.ending, uid) >= 0;
}

export function addFlag(messages: Messages, uid: number, flag: number): void {
  const fate = fateOf(messages, uid);
  if ((fate & flag) === 0) setFate(messages, uid, fate | flag);
}

export function dropFlag(messages: Messages, uid: number, flag: number): void {
  const fate = fateOf(messages, uid);
  if ((fate & flag) !== 0) setFate(messages, uid, fate & ~flag);
}

export function hasFlag(messages: Messages, uid: number, flag: number): boolean {
  return (fateOf(messages, uid) & flag) !== 0;
}

/** True where the message was handed to a connection at least once. */
export function wasSent(messages: Messages, uid: number): boolean {
  if (hasFlag(messages, uid, WAS_SENT)) return true;
  const bundle = bundleOf(messages, uid);
  return connectionOf(messages, bundle) >= 0;
}

/** Sums a column over all rows. */
export function sumAll(rows: Int32Array, outcome: number): number {
  let sum = 0;
  for (let place = outcome; place < rows.length; place += ROW) sum += intAt(rows, place);
  return sum;
}
