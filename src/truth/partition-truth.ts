import { getInt, type IntColumn, intColumn, pushInt, setInt } from '../sim/column.ts';
import { INT_ARRAY, INTS, NUMBER, NUMBERS, shape } from '../sim/shape.ts';
import type { PartitionSetup } from './setup.ts';

/** What is true of a partition, as nobody in it can know. */
export interface PartitionTruth {
  readonly partition: number;
  readonly topic: number;
  /** First of its replica logs in the ledger's list. */
  firstLog: number;
  /** Slots: of the nodes that have or had a replica. */
  replicaCount: number;
  /** Slots of the assignment. */
  assigned: number;
  readonly internal: number;
  readonly uncleanAllowed: number;
  /** Least value in this run of min(min.insync.replicas, replication factor). */
  minIsr: number;
  /** The same as the controller has it now. */
  minIsrNow: number;

  /** As the controller has it. Leader: node, −1 none. Masks: −1 = not told yet. */
  leader: number;
  epoch: number;
  partitionEpoch: number;
  isr: number;
  elr: number;
  /** Who led last before nobody could: may be elected again (KIP-966). */
  lastKnown: number;
  /** `how` of the latest election with a leader. */
  how: number;

  /** 1 while there is a legitimate leader: named, and running ever since, or leading in that epoch. */
  defined: number;
  undefinedSinceUs: number;
  unavailableUs: number;
  /** Slot whose log is the legitimate one, or was the last; −1 before the first leader. */
  viewSlot: number;
  /** Slots whose nodes run. */
  running: number;
  trueHighWatermark: number;
  /** Records below it were deleted by retention from the legitimate log. */
  expiredTo: number;
  /** Elections that were not clean, and losses of page cache, so far. */
  uncleanElections: number;
  lossyShutdowns: number;

  /** By leader epoch: node + 1 of who acted as leader. */
  actedAsLeader: number[];
  /** By offset: uid + 1 that somebody was told of; 0 nobody, −1 two different ones. */
  told: IntColumn;
  /** By offset: 1 = a cleaning has taken it out of some replica's log; it ends with the last of these. */
  gone: IntColumn;
  inconsistentOffsets: number;
  /** First offset that nobody was given yet. */
  deliveredTo: number;
  /** Confirmed messages by the slots that hold them; from 2^replicas on those with a copy under way. */
  holders: Int32Array;
  atRisk: number;
  /** Triples (producer id, epoch, next sequence) of the legitimate log. */
  producers: number[];
  /** By session: highest call index in the legitimate log, −1 none. */
  latestCall: number[];
  logReordered: number;
  /** Pairs (uid, offset) that left the legitimate log while it is open who leads next. */
  limbo: number[];
}

export const partitionForm = shape<PartitionTruth>({
  partition: NUMBER,
  topic: NUMBER,
  firstLog: NUMBER,
  replicaCount: NUMBER,
  assigned: NUMBER,
  internal: NUMBER,
  uncleanAllowed: NUMBER,
  minIsr: NUMBER,
  minIsrNow: NUMBER,
  leader: NUMBER,
  epoch: NUMBER,
  partitionEpoch: NUMBER,
  isr: NUMBER,
  elr: NUMBER,
  lastKnown: NUMBER,
  how: NUMBER,
  defined: NUMBER,
  undefinedSinceUs: NUMBER,
  unavailableUs: NUMBER,
  viewSlot: NUMBER,
  running: NUMBER,
  trueHighWatermark: NUMBER,
  expiredTo: NUMBER,
  uncleanElections: NUMBER,
  lossyShutdowns: NUMBER,
  actedAsLeader: NUMBERS,
  told: INTS,
  gone: INTS,
  inconsistentOffsets: NUMBER,
  deliveredTo: NUMBER,
  holders: INT_ARRAY,
  atRisk: NUMBER,
  producers: NUMBERS,
  latestCall: NUMBERS,
  logReordered: NUMBER,
  limbo: NUMBERS,
});

export function createPartition(partition: number, firstLog: number, setup: PartitionSetup): PartitionTruth {
  return {
    partition,
    topic: setup.topic,
    firstLog,
    replicaCount: setup.replicas.length,
    assigned: (1 << setup.replicas.length) - 1,
    internal: setup.internal ? 1 : 0,
    uncleanAllowed: setup.uncleanAllowed ? 1 : 0,
    minIsr: Math.min(setup.minInsyncReplicas, setup.replicas.length),
    minIsrNow: Math.min(setup.minInsyncReplicas, setup.replicas.length),
    leader: -1,
    epoch: -1,
    partitionEpoch: -1,
    isr: -1,
    elr: 0,
    lastKnown: 0,
    how: -1,
    defined: 0,
    undefinedSinceUs: 0,
    unavailableUs: 0,
    viewSlot: -1,
    running: 0,
    trueHighWatermark: 0,
    expiredTo: 0,
    uncleanElections: 0,
    lossyShutdowns: 0,
    actedAsLeader: [],
    told: intColumn(),
    gone: intColumn(),
    inconsistentOffsets: 0,
    deliveredTo: 0,
    holders: new Int32Array(2 << setup.replicas.length),
    atRisk: 0,
    producers: [],
    latestCall: [],
    logReordered: 0,
    limbo: [],
  };
}

/** Whether a cleaning has lawfully taken this offset out of some replica's log. */
export function isGone(part: PartitionTruth, offset: number): boolean {
  return offset < part.gone.length && getInt(part.gone, offset) === 1;
}

export function markGone(part: PartitionTruth, offset: number): void {
  while (part.gone.length <= offset) pushInt(part.gone, 0);
  setInt(part.gone, offset, 1);
}

/** Number of members of a mask. */
export function sizeOfMask(mask: number): number {
  let size = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) size++;
  return size;
}
