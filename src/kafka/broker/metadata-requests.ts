import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { endEpochFor, endOffsetFor, epochAt, judgeLeader } from '../log/epoch-cache.ts';
import { offsetForTime, stableOffset } from '../log/log.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  LEADER_NOT_AVAILABLE,
  NONE,
  OFFSET_NOT_AVAILABLE,
  UNKNOWN_TOPIC_OR_PARTITION,
} from '../protocol/errors.ts';
import {
  FIND_COORDINATOR,
  type FindCoordinatorRequest,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  METADATA,
  type MetadataRequest,
  OFFSET_FOR_LEADER_EPOCH,
  type OffsetForLeaderEpochRequest,
  type PartitionMetadata,
} from '../protocol/messages.ts';
import { answerChannel } from './answer.ts';
import { type BrokerState, BY_END_OFFSET, replicaOf } from './broker-state.ts';
import { errorWithoutReplica } from './metadata-image.ts';
import { LEADER, NO_ROLE, type Replica } from './replica.ts';

/** Special timestamps of ListOffsets. */
const LATEST = -1;
const EARLIEST = -2;

/** Answers from what this broker has replayed, which may be old. @see `KRaftMetadataCache` */
export function onMetadata(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: MetadataRequest,
  ctx: Context,
): void {
  const { image } = broker;
  const { plan } = state;
  const topics = request.topics ?? plan.topics.map((_, topic) => topic).filter((topic) => image.known[topic] === 1);
  const topicErrors: number[] = [];
  const partitions: PartitionMetadata[] = [];
  for (const topic of topics) {
    const known = image.known[topic] === 1;
    topicErrors.push(known ? NONE : UNKNOWN_TOPIC_OR_PARTITION);
    if (!known) continue;
    for (const partition of at(plan.topics, topic).partitions) {
      if (at(image.leaderEpochs, partition) >= 0) partitions.push(describe(broker, partition));
    }
  }
  const reply = {
    type: 'MetadataReply' as const,
    api: METADATA,
    brokers: plan.brokers.filter((node) => image.alive[node] === 1),
    topics,
    topicErrors,
    partitions,
  };
  answerChannel(broker, index, reply, 100 + 60 * partitions.length, ctx);
}

/** A leader that is fenced is no leader to a client. */
function describe(broker: BrokerState, partition: number): PartitionMetadata {
  const { image } = broker;
  const leader = at(image.leaders, partition);
  const reachable = leader >= 0 && image.alive[leader] === 1;
  return {
    partition,
    error: reachable ? NONE : LEADER_NOT_AVAILABLE,
    leader: reachable ? leader : -1,
    leaderEpoch: at(image.leaderEpochs, partition),
    replicas: at(image.replicaNodes, partition),
    isr: at(image.isrNodes, partition),
  };
}

/** The coordinator of a group leads the group's partition of `__consumer_offsets`. */
export function onFindCoordinator(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: FindCoordinatorRequest,
  ctx: Context,
): void {
  const partition = at(state.plan.groups, request.group).offsetsPartition;
  const leader = partition < 0 ? -1 : at(broker.image.leaders, partition);
  const found = leader >= 0 && broker.image.alive[leader] === 1;
  const reply = {
    type: 'FindCoordinatorReply' as const,
    api: FIND_COORDINATOR,
    error: found ? NONE : COORDINATOR_NOT_AVAILABLE,
    node: found ? leader : -1,
  };
  answerChannel(broker, index, reply, 60, ctx);
}

export function onListOffsets(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: ListOffsetsRequest,
  ctx: Context,
): void {
  const errors: number[] = [];
  const offsets: number[] = [];
  const leaderEpochs: number[] = [];
  for (let i = 0; i < request.partitions.length; i++) {
    const partition = at(request.partitions, i);
    const replica = replicaOf(broker, partition);
    const error = judge(broker, replica, partition, at(request.leaderEpochs, i));
    let offset = -1;
    let late = false;
    if (error === NONE && replica !== null) {
      offset = lookUp(state, broker, replica, request, at(request.timestamps, i), ctx);
      late = offset === NOT_AVAILABLE;
    }
    const found = offset >= 0 && replica !== null;
    errors.push(late ? OFFSET_NOT_AVAILABLE : error);
    offsets.push(late ? -1 : offset);
    leaderEpochs.push(found ? epochOf(replica, offset) : -1);
  }
  const { partitions } = request;
  const reply = {
    type: 'ListOffsetsReply' as const,
    api: LIST_OFFSETS,
    partitions,
    errors,
    offsets,
    leaderEpochs,
  };
  answerChannel(broker, index, reply, 60 + 30 * partitions.length, ctx);
}

function judge(broker: BrokerState, replica: Replica | null, partition: number, epoch: number): number {
  if (replica === null || replica.role === NO_ROLE) return errorWithoutReplica(broker.image, partition);
  return judgeLeader(replica.role === LEADER, replica.leaderEpoch, epoch);
}

/** The leader does not know yet what is committed. */
const NOT_AVAILABLE = -2;

/**
 * The offset for a timestamp, −1 if there is none.
 *
 * @remarks After an election clients are told no end before the high watermark has reached what was there when the
 * epoch began. @see KIP-207; `Partition#fetchOffsetForTimestamp`
 */
function lookUp(
  state: KafkaState,
  broker: BrokerState,
  replica: Replica,
  request: ListOffsetsRequest,
  timestamp: number,
  ctx: Context,
): number {
  const { log } = replica;
  if (timestamp === EARLIEST) return log.logStart;
  const forClient = request.replica < 0;
  const readable = request.readCommitted ? stableOffset(log, broker.rules.mutants.lsoIgnoresHw) : log.highWatermark;
  const unsettled = forClient && log.highWatermark < replica.leaderEpochStartOffset;
  if (timestamp === LATEST) {
    if (!forClient) return log.logEnd;
    return unsettled ? NOT_AVAILABLE : readable;
  }
  const offset = offsetForTime(log, state.batches, timestamp, ctx);
  if (offset < readable) return offset;
  return unsettled ? NOT_AVAILABLE : -1;
}

function epochOf(replica: Replica, offset: number): number {
  if (offset >= replica.log.logEnd) return replica.leaderEpoch;
  return epochAt(replica.log.epochCache, offset);
}

/**
 * Where an epoch ends in the leader's log: consumers check their positions by it, and followers did before KIP-595.
 *
 * @see KIP-101, KIP-279, KIP-320
 */
export function onOffsetForLeaderEpoch(
  broker: BrokerState,
  index: number,
  request: OffsetForLeaderEpochRequest,
  ctx: Context,
): void {
  const { partitions } = request;
  const errors: number[] = [];
  const leaderEpochs: number[] = [];
  const namesNoEpoch = request.replica >= 0 && broker.following.truncation === BY_END_OFFSET;
  const endOffsets: number[] = [];
  for (let i = 0; i < partitions.length; i++) {
    const partition = at(partitions, i);
    const replica = replicaOf(broker, partition);
    const error = judge(broker, replica, partition, at(request.currentLeaderEpochs, i));
    errors.push(error);
    const asked = at(request.leaderEpochs, i);
    const found = error === NONE && replica !== null;
    leaderEpochs.push(found && !namesNoEpoch ? endEpochFor(replica.log.epochCache, asked) : -1);
    endOffsets.push(found ? endOffsetFor(replica.log.epochCache, asked, replica.log.logEnd) : -1);
  }
  const reply = {
    type: 'OffsetForLeaderEpochReply' as const,
    api: OFFSET_FOR_LEADER_EPOCH,
    partitions,
    errors,
    leaderEpochs,
    endOffsets,
  };
  answerChannel(broker, index, reply, 60 + 30 * partitions.length, ctx);
}
