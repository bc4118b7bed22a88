import * as v from 'valibot';
import { delayedPlace, deliverTimestampMs, parseDelayLevels } from '../broker/delay-levels.ts';
import { retryDelaysMs, routeSentBack } from '../broker/send-back.ts';
import { placeOnWheel } from '../broker/timer-message.ts';
import { handledCount } from '../client/listener-result.ts';

const LEVELS = v.object({ messageDelayLevel: v.string() });
const DELAYED = v.union([
  v.object({ messageDelayLevel: v.string(), level: v.number(), storeTimestampMs: v.number() }),
  v.object({ messageDelayLevel: v.string(), rawLevel: v.number(), storeTimestampMs: v.number() }),
]);
const TIME = v.nullish(v.number(), null);
const TIMED = v.object({
  nowMs: v.number(),
  precisionMs: v.number(),
  maxDelaySec: v.number(),
  deliverMs: TIME,
  delaySec: TIME,
  delayMs: TIME,
});
const SENT_BACK = v.object({
  messageDelayLevel: v.string(),
  group: v.string(),
  reconsumeTimes: v.number(),
  requestedDelayLevel: v.number(),
  clientMaxReconsumeTimes: v.nullish(v.number(), null),
  groupRetryMaxTimes: v.number(),
  retryQueues: v.number(),
});
const SCHEDULE = v.object({ messageDelayLevel: v.string(), maxReconsumeTimes: v.number() });
const LISTENED = v.object({
  batch: v.number(),
  status: v.picklist(['CONSUME_SUCCESS', 'RECONSUME_LATER']),
  ackIndex: v.number(),
  mode: v.picklist(['CLUSTERING', 'BROADCASTING']),
});

export function runDelayLevels(input: unknown): unknown {
  const delaysMs = parseDelayLevels(v.parse(LEVELS, input).messageDelayLevel);
  return delaysMs === null ? { valid: false } : { valid: true, delaysMs };
}

export function runDelayMessage(input: unknown): unknown {
  const given = v.parse(DELAYED, input);
  const delaysMs = levelsOf(given.messageDelayLevel);
  if ('rawLevel' in given) {
    return { deliverAtMs: deliverTimestampMs(delaysMs, given.rawLevel, given.storeTimestampMs) };
  }
  const place = delayedPlace(delaysMs, given.level, given.storeTimestampMs);
  if (place === null) return { delayed: false };
  return { delayed: true, effectiveLevel: place.level, queueId: place.queueId, deliverAtMs: place.deliverAtMs };
}

export function runTimerMessage(input: unknown): unknown {
  const { nowMs, precisionMs, maxDelaySec, ...times } = v.parse(TIMED, input);
  const outcome = placeOnWheel(times, { precisionMs, maxDelaySec }, nowMs);
  if (outcome.kind === 'refused') return { error: outcome.status };
  return outcome.kind === 'timed' ? { timed: true, timerOutMs: outcome.timerOutMs } : { timed: false };
}

export function runRetry(input: unknown): unknown {
  const { messageDelayLevel, groupRetryMaxTimes, retryQueues, ...message } = v.parse(SENT_BACK, input);
  const settings = { retryMaxTimes: groupRetryMaxTimes, retryQueueNums: retryQueues };
  return routeSentBack(message, settings, levelsOf(messageDelayLevel));
}

export function runRetrySchedule(input: unknown): unknown {
  const { messageDelayLevel, maxReconsumeTimes } = v.parse(SCHEDULE, input);
  const delaysMs = retryDelaysMs(levelsOf(messageDelayLevel), maxReconsumeTimes);
  const totalMs = delaysMs.reduce((sum, delayMs) => sum + delayMs, 0);
  // biome-ignore lint/suspicious/noThenProperty: the vectors name it so, and nothing awaits it
  return { delaysMs, totalMs, then: 'dead-letter' };
}

export function runListenerResult(input: unknown): unknown {
  const { batch, status, ackIndex, mode } = v.parse(LISTENED, input);
  const failed: number[] = [];
  for (let i = handledCount(batch, status, ackIndex); i < batch; i++) failed.push(i);
  return mode === 'CLUSTERING' ? { sentBack: failed, dropped: [] } : { sentBack: [], dropped: failed };
}

function levelsOf(messageDelayLevel: string): number[] {
  const delaysMs = parseDelayLevels(messageDelayLevel);
  if (delaysMs === null) throw new Error(`no table of delays: ${messageDelayLevel}`);
  return delaysMs;
}
