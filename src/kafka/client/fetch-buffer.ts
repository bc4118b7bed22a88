import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { bundleCount, bundleMember } from '../../sim/payload.ts';
import { type BatchTable, batchCount } from '../batches.ts';
import { DELIVERED } from '../observations.ts';
import {
  type AssignedPartition,
  assignedOf,
  type BufferedFetch,
  type ConsumerState,
  FETCHING,
  type Hand,
} from './consumer-state.ts';

/**
 * Takes up to max.poll.records from the buffer into the application's hand; the positions move past them.
 *
 * @remarks Records are taken partition by partition in the order in which fetches came back. A batch may begin below
 * the position; its records from there on count.
 *
 * @returns how many there are
 * @see `FetchCollector#collectFetch`, `CompletedFetch#fetchRecords`
 */
export function collect(self: ConsumerState, table: BatchTable, ctx: Context): number {
  const { buffer, hand } = self;
  emptyHand(hand);
  const most = self.config.maxPollRecords;
  while (buffer.length > 0 && hand.uids.length < most) {
    const head = at(buffer, 0);
    const each = assignedOf(self, head.partition);
    if (each === null) {
      buffer.shift();
    } else if (each.phase !== FETCHING || each.position !== head.offset) {
      each.buffered = 0;
      buffer.shift();
    } else {
      takeRecords(self, head, each, most, table, ctx);
      if (head.next === head.end) {
        each.buffered = 0;
        buffer.shift();
      }
    }
  }
  self.delivered += hand.uids.length;
  return hand.uids.length;
}

function takeRecords(
  self: ConsumerState,
  head: BufferedFetch,
  each: AssignedPartition,
  most: number,
  table: BatchTable,
  ctx: Context,
): void {
  const { hand, group, node } = self;
  const { payloads } = ctx;
  const { reply } = head;
  while (head.next < head.end && hand.uids.length < most) {
    const batch = numberAt(reply.batches, head.next);
    const base = numberAt(reply.baseOffsets, head.next);
    const epoch = numberAt(reply.epochs, head.next);
    const members = bundleCount(payloads, batch);
    let index = Math.max(0, each.position - base);
    while (index < members && hand.uids.length < most) {
      const uid = bundleMember(payloads, batch, index);
      const offset = base + index;
      index += 1;
      each.position = offset + 1;
      each.positionEpoch = epoch;
      // A cleaning has left a hole there.
      if (uid < 0) continue;
      hand.uids.push(uid);
      hand.partitions.push(each.partition);
      hand.offsets.push(offset);
      hand.epochs.push(epoch);
      hand.ownerships.push(each.ownership);
      ctx.observe(DELIVERED, uid, group, each.partition, offset, each.ownership, node, batch);
    }
    if (index < members) break;
    // A batch without records of applications is passed over.
    each.position = Math.max(each.position, base + batchCount(table, batch));
    each.positionEpoch = epoch;
    head.next += 1;
  }
  head.offset = each.position;
}

export function emptyHand(hand: Hand): void {
  hand.uids.length = 0;
  hand.partitions.length = 0;
  hand.offsets.length = 0;
  hand.epochs.length = 0;
  hand.ownerships.length = 0;
  hand.next = 0;
}
