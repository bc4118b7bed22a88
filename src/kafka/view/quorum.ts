import { at } from '../../sim/column.ts';
import type { World } from '../../sim/world.ts';
import type { ClusterPlan, KafkaState } from '../cluster.ts';
import { controllerAt } from '../controller/active-controller.ts';
import { ELECTION_HOW } from '../observations.ts';
import type { MetadataRecord } from '../protocol/messages.ts';

type KafkaWorld = World<KafkaState>;

/** A controller as a voter. @see `quorum-state.ts` for `role` */
export interface ControllerRow {
  readonly role: number;
  readonly epoch: number;
  /** Node, −1 = not known. */
  readonly leader: number;
  readonly logEnd: number;
  readonly highWatermark: number;
  /** 1 = it serves brokers. */
  readonly active: number;
}

/** A controller of a quorum as it has itself; null for any other node, and where there is a single one. */
export function controllerRow(world: KafkaWorld, node: number): ControllerRow | null {
  const controller = controllerAt(world.state, node);
  if (controller === null || controller.quorum === null) return null;
  const { role, epoch, leader, isActive } = controller.quorum;
  return {
    role,
    epoch,
    leader,
    logEnd: controller.log.length,
    highWatermark: controller.committed,
    active: isActive,
  };
}

/** Offset up to which a broker has replayed the metadata, −1 = the node is no broker. */
export function replayedMetadata(world: KafkaWorld, node: number): number {
  const actor = world.state.actors[node];
  return actor?.actor === 'broker' ? actor.image.offset : -1;
}

/** A record of `__cluster_metadata`, with its fields as texts: names where the real record has ids. */
export interface MetadataRow {
  readonly offset: number;
  /** Epoch of the quorum in which it was written, −1 with a single controller. */
  readonly epoch: number;
  readonly type: string;
  /** 1 = below the high watermark that this controller knows. */
  readonly committed: number;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/** A page of a controller's metadata log: `count` records from an offset, or the last ones where `from` is −1. */
export function metadataLog(
  world: KafkaWorld,
  node: number,
  from: number,
  count: number,
): { readonly from: number; readonly end: number; readonly committed: number; readonly rows: readonly MetadataRow[] } {
  const controller = controllerAt(world.state, node);
  if (controller === null) return { from: 0, end: 0, committed: 0, rows: [] };
  const { log, committed, quorum } = controller;
  const first = Math.max(0, from < 0 ? log.length - count : Math.min(from, log.length));
  const rows: MetadataRow[] = [];
  for (let offset = first; offset < Math.min(log.length, first + count); offset++) {
    const record = at(log, offset);
    rows.push({
      offset,
      epoch: quorum === null ? -1 : (quorum.epochs[offset] ?? -1),
      type: record.type,
      committed: offset < committed ? 1 : 0,
      fields: fieldsOf(world, record, quorum === null ? -1 : (quorum.hows[offset] ?? -1)),
    });
  }
  return { from: first, end: log.length, committed, rows };
}

function fieldsOf(world: KafkaWorld, record: MetadataRecord, how: number): MetadataRow['fields'] {
  const { plan } = world.state;
  const node = (number: number): string => world.nodes[number]?.name ?? '–';
  const nodes = (list: readonly number[]): string => (list.length === 0 ? '∅' : list.map(node).join(', '));
  const fields: { name: string; value: string }[] = [];
  const add = (name: string, value: string | number | boolean): void => {
    fields.push({ name, value: String(value) });
  };
  switch (record.type) {
    case 'RegisterBroker':
      add('broker', node(record.node));
      add('brokerEpoch', record.brokerEpoch);
      add('incarnation', record.incarnation);
      add('fenced', record.fenced);
      break;
    case 'BrokerRegistrationChange':
      add('broker', node(record.node));
      add('brokerEpoch', record.brokerEpoch);
      add('fenced', record.fenced);
      if (record.inControlledShutdown) add('inControlledShutdown', true);
      break;
    case 'Topic':
      add('topic', plan.topics[record.topic]?.name ?? '');
      break;
    case 'Partition':
      add('partition', partitionName(plan, record.partition));
      add('replicas', nodes(record.replicas));
      add('isr', nodes(record.isr));
      add('leader', node(record.leader));
      add('leaderEpoch', record.leaderEpoch);
      add('partitionEpoch', record.partitionEpoch);
      break;
    case 'PartitionChange':
      add('partition', partitionName(plan, record.partition));
      add('leader', node(record.leader));
      add('leaderEpoch', record.leaderEpoch);
      add('partitionEpoch', record.partitionEpoch);
      add('isr', nodes(record.isr));
      if (record.elr.length > 0) add('elr', nodes(record.elr));
      if (record.lastKnownElr.length > 0) add('lastKnownElr', nodes(record.lastKnownElr));
      if (record.recovering) add('recovering', true);
      if (how >= 0 && how < ELECTION_HOW.length) add('election', at(ELECTION_HOW, how));
      break;
    case 'Config':
      add('topic', plan.topics[record.topic]?.name ?? '');
      add(record.key, record.value);
      break;
    case 'ProducerIds':
      add('broker', node(record.node));
      add('nextProducerId', record.next);
      break;
    case 'LeaderChange':
      add('leader', node(record.leader));
      add('epoch', record.epoch);
      break;
  }
  return fields;
}

function partitionName(plan: ClusterPlan, partition: number): string {
  return `${plan.topics[plan.partitionTopic[partition] ?? -1]?.name ?? ''}-${plan.partitionIndex[partition] ?? -1}`;
}
