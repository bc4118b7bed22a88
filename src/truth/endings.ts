import {
  type FloatColumn,
  floatColumn,
  getFloat,
  getInt,
  type IntColumn,
  intColumn,
  pushFloat,
  pushInt,
  setInt,
} from '../sim/column.ts';
import { FLOATS, INTS, shape } from '../sim/shape.ts';
import type { Messages } from './messages.ts';

/** Where a lost message was when its last copy ended, in the order of the verdict. */
export const PLACES = [
  'never-left-client',
  'lost-with-connection',
  'process-memory',
  'page-cache',
  'only-on-dead-node',
  'truncated-after-election',
  'truncated-unclean',
  'disk-destroyed',
  'retention',
  'skipped-by-position',
  'offset-reset-latest',
  'dropped-from-delay-or-half',
] as const;
export const NEVER_LEFT_CLIENT = 0;
export const LOST_WITH_CONNECTION = 1;
export const PAGE_CACHE = 3;
export const ONLY_ON_DEAD_NODE = 4;
export const TRUNCATED_AFTER_ELECTION = 5;
export const TRUNCATED_UNCLEAN = 6;
export const DISK_DESTROYED = 7;
export const RETENTION = 8;
export const SKIPPED_BY_POSITION = 9;
export const OFFSET_RESET_LATEST = 10;

/** Copies that ended: a row for each, and each message knows its latest. */
export interface Endings {
  place: IntColumn;
  node: IntColumn;
  timeUs: FloatColumn;
  /** `seq` of the event that ended it; −1 − index for a command. */
  seq: FloatColumn;
}

export const endingsForm = shape<Endings>({ place: INTS, node: INTS, timeUs: FLOATS, seq: FLOATS });

export function createEndings(): Endings {
  return { place: intColumn(), node: intColumn(), timeUs: floatColumn(), seq: floatColumn() };
}

/** Notes that a copy of a message ended. */
export function addEnding(
  endings: Endings,
  messages: Messages,
  uid: number,
  place: number,
  node: number,
  timeUs: number,
  seq: number,
): void {
  pushInt(endings.node, node);
  pushFloat(endings.timeUs, timeUs);
  pushFloat(endings.seq, seq);
  while (messages.ending.length <= uid) pushInt(messages.ending, -1);
  setInt(messages.ending, uid, pushInt(endings.place, place));
}

/** How the latest copy of a message ended. */
export interface Ending {
  readonly place: number;
  readonly node: number;
  readonly timeUs: number;
  readonly seq: number;
}

/** The latest ending of a copy of this message, null if none ended. */
export function endingOf(endings: Endings, messages: Messages, uid: number): Ending | null {
  const row = uid < messages.ending.length ? getInt(messages.ending, uid) : -1;
  if (row < 0) return null;
  return {
    place: getInt(endings.place, row),
    node: getInt(endings.node, row),
    timeUs: getFloat(endings.timeUs, row),
    seq: getFloat(endings.seq, row),
  };
}
