import { at, numberAt } from '../../../sim/column.ts';
import { utf8 } from '../../../sim/utf8.ts';
import { md5Head } from '../../md5.ts';
import { type MessageQueue, queueText } from '../../message-queue.ts';

/** Points in ascending order, each with the index of its consumer. */
export interface HashRing {
  readonly points: readonly number[];
  readonly owners: readonly number[];
}

/**
 * Puts consumers onto a ring of 2^32 places.
 *
 * @param virtualNodeCount - points of each consumer, 10 by default; without points nobody gets a queue
 * @remarks Of two points at one place the later stays. Left out: an id that is in the list twice.
 * @see `ConsistentHashRouter` in Apache RocketMQ
 */
export function createHashRing(consumers: readonly string[], virtualNodeCount: number): HashRing {
  const ring: { point: number; owner: number; order: number }[] = [];
  for (const [owner, consumer] of consumers.entries()) {
    for (let i = 0; i < virtualNodeCount; i++)
      ring.push({ point: hashOf(`${consumer}-${i}`), owner, order: ring.length });
  }
  ring.sort((a, b) => a.point - b.point || b.order - a.order);
  const kept = ring.filter(({ point }, i) => i === 0 || point !== at(ring, i - 1).point);
  return { points: kept.map(({ point }) => point), owners: kept.map(({ owner }) => owner) };
}

/** Index of the consumer at the first point at or after the queue's place, round the ring; -1 on an empty ring. */
export function ownerOnRing(ring: HashRing, queue: MessageQueue): number {
  if (ring.points.length === 0) return -1;
  const place = hashOf(queueText(queue));
  let low = 0;
  let high = ring.points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberAt(ring.points, middle) < place) low = middle + 1;
    else high = middle;
  }
  return numberAt(ring.owners, low === ring.points.length ? 0 : low);
}

/** Few queues move when a consumer comes or goes. @see `AllocateMessageQueueConsistentHash` in Apache RocketMQ */
export function allocateByConsistentHash(
  queues: readonly MessageQueue[],
  consumers: readonly string[],
  index: number,
  virtualNodeCount: number,
): MessageQueue[] {
  const ring = createHashRing(consumers, virtualNodeCount);
  return queues.filter((queue) => ownerOnRing(ring, queue) === index);
}

function hashOf(text: string): number {
  return md5Head(utf8(text));
}
