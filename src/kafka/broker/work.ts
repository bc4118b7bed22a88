import type { BrokerState } from './broker-state.ts';

/**
 * What an event has brought about for requests that wait at a partition. It is completed when the event's own handler
 * is done, as the real broker completes its delayed operations after the append.
 *
 * @see `DelayedActionQueue`
 */

/** A leader's log has grown: followers. */
export const APPENDED_AT = 1;
/** A leader's high watermark has moved: acks=all writes and consumers. */
export const MOVED_AT = 2;
/** A leader's ISR has changed: acks=all writes. */
export const DECIDED_AT = 3;
/** The role or epoch of a replica has changed: all that wait there. */
export const CHANGED_AT = 4;

export function addWork(broker: BrokerState, what: number, partition: number): void {
  broker.work.push(what, partition);
}
