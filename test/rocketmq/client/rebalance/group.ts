import fc from 'fast-check';
import { type AllocateStrategy, allocate } from '../../../../src/rocketmq/client/rebalance/strategy.ts';
import type { MessageQueue } from '../../../../src/rocketmq/message-queue.ts';

/** Queues of one topic: `queuesOn({ 'broker-a': 4 })`. */
export function queuesOn(counts: Readonly<Record<string, number>>): MessageQueue[] {
  return Object.entries(counts).flatMap(([brokerName, count]) =>
    Array.from({ length: count }, (_, queueId) => ({ topic: 'orders', brokerName, queueId })),
  );
}

/** What each consumer takes, as `broker-a/0`. Throws where one is refused. */
export function sharesOf(
  strategy: AllocateStrategy,
  queues: readonly MessageQueue[],
  consumers: readonly string[],
): Record<string, string[]> {
  return Object.fromEntries(
    consumers.map((consumer) => {
      const own = allocate(strategy, queues, consumers, consumer);
      if (own === 'ILLEGAL_ARGUMENT') throw new Error(own);
      return [consumer, own.map(nameOf)];
    }),
  );
}

export function nameOf({ brokerName, queueId }: MessageQueue): string {
  return `${brokerName}/${queueId}`;
}

/** One to eight consumers `<room>-<n>` in any of four rooms, in order. */
export const someConsumers = fc
  .array(fc.constantFrom('r1', 'r2', 'r3', 'r4'), { minLength: 1, maxLength: 8 })
  .map((rooms) => rooms.map((room, i) => `${room}-${i}`).sort((a, b) => (a < b ? -1 : 1)));

/** Queues of up to five brokers in rooms, one at least; a room stands before a hyphen or an at-sign. */
export const queuesInRooms = (separator: '-' | '@') =>
  fc
    .dictionary(fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'), fc.nat(6), { minKeys: 1, noNullPrototype: true })
    .map((counts) =>
      queuesOn(Object.fromEntries(Object.entries(counts).map(([room, n]) => [`${room}${separator}b`, n]))),
    )
    .filter((queues) => queues.length > 0);
