import { numberAt } from '../../sim/column.ts';
import { parseJavaLong } from '../java-number.ts';
import { javaSplit } from '../java-text.ts';

const UNITS_MS: Readonly<Record<string, bigint>> = { s: 1000n, m: 60_000n, h: 3_600_000n, d: 86_400_000n };

/** The delay of a level that the table does not have. */
const UNKNOWN_LEVEL_DELAY_MS = 1000;

/** What becomes of a message with a delay level when it is stored. */
export interface DelayedPlace {
  /** From 1; the level asked for, or the last one of the table. */
  readonly level: number;
  /** In `SCHEDULE_TOPIC_XXXX`, whose queues each hold one level and so are sorted by time. */
  readonly queueId: number;
  readonly deliverAtMs: number;
}

/**
 * Reads the broker's table of delays: numbers with a unit (`s`, `m`, `h`, `d`), one blank between two.
 *
 * @param messageDelayLevel - the setting of that name (`MessageStoreConfig`); its default is
 *   `1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h`
 * @returns delays in ms, level 1 first; null where a broker would refuse to start
 * @see `ScheduleMessageService.parseDelayLevel` in Apache RocketMQ
 */
export function parseDelayLevels(messageDelayLevel: string): number[] | null {
  const delaysMs: number[] = [];
  for (const piece of javaSplit(messageDelayLevel, ' ')) {
    const unit = UNITS_MS[piece.slice(-1)];
    const count = parseJavaLong(piece.slice(0, -1));
    if (unit === undefined || count === null) return null;
    delaysMs.push(Number(BigInt.asIntN(64, unit * count)));
  }
  return delaysMs;
}

/**
 * Where and for how long a message with a delay level waits.
 *
 * @param level - asked for by the producer; above the table it counts as the last level
 * @returns null for level 0 and below: the message is not delayed
 * @see `HookUtils.transformDelayLevelMessage` in Apache RocketMQ
 */
export function delayedPlace(
  delaysMs: readonly number[],
  level: number,
  storeTimestampMs: number,
): DelayedPlace | null {
  if (level <= 0) return null;
  const effective = effectiveLevel(delaysMs, level);
  return {
    level: effective,
    queueId: effective - 1,
    deliverAtMs: deliverTimestampMs(delaysMs, effective, storeTimestampMs),
  };
}

/** A level above the table counts as the last one. */
export function effectiveLevel(delaysMs: readonly number[], level: number): number {
  return Math.min(level, delaysMs.length);
}

/**
 * When a message of a level is due: for a level that is not in the table, a second after it was stored.
 *
 * @see `ScheduleMessageService.computeDeliverTimestamp` in Apache RocketMQ
 */
export function deliverTimestampMs(delaysMs: readonly number[], level: number, storeTimestampMs: number): number {
  const isKnown = level >= 1 && level <= delaysMs.length;
  return storeTimestampMs + (isKnown ? numberAt(delaysMs, level - 1) : UNKNOWN_LEVEL_DELAY_MS);
}
