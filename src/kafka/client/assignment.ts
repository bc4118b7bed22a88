import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { ASSIGNED, REVOKED } from '../observations.ts';
import {
  type AssignedPartition,
  assignedOf,
  type BufferedFetch,
  type ConsumerState,
  FETCHING,
  NEEDS_COMMITTED,
} from './consumer-state.ts';

/**
 * What a member has, and what a rebalance changes in it. An eager member has given everything up before and gets all
 * anew; a cooperative one gives up what it is to lose, and goes on with the rest as if nothing had been.
 *
 * @see `ConsumerCoordinator#onJoinComplete`, `SubscriptionState#assignFromSubscribed`; KIP-429
 */

/** Number of nodes that an ownership number can tell apart. */
const OWNERSHIP_BASE = 1_024;

const LOST = 1;
const GIVEN_UP = 0;

/** The assignment that the last SyncGroup brought comes into force: callbacks run, and positions are looked up. */
export function takeAssignment(self: ConsumerState, assignment: readonly number[], ctx: Context): void {
  const { membership, commits } = self;
  const { generation } = membership;
  const kept: AssignedPartition[] = [];
  let revoked = 0;
  for (let i = 0; i < self.assigned.length; i++) {
    const each = at(self.assigned, i);
    if (assignment.includes(each.partition)) {
      kept.push(each);
    } else {
      revoked += 1;
      tellRevoked(self, each, GIVEN_UP, ctx);
    }
  }
  for (let i = 0; i < assignment.length; i++) {
    const partition = numberAt(assignment, i);
    if (assignedOf(self, partition) === null) kept.push(newPartition(self, partition, generation, ctx));
  }
  hold(self, kept);
  membership.lastAssigned = { partitions: assignment, generation };
  membership.arrived = null;
  // Whoever gets what was given up can have it only in the next generation.
  if (revoked > 0) membership.rejoinNeeded = 1;
  commits.autoAt = ctx.now + self.config.autoCommitUs;
}

/** Gives everything up. Without a generation it was lost before; then others may have it already. */
export function revokeAll(self: ConsumerState, ctx: Context): void {
  const lost = self.membership.generation < 0 ? LOST : GIVEN_UP;
  for (let i = 0; i < self.assigned.length; i++) tellRevoked(self, at(self.assigned, i), lost, ctx);
  self.assigned = [];
  self.buffer = [];
  self.unready = 0;
}

/** Partitions that the assignment which has arrived takes from this member. */
export function partitionsToRevoke(self: ConsumerState, assignment: readonly number[]): AssignedPartition[] {
  return self.assigned.filter(({ partition }) => !assignment.includes(partition));
}

function tellRevoked(self: ConsumerState, each: AssignedPartition, lost: number, ctx: Context): void {
  const generation = Math.floor(each.ownership / OWNERSHIP_BASE);
  ctx.observe(REVOKED, self.group, each.partition, generation, each.ownership, lost, self.node, -1);
}

function newPartition(self: ConsumerState, partition: number, generation: number, ctx: Context): AssignedPartition {
  const ownership = generation * OWNERSHIP_BASE + self.node;
  ctx.observe(ASSIGNED, self.group, partition, generation, ownership, self.node, 0, -1);
  return {
    partition,
    ownership,
    phase: NEEDS_COMMITTED,
    asking: 0,
    retryAt: 0,
    position: -1,
    positionEpoch: -1,
    leaderEpoch: -1,
    resetWhy: 0,
    highWatermark: -1,
    buffered: 0,
    preferred: -1,
    preferredUntil: 0,
  };
}

/** From now on these are the member's; what was fetched of others is of no use any more. */
function hold(self: ConsumerState, partitions: AssignedPartition[]): void {
  const buffer: BufferedFetch[] = [];
  self.assigned = partitions;
  self.unready = 0;
  for (let i = 0; i < partitions.length; i++) if (at(partitions, i).phase !== FETCHING) self.unready += 1;
  for (let i = 0; i < self.buffer.length; i++) {
    const fetch = at(self.buffer, i);
    if (assignedOf(self, fetch.partition)?.buffered === 1) buffer.push(fetch);
  }
  self.buffer = buffer;
  self.askingOffsets = 0;
  self.offsetFetchAt = 0;
}
