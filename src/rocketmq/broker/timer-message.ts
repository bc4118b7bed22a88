/** The times that a message may carry as properties, each null where it is not set. */
export interface TimerProperties {
  /** `TIMER_DELAY_SEC`; counts before the other two. */
  readonly delaySec: number | null;
  /** `TIMER_DELAY_MS`; counts before `deliverMs`. */
  readonly delayMs: number | null;
  /** `TIMER_DELIVER_MS`, a time of the clock. */
  readonly deliverMs: number | null;
}

export interface TimerSettings {
  /** `timerPrecisionMs` (`MessageStoreConfig`, 1000): the width of a slot of the wheel. */
  readonly precisionMs: number;
  /** `timerMaxDelaySec` (`MessageStoreConfig`, 259200, which is three days). */
  readonly maxDelaySec: number;
}

export type TimerOutcome =
  | { readonly kind: 'not-timed' }
  /** Goes to `rmq_sys_wheel_timer` and onto the wheel under this time (`TIMER_OUT_MS`). */
  | { readonly kind: 'timed'; readonly timerOutMs: number }
  | { readonly kind: 'refused'; readonly status: 'WHEEL_TIMER_MSG_ILLEGAL' };

const NOT_TIMED: TimerOutcome = { kind: 'not-timed' };
const TOO_FAR: TimerOutcome = { kind: 'refused', status: 'WHEEL_TIMER_MSG_ILLEGAL' };

/**
 * Whether a message with a time of its own goes onto the timing wheel, and into which slot.
 *
 * @remarks
 * A slot is emptied once the clock has passed its end, so the time is rounded down, and a whole number of slots counts
 * as the slot before: due at 5.000 s, the message lies in the slot of 4 s and leaves it at 5 s. A message whose time
 * has come is stored at once. Left out: a delay level, which counts before these times, and a wheel that is switched
 * off (`timerWheelEnable`) or full.
 * @see `HookUtils.transformTimerMessage` in Apache RocketMQ
 */
export function placeOnWheel(message: TimerProperties, settings: TimerSettings, nowMs: number): TimerOutcome {
  const dueMs = dueTimeMs(message, nowMs);
  if (dueMs === null || dueMs <= nowMs) return NOT_TIMED;
  if (dueMs - nowMs > settings.maxDelaySec * 1000) return TOO_FAR;
  const beyondSlotMs = dueMs % settings.precisionMs;
  return { kind: 'timed', timerOutMs: dueMs - (beyondSlotMs === 0 ? settings.precisionMs : beyondSlotMs) };
}

function dueTimeMs(message: TimerProperties, nowMs: number): number | null {
  if (message.delaySec !== null) return nowMs + message.delaySec * 1000;
  if (message.delayMs !== null) return nowMs + message.delayMs;
  return message.deliverMs;
}
