import type { Context } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import { NONE } from '../protocol/errors.ts';
import type { QuorumFetchReply } from '../protocol/messages.ts';
import { onAlterPartitionLost } from './alter-partition.ts';
import { type BrokerState, createObserver, type QuorumObserver } from './broker-state.ts';
import { askControllerAgain } from './lifecycle.ts';
import { fetchMetadata, fetchMetadataLater, replayRecords } from './metadata-fetch.ts';
import { onBlockLost } from './producer-ids.ts';

/**
 * A controller answers a broker's fetch of metadata: with committed records if it leads the quorum, else with what it
 * knows of the leader.
 *
 * @remarks Left out: the real observer also holds what is not committed yet, and does not act on it.
 * @see `KafkaRaftClient#handleFetchResponse`, `RaftControllerNodeProvider`
 */
export function onObserverFetchReply(
  state: KafkaState,
  broker: BrokerState,
  reply: QuorumFetchReply,
  ctx: Context,
): void {
  const { observer } = broker;
  if (observer === null) return;
  if (reply.error === NONE && reply.epoch >= observer.epoch) {
    observer.isAsking = 0;
    learnLeader(broker, observer, observer.asked, reply.epoch, ctx);
    replayRecords(state, broker, reply.fromOffset, reply.records, ctx);
    fetchMetadata(state, broker, ctx);
    return;
  }
  const isNews = reply.epoch > observer.epoch || (reply.epoch === observer.epoch && broker.controller < 0);
  ctx.close(broker.metadataConnection);
  broker.metadataConnection = 0;
  observer.isAsking = reply.leader >= 0 && isNews ? 0 : 1;
  if (observer.isAsking === 0) learnLeader(broker, observer, reply.leader, reply.epoch, ctx);
  fetchMetadataLater(broker, ctx);
}

/** Another controller is the active one: what was asked of the old one is asked again. */
function learnLeader(broker: BrokerState, observer: QuorumObserver, leader: number, epoch: number, ctx: Context): void {
  observer.epoch = epoch;
  if (broker.controller === leader) return;
  broker.controller = leader;
  askControllerAgain(broker, ctx);
  const { alter, producerIds } = broker;
  if (alter.connection !== 0) {
    ctx.close(alter.connection);
    onAlterPartitionLost(broker, ctx);
  }
  if (producerIds.connection !== 0) {
    ctx.close(producerIds.connection);
    onBlockLost(broker, ctx);
  }
}

/** A process that begins knows the voters, and not who leads them. */
export function forgetActiveController(state: KafkaState, broker: BrokerState): void {
  if (broker.observer === null) return;
  broker.observer = createObserver(state.plan);
  broker.controller = -1;
}
