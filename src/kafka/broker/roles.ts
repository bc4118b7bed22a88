import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { onCoordinatorElected, onCoordinatorResigned } from '../coordinator/coordinator.ts';
import { REPLICA_REMOVED, truncateFully } from '../log/log.ts';
import { AS_FOLLOWER, AS_LEADER, FOLLOWING, TRUNCATED } from '../observations.ts';
import { replicaSetOf } from '../replica-set.ts';
import { isrChanged } from './alter-partition.ts';
import type { BrokerState } from './broker-state.ts';
import { endIdleFetchers, startFollowing, stopFollowing } from './fetcher.ts';
import { beginTruncation } from './follower-log.ts';
import { eligibleReplicas, minIsrOf } from './metadata-image.ts';
import { adoptIsr, lead, observeBounds } from './partition-leader.ts';
import { FOLLOWER, forgetRole, LEADER, NO_CHANGE, NO_ROLE, type Replica } from './replica.ts';
import { addWork, CHANGED_AT } from './work.ts';

/**
 * Acts on new metadata: the replicas of this broker take the roles that the image says.
 *
 * @param touched - partitions whose state may have changed; null = all
 * @see `ReplicaManager#applyDelta`
 */
export function applyImage(
  state: KafkaState,
  broker: BrokerState,
  touched: readonly number[] | null,
  ctx: Context,
): void {
  if (touched === null) {
    for (let partition = 0; partition < broker.replicas.length; partition++) {
      applyPartition(state, broker, partition, ctx);
    }
  } else {
    for (let i = 0; i < touched.length; i++) applyPartition(state, broker, numberAt(touched, i), ctx);
  }
  endIdleFetchers(broker, ctx);
}

/** Registrations or topic settings have changed: leaders take them in. */
export function refreshLeaders(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const { image } = broker;
  for (let partition = 0; partition < broker.replicas.length; partition++) {
    const replica = broker.replicas[partition];
    if (replica === null || replica === undefined) continue;
    takeSettings(state, broker, replica);
    if (replica.role !== LEADER) continue;
    replica.eligible = eligibleReplicas(image, replica.partition, replica.nodes);
    isrChanged(broker, replica, ctx);
  }
}

function takeSettings(state: KafkaState, broker: BrokerState, replica: Replica): void {
  replica.assigned = replicaSetOf(replica.nodes, at(broker.image.replicaNodes, replica.partition));
  replica.minIsr = minIsrOf(broker.image, state.plan, replica.partition);
  const topic = numberAt(state.plan.partitionTopic, replica.partition);
  replica.maxMessageBytes = numberAt(broker.image.maxMessageBytes, topic);
  replica.log.settings = at(broker.image.storage, topic);
}

function applyPartition(state: KafkaState, broker: BrokerState, partition: number, ctx: Context): void {
  const replica = broker.replicas[partition];
  const { image } = broker;
  const partitionEpoch = numberAt(image.partitionEpochs, partition);
  if (replica === null || replica === undefined || partitionEpoch <= replica.partitionEpoch) return;
  if (!at(image.replicaNodes, partition).includes(broker.node)) {
    removeReplica(state, broker, replica, ctx);
    return;
  }
  takeSettings(state, broker, replica);
  if (numberAt(image.leaders, partition) === broker.node) makeLeader(state, broker, replica, ctx);
  else makeFollower(state, broker, replica, ctx);
}

function makeLeader(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  const { image } = broker;
  const { partition } = replica;
  const leaderEpoch = numberAt(image.leaderEpochs, partition);
  const partitionEpoch = numberAt(image.partitionEpochs, partition);
  const isr = numberAt(image.isrs, partition);
  replica.eligible = eligibleReplicas(image, partition, replica.nodes);
  if (leaderEpoch === replica.leaderEpoch && replica.role === LEADER) {
    adoptIsr(replica, isr, partitionEpoch, ctx);
    isrChanged(broker, replica, ctx);
    return;
  }
  const wasLeader = replica.role === LEADER;
  if (!wasLeader) stopFollowing(broker, partition);
  lead(replica, leaderEpoch, partitionEpoch, isr, broker.rules, ctx);
  observeBounds(replica, AS_LEADER, ctx);
  isrChanged(broker, replica, ctx);
  addWork(broker, CHANGED_AT, partition);
  if (isOffsetsPartition(state, partition) && !wasLeader) onCoordinatorElected(state, broker, partition, ctx);
}

/** @see `Partition#makeFollower`. A partition without a leader is followed nowhere. */
function makeFollower(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  const { image } = broker;
  const { partition } = replica;
  const leaderEpoch = numberAt(image.leaderEpochs, partition);
  const newEpoch = leaderEpoch !== replica.leaderEpoch || replica.role !== FOLLOWER;
  const wasLeader = replica.role === LEADER;
  const wasNew = replica.role === NO_ROLE;
  replica.role = FOLLOWER;
  replica.leader = numberAt(image.leaders, partition);
  replica.leaderEpoch = leaderEpoch;
  replica.partitionEpoch = numberAt(image.partitionEpochs, partition);
  replica.isr = 0;
  replica.pendingIsr = NO_CHANGE;
  if (newEpoch) replica.truncating = 0;
  if (wasLeader) {
    addWork(broker, CHANGED_AT, partition);
    if (isOffsetsPartition(state, partition)) onCoordinatorResigned(state, broker, partition, ctx);
  }
  if (!newEpoch) return;
  if (!wasLeader && replica.fetchWaits.length > 0) addWork(broker, CHANGED_AT, partition);
  ctx.observe(FOLLOWING, partition, replica.leader, leaderEpoch, replica.log.logEnd, 0, 0, -1);
  if (wasNew) observeBounds(replica, AS_FOLLOWER, ctx);
  stopFollowing(broker, partition);
  if (replica.leader < 0) return;
  beginTruncation(state, broker.following.truncation, replica, ctx);
  startFollowing(broker, replica, ctx);
}

/**
 * The partition is no longer on this broker: its log is deleted. Left out: `file.delete.delay.ms`.
 *
 * @see `ReplicaManager#stopPartitions`
 */
function removeReplica(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  const { log, partition, leaderEpoch, role } = replica;
  if (role === NO_ROLE && log.logEnd === 0) return;
  if (role === LEADER && isOffsetsPartition(state, partition)) onCoordinatorResigned(state, broker, partition, ctx);
  stopFollowing(broker, partition);
  const { waits, fetchWaits, fetchSerials } = replica;
  forgetRole(replica);
  // Whoever waits here is answered that this broker is not the leader any more.
  replica.waits = waits;
  replica.fetchWaits = fetchWaits;
  replica.fetchSerials = fetchSerials;
  replica.partitionEpoch = numberAt(broker.image.partitionEpochs, partition);
  const end = log.logEnd;
  truncateFully(log, 0);
  ctx.write(log.file, 0);
  if (end > 0) ctx.observe(TRUNCATED, partition, 0, end, REPLICA_REMOVED, leaderEpoch, 0, -1);
  if (role === LEADER) addWork(broker, CHANGED_AT, partition);
}

function isOffsetsPartition(state: KafkaState, partition: number): boolean {
  return at(state.plan.topics, numberAt(state.plan.partitionTopic, partition)).name === '__consumer_offsets';
}
