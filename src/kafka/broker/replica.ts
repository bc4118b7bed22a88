import { numberAt } from '../../sim/column.ts';
import { constant, NUMBER, NUMBERS, shape } from '../../sim/shape.ts';
import { createLog, type Log, logForm } from '../log/log.ts';
import type { Mutants } from '../mutants.ts';
import { NO_REPLICAS, type ReplicaSet } from '../replica-set.ts';
import { createFollowerProgress, type FollowerProgress, followerProgressForm } from './in-sync.ts';

/** `role` of a replica, as its own broker believes. */
export const NO_ROLE = 0;
export const LEADER = 1;
export const FOLLOWER = 2;

/** `pendingIsr` when no change is in flight. */
export const NO_CHANGE = -1;

/** One broker's copy of a partition: its log, and what the broker knows in its role. @see `Partition` */
export interface Replica {
  readonly partition: number;
  /** Nodes that have or had a replica; a place in it is a slot. */
  nodes: readonly number[];
  /** This broker's place. */
  readonly slot: number;
  /** Place by node, −1 = never had a replica. */
  slots: readonly number[];
  log: Log;
  role: number;
  /** Node, −1 = none. */
  leader: number;
  leaderEpoch: number;
  partitionEpoch: number;
  /** Slots of the assignment: a node that was taken out of it keeps its slot. */
  assigned: ReplicaSet;
  /** `min.insync.replicas`, at most the number of replicas. */
  minIsr: number;
  maxMessageBytes: number;

  /** The leader's log end when its epoch began. */
  leaderEpochStartOffset: number;
  /** Confirmed by the controller. */
  isr: ReplicaSet;
  /** The ISR that was proposed and is not confirmed, `NO_CHANGE` if none. */
  pendingIsr: number;
  /** Replicas that are neither fenced nor shutting down and fetch with the broker epoch that the metadata has. */
  eligible: ReplicaSet;
  progress: FollowerProgress;
  /** Writes that wait for the high watermark, lowest first: required offset, channel (−1 = internal), place or token. */
  waits: number[];
  /** Channels of the consumer fetches that wait here. */
  fetchWaits: number[];
  /** By slot: number of the follower's fetch that named this partition last. */
  fetchSerials: number[];

  /** Of a follower: after an error nothing is fetched until then, µs; −1 = until new metadata comes. */
  fetchAfter: number;
  /** Of a follower: 1 = it is not fetched before its log was truncated. Before KIP-595 only. */
  truncating: number;
}

/** What the leader's rules depend on besides the partition. Never changes. */
export interface LeaderRules {
  /** `replica.lag.time.max.ms` in µs. */
  readonly lagUs: number;
  /** The high watermark stands still below min ISR (KIP-966). */
  readonly strictMinIsr: boolean;
  readonly mutants: Mutants;
}

export const replicaForm = shape<Replica>({
  partition: NUMBER,
  nodes: constant(),
  slot: NUMBER,
  slots: constant(),
  log: logForm,
  role: NUMBER,
  leader: NUMBER,
  leaderEpoch: NUMBER,
  partitionEpoch: NUMBER,
  assigned: NUMBER,
  minIsr: NUMBER,
  maxMessageBytes: NUMBER,
  leaderEpochStartOffset: NUMBER,
  isr: NUMBER,
  pendingIsr: NUMBER,
  eligible: NUMBER,
  progress: followerProgressForm,
  waits: NUMBERS,
  fetchWaits: NUMBERS,
  fetchSerials: NUMBERS,
  fetchAfter: NUMBER,
  truncating: NUMBER,
});

export function createReplica(partition: number, nodes: readonly number[], slot: number): Replica {
  return {
    partition,
    nodes,
    slot,
    slots: slotsByNode(nodes),
    log: createLog(partition),
    role: NO_ROLE,
    leader: -1,
    leaderEpoch: -1,
    partitionEpoch: -1,
    assigned: NO_REPLICAS,
    minIsr: 1,
    maxMessageBytes: 0,
    leaderEpochStartOffset: 0,
    isr: NO_REPLICAS,
    pendingIsr: NO_CHANGE,
    eligible: NO_REPLICAS,
    progress: createFollowerProgress(nodes.length),
    waits: [],
    fetchWaits: [],
    fetchSerials: nodes.map(() => 0),
    fetchAfter: 0,
    truncating: 0,
  };
}

export function slotsByNode(nodes: readonly number[]): number[] {
  const slots: number[] = [];
  for (let node = 0; node <= Math.max(...nodes); node++) slots.push(nodes.indexOf(node));
  return slots;
}

/** Place of a node in the assignment, −1 if it has no replica. */
export function slotOf(replica: Replica, node: number): number {
  return node < replica.slots.length ? numberAt(replica.slots, node) : -1;
}

/** The process is gone: what is left of a replica is its log. */
export function forgetRole(replica: Replica): void {
  replica.role = NO_ROLE;
  replica.leader = -1;
  replica.leaderEpoch = -1;
  replica.partitionEpoch = -1;
  replica.leaderEpochStartOffset = 0;
  replica.isr = NO_REPLICAS;
  replica.pendingIsr = NO_CHANGE;
  replica.eligible = NO_REPLICAS;
  replica.progress = createFollowerProgress(replica.nodes.length);
  replica.waits = [];
  replica.fetchWaits = [];
  replica.fetchSerials.fill(0);
  replica.fetchAfter = 0;
  replica.truncating = 0;
}

/** The ISR with whoever a change in flight would add: what the high watermark must cover. */
export function maximalIsr(replica: Replica): ReplicaSet {
  return replica.pendingIsr === NO_CHANGE ? replica.isr : replica.isr | replica.pendingIsr;
}

/** Whether the node of a slot is in the assignment now. */
export function isAssigned(replica: Replica, slot: number): boolean {
  return slot >= 0 && ((replica.assigned >>> slot) & 1) === 1;
}
