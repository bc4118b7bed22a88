import { at, intAt } from '../sim/column.ts';
import type { ObservationKind } from '../sim/observation.ts';
import { constant, frozen, listOf, NUMBER, NUMBERS, shape } from '../sim/shape.ts';
import type { World } from '../sim/world.ts';
import type { Breach } from './breach.ts';
import { createEndings, type Endings, endingsForm } from './endings.ts';
import { createGroup, type GroupTruth, groupForm } from './group-truth.ts';
import { createMessages, type Messages, messagesForm } from './messages.ts';
import { createPartition, type PartitionTruth, partitionForm } from './partition-truth.ts';
import { createQuorumTruth, type QuorumTruth, quorumTruthForm } from './quorum-truth.ts';
import { createReplicaLog, type ReplicaLog, replicaLogForm } from './replica-log.ts';
import type { TruthSetup } from './setup.ts';
import { codesByKind } from './vocabulary.ts';

/**
 * The ledger of truth: what really happened, from observations alone. State beside a world, forked with it and no
 * part of its hash.
 */
export interface Ledger {
  setup: TruthSetup;
  readonly codes: Int32Array;
  /** Slot + 1 by partition and node. */
  slots: Int32Array;
  slotNodes: number;
  /** Groups that subscribe, by partition. */
  subscribers: readonly (readonly number[])[];
  messages: Messages;
  /** All replica logs, those of a partition in a row. */
  logs: ReplicaLog[];
  partitions: PartitionTruth[];
  groups: GroupTruth[];
  endings: Endings;
  /** By node: 1 while its process runs. */
  up: number[];
  /** By node: 1 where its process ended and the new one is not registered yet: an election means the old one. */
  strangers: number[];
  /** By node, as the controller has it: 1 while the broker is fenced; its broker epoch, −1 unknown. */
  fenced: number[];
  brokerEpochs: number[];
  /** Pairs (producer id, epoch) as given out. */
  producerEpochs: number[];
  /** The controllers' log, where there are several. */
  quorum: QuorumTruth;
  /** Partitions whose state at the controller changed in the event in progress: checked when it is over. */
  unchecked: number[];
  uncheckedSince: number;
  uncheckedSeq: number;
  uncheckedUs: number;
  /** Broken promises: the run stops at the first. */
  breaches: Breach[];
  /** The same where the configuration does not promise it. */
  findings: Breach[];
}

/** What the ledger reads of a world while it listens. */
export type Scene = Pick<
  World<unknown>,
  'now' | 'cause' | 'handled' | 'payloads' | 'nodes' | 'texts' | 'journal' | 'connections'
>;

const ledgerForm = shape<Ledger>({
  setup: constant(),
  codes: constant(),
  slots: constant(),
  slotNodes: constant(),
  subscribers: constant(),
  messages: messagesForm,
  logs: listOf(replicaLogForm),
  partitions: listOf(partitionForm),
  groups: listOf(groupForm),
  endings: endingsForm,
  up: NUMBERS,
  strangers: NUMBERS,
  fenced: NUMBERS,
  brokerEpochs: NUMBERS,
  producerEpochs: NUMBERS,
  quorum: quorumTruthForm,
  unchecked: NUMBERS,
  uncheckedSince: NUMBER,
  uncheckedSeq: NUMBER,
  uncheckedUs: NUMBER,
  breaches: listOf(frozen<Breach>()),
  findings: listOf(frozen<Breach>()),
});

/**
 * A ledger for a world that has not begun.
 *
 * @param observations - the system's kinds
 */
export function createLedger(setup: TruthSetup, observations: readonly ObservationKind[]): Ledger {
  const { partitions, groups } = setup;
  const { slots, slotNodes } = slotTable(partitions);
  const logs: ReplicaLog[] = [];
  const truths: PartitionTruth[] = [];
  partitions.forEach((partition, p) => {
    truths.push(createPartition(p, logs.length, partition));
    partition.replicas.forEach((node, slot) => {
      logs.push(createReplicaLog(p, slot, node));
    });
  });
  const topics = 1 + Math.max(-1, ...partitions.map((partition) => partition.topic));
  const wants = wantsOf(setup);
  return {
    setup,
    codes: codesByKind(observations),
    slots,
    slotNodes,
    subscribers: subscribersOf(setup, wants),
    messages: createMessages(partitions.length),
    logs,
    partitions: truths,
    groups: wants.map((list, group) => createGroup(group, list, groups[group]?.coordinatedBy ?? -1, topics)),
    endings: createEndings(),
    up: [],
    strangers: [],
    fenced: [],
    brokerEpochs: [],
    producerEpochs: [],
    quorum: createQuorumTruth(),
    unchecked: [],
    uncheckedSince: -1,
    uncheckedSeq: 0,
    uncheckedUs: 0,
    breaches: [],
    findings: [],
  };
}

/** Slot + 1 by partition and node. */
export function slotTable(partitions: TruthSetup['partitions']): {
  readonly slots: Int32Array;
  readonly slotNodes: number;
} {
  const slotNodes = 1 + Math.max(-1, ...partitions.flatMap((partition) => partition.replicas));
  const slots = new Int32Array(partitions.length * slotNodes);
  partitions.forEach((partition, p) => {
    partition.replicas.forEach((node, slot) => {
      slots[p * slotNodes + node] = slot + 1;
    });
  });
  return { slots, slotNodes };
}

/** By group and partition: 1 where the group subscribes. */
export function wantsOf({ partitions, groups }: TruthSetup): readonly (readonly number[])[] {
  return groups.map((group) => partitions.map(({ topic }) => (group.topics.includes(topic) ? 1 : 0)));
}

/** Groups that subscribe, by partition. */
export function subscribersOf(
  { partitions }: TruthSetup,
  wants: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  return partitions.map((_, p) => wants.flatMap((list, group) => (list[p] === 1 ? [group] : [])));
}

/** A second ledger that goes on by itself, for a fork of its world. */
export function forkLedger(ledger: Ledger): Ledger {
  return ledgerForm.fork(ledger);
}

export function partitionAt(ledger: Ledger, partition: number): PartitionTruth {
  return at(ledger.partitions, partition);
}

export function logAt(ledger: Ledger, part: PartitionTruth, slot: number): ReplicaLog {
  return at(ledger.logs, part.firstLog + slot);
}

/** The slot of a node in a partition's assignment, −1 where it has none. */
export function slotOf(ledger: Ledger, partition: number, node: number): number {
  return node >= 0 && node < ledger.slotNodes ? intAt(ledger.slots, partition * ledger.slotNodes + node) - 1 : -1;
}

/** The legitimate log, or the last there was; null before the first leader. */
export function viewOf(ledger: Ledger, part: PartitionTruth): ReplicaLog | null {
  return part.viewSlot < 0 ? null : at(ledger.logs, part.firstLog + part.viewSlot);
}
