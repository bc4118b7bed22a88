import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { INELIGIBLE_REPLICA, NONE, NOT_CONTROLLER } from '../protocol/errors.ts';
import {
  ALTER_PARTITION,
  type AlterPartitionItem,
  type AlterPartitionReply,
  type AlterPartitionRequest,
} from '../protocol/messages.ts';
import { nodesOfSet, replicaSetOf } from '../replica-set.ts';
import { ALTER_TIMER, type BrokerState, replicaOf } from './broker-state.ts';
import { adoptIsr, moveHighWatermark, rollBackIsr } from './partition-leader.ts';
import { LEADER, NO_CHANGE, type Replica } from './replica.ts';
import { addWork, DECIDED_AT, MOVED_AT } from './work.ts';

/** @see `DefaultAlterPartitionManager`: delay before a request is sent again. */
const RETRY_US = 50_000;

/** A leader wants another ISR: the controller is asked, together with what else waits. */
export function proposeToController(broker: BrokerState, replica: Replica, ctx: Context): void {
  const { alter } = broker;
  if (!alter.waiting.includes(replica.partition)) alter.waiting.push(replica.partition);
  if (alter.inFlight === null && alter.timer === NO_TIMER) sendProposals(broker, ctx);
}

function sendProposals(broker: BrokerState, ctx: Context): void {
  const { alter } = broker;
  if (broker.controller < 0) {
    alter.timer = ctx.setTimer(ALTER_TIMER, RETRY_US, 0, 0);
    return;
  }
  const items: AlterPartitionItem[] = [];
  for (const partition of alter.waiting) {
    const replica = replicaOf(broker, partition);
    if (replica !== null && replica.role === LEADER && replica.pendingIsr !== NO_CHANGE) {
      items.push(itemOf(broker, replica));
    }
  }
  alter.waiting = [];
  if (items.length === 0) return;
  const request: AlterPartitionRequest = {
    type: 'AlterPartitionRequest',
    api: ALTER_PARTITION,
    brokerEpoch: broker.lifecycle.brokerEpoch,
    items,
  };
  if (alter.connection === 0) alter.connection = ctx.connect(broker.controller);
  alter.inFlight = request;
  alter.correlation = ctx.request(alter.connection, request, 60 + 60 * items.length);
  alter.timer = ctx.setTimer(ALTER_TIMER, broker.timing.controllerTimeoutUs, 0, 0);
}

function itemOf(broker: BrokerState, replica: Replica): AlterPartitionItem {
  const isr = nodesOfSet(replica.nodes, replica.pendingIsr);
  return {
    partition: replica.partition,
    leaderEpoch: replica.leaderEpoch,
    partitionEpoch: replica.partitionEpoch,
    isr,
    brokerEpochs: isr.map((node) =>
      node === broker.node
        ? broker.lifecycle.brokerEpoch
        : at(replica.progress.brokerEpochs, replica.nodes.indexOf(node)),
    ),
    recovering: false,
  };
}

/**
 * The controller's answers, one for each partition.
 *
 * @remarks What is neither confirmed nor refused for a member stays pending: new metadata will settle it.
 * @see `Partition#handleAlterPartitionUpdate`, `#handleAlterPartitionError`
 */
export function onAlterPartitionReply(broker: BrokerState, reply: AlterPartitionReply, ctx: Context): void {
  const { alter } = broker;
  const request = alter.inFlight;
  if (request === null) return;
  endRequest(broker, ctx);
  if (reply.error !== NONE) {
    sendAgain(broker, request, ctx);
    return;
  }
  let again = false;
  for (let i = 0; i < reply.partitions.length; i++) {
    const replica = replicaOf(broker, at(reply.partitions, i));
    const item = request.items[i];
    if (replica === null || item === undefined || !isWaitingFor(replica, item)) continue;
    const error = at(reply.errors, i);
    if (error === NONE) confirm(broker, replica, reply, i, ctx);
    else if (error === INELIGIBLE_REPLICA) rollBackIsr(replica, ctx);
    else if (error === NOT_CONTROLLER) {
      alter.waiting.push(replica.partition);
      again = true;
    }
  }
  if (again) alter.timer = ctx.setTimer(ALTER_TIMER, RETRY_US, 0, 0);
  else if (alter.waiting.length > 0) sendProposals(broker, ctx);
}

/** The proposal is still the one in flight: neither leadership nor ISR have changed since. */
function isWaitingFor(replica: Replica, item: AlterPartitionItem): boolean {
  return (
    replica.role === LEADER &&
    replica.pendingIsr !== NO_CHANGE &&
    replica.leaderEpoch === item.leaderEpoch &&
    replica.partitionEpoch === item.partitionEpoch
  );
}

function confirm(broker: BrokerState, replica: Replica, reply: AlterPartitionReply, i: number, ctx: Context): void {
  if (at(reply.leaderEpochs, i) !== replica.leaderEpoch) return;
  const isr = replicaSetOf(replica.nodes, at(reply.isrs, i));
  adoptIsr(replica, isr, at(reply.partitionEpochs, i), ctx);
  isrChanged(broker, replica, ctx);
}

/** With another ISR the high watermark may move, and writes may be decided. */
export function isrChanged(broker: BrokerState, replica: Replica, ctx: Context): void {
  const moved = moveHighWatermark(replica, broker.rules, ctx);
  addWork(broker, moved ? MOVED_AT : DECIDED_AT, replica.partition);
}

/** The connection is gone, or no answer came: the same again on another one. */
export function onAlterPartitionLost(broker: BrokerState, ctx: Context): void {
  const { alter } = broker;
  alter.connection = 0;
  const request = alter.inFlight;
  if (request === null) return;
  endRequest(broker, ctx);
  sendAgain(broker, request, ctx);
}

export function onAlterTimer(broker: BrokerState, ctx: Context): void {
  const { alter } = broker;
  alter.timer = NO_TIMER;
  if (alter.inFlight === null) {
    sendProposals(broker, ctx);
    return;
  }
  ctx.close(alter.connection);
  onAlterPartitionLost(broker, ctx);
}

function endRequest(broker: BrokerState, ctx: Context): void {
  const { alter } = broker;
  alter.inFlight = null;
  alter.correlation = -1;
  if (alter.timer !== NO_TIMER) ctx.cancelTimer(alter.timer);
  alter.timer = NO_TIMER;
}

function sendAgain(broker: BrokerState, request: AlterPartitionRequest, ctx: Context): void {
  const { alter } = broker;
  for (const item of request.items) if (!alter.waiting.includes(item.partition)) alter.waiting.push(item.partition);
  alter.timer = ctx.setTimer(ALTER_TIMER, RETRY_US, 0, 0);
}
