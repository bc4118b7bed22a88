import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { batchCount, batchPartition } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { writeLog } from '../log/writing.ts';
import { APPEND_REFUSED, AS_LEADER } from '../observations.ts';
import { minusOnes, zeros } from '../protocol/constant-lists.ts';
import { INVALID_REQUIRED_ACKS, NONE, NOT_LEADER_OR_FOLLOWER, REQUEST_TIMED_OUT } from '../protocol/errors.ts';
import { PRODUCE, type ProduceReply, type ProduceRequest } from '../protocol/messages.ts';
import { answerChannel, endRequest, park } from './answer.ts';
import { type BrokerState, PRODUCE_DISK, replicaOf } from './broker-state.ts';
import { type Channel, closeChannel, DISK_WAIT, PRODUCE_WAIT } from './channel.ts';
import { haltsForDisk } from './log-dir.ts';
import { errorWithoutReplica } from './metadata-image.ts';
import {
  appendAsLeader,
  errorOf,
  judgeWrite,
  moveHighWatermark,
  observeStable,
  refusal,
  WAITS,
} from './partition-leader.ts';
import type { Replica } from './replica.ts';
import { APPENDED_AT, addWork, MOVED_AT } from './work.ts';
import { addWait, dropWait, INTERNAL_WRITE, removeWait } from './write-waits.ts';

/**
 * Appends the batches of a Produce request, and answers at once (acks=1), never (acks=0), or when the high watermark
 * has passed them (acks=all).
 *
 * @remarks With a slow disk the append stands at once and everything that follows waits for the disk; the real
 * broker's thread sits in the write, and the log end moves after it.
 * @see `KafkaApis#handleProduceRequest`, `ReplicaManager#appendRecords`
 */
export function onProduce(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: ProduceRequest,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  const { batches, acks } = request;
  if (haltsForDisk(broker, ctx)) return;
  let diskUs = 0;
  channel.open = batches.length;
  for (let i = 0; i < batches.length; i++) {
    const batch = numberAt(batches, i);
    const partition = batchPartition(state.batches, batch);
    const replica = replicaOf(broker, partition);
    let result: number;
    if (acks !== -1 && acks !== 0 && acks !== 1) result = refusal(INVALID_REQUIRED_ACKS);
    else if (replica === null) result = refusal(errorWithoutReplica(broker.image, partition));
    else {
      const end = replica.log.logEnd;
      result = appendAsLeader(replica, state.batches, batch, acks, broker.rules, ctx);
      if (replica.log.logEnd !== end) {
        diskUs = Math.max(diskUs, writeLog(replica.log, ctx));
        observeStable(replica, AS_LEADER, ctx, broker.rules.mutants.lsoIgnoresHw);
      }
    }
    const error = errorOf(result);
    channel.errors[i] = error;
    channel.baseOffsets[i] = error === NONE ? result : -1;
    if (error !== NONE) ctx.observe(APPEND_REFUSED, partition, error, acks, channel.peer, 0, 0, batch);
  }
  if (channel.errors.length !== batches.length) channel.errors.length = batches.length;
  if (channel.baseOffsets.length !== batches.length) channel.baseOffsets.length = batches.length;
  if (diskUs > 0) {
    channel.waitsFor = DISK_WAIT;
    ctx.setTimer(PRODUCE_DISK, diskUs, index, channel.serial);
    return;
  }
  afterAppend(state, broker, index, request, ctx);
}

/** The disk has taken what a request appended. */
export function onProduceDisk(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  serial: number,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  const { request } = channel;
  if (channel.serial !== serial || channel.waitsFor !== DISK_WAIT || !isProduce(request)) return;
  afterAppend(state, broker, index, request, ctx);
}

function afterAppend(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: ProduceRequest,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  const { batches, acks } = request;
  const waiting = acks === -1 && !broker.rules.mutants.ackAtAppend;
  for (let i = 0; i < batches.length; i++) {
    if (numberAt(channel.errors, i) !== NONE) continue;
    const replica = replicaOf(broker, batchPartition(state.batches, numberAt(batches, i)));
    if (replica === null) continue;
    if (moveHighWatermark(replica, broker.rules, ctx)) addWork(broker, MOVED_AT, replica.partition);
    addWork(broker, APPENDED_AT, replica.partition);
  }
  channel.open = 0;
  if (waiting) waitForHighWatermark(state, broker, index, channel, request, ctx);
  if (channel.open > 0) park(broker, channel, PRODUCE_WAIT, ctx.now + request.timeoutUs, ctx);
  else if (acks === 0) endSilently(broker, index, channel, ctx);
  else sendProduceReply(state, broker, index, request, ctx);
}

function waitForHighWatermark(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  channel: Channel,
  request: ProduceRequest,
  ctx: Context,
): void {
  for (let i = 0; i < request.batches.length; i++) {
    if (numberAt(channel.errors, i) !== NONE) continue;
    const batch = numberAt(request.batches, i);
    const partition = batchPartition(state.batches, batch);
    const replica = replicaOf(broker, partition);
    if (replica === null) continue;
    const required = numberAt(channel.baseOffsets, i) + batchCount(state.batches, batch);
    const outcome = judgeWrite(replica, required);
    if (outcome === WAITS) {
      addWait(replica, required, index, i);
      channel.open += 1;
    } else if (outcome !== NONE) refuseBatch(channel, i, partition, outcome, batch, ctx);
  }
}

/** No answer is expected: on an error the client learns it from the end of the connection. */
function endSilently(broker: BrokerState, index: number, channel: Channel, ctx: Context): void {
  for (let i = 0; i < channel.errors.length; i++) {
    if (numberAt(channel.errors, i) === NONE) continue;
    ctx.close(channel.connection);
    closeChannel(broker.channels, index);
    return;
  }
  endRequest(broker, index);
}

function sendProduceReply(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: ProduceRequest,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  const { errors } = channel;
  const count = errors.length;
  let failed = false;
  for (let i = 0; i < count; i++) if (numberAt(errors, i) !== NONE) failed = true;
  const reply: ProduceReply = {
    type: 'ProduceReply',
    api: PRODUCE,
    errors: failed ? errors.slice() : zeros(count),
    baseOffsets: channel.baseOffsets.slice(),
    leaders: failed ? leaderHints(state, broker, request, errors, broker.image.leaders) : minusOnes(count),
    leaderEpochs: failed ? leaderHints(state, broker, request, errors, broker.image.leaderEpochs) : minusOnes(count),
  };
  answerChannel(broker, index, reply, 40 + 40 * count, ctx);
}

/** KIP-951: who does not find the leader here is told what this broker knows. */
function leaderHints(
  state: KafkaState,
  broker: BrokerState,
  request: ProduceRequest,
  errors: readonly number[],
  values: readonly number[],
): number[] {
  return request.batches.map((batch, i) => {
    if (errors[i] !== NOT_LEADER_OR_FOLLOWER) return -1;
    const partition = batchPartition(state.batches, batch);
    return numberAt(broker.image.leaders, partition) === broker.node ? -1 : numberAt(values, partition);
  });
}

/** Settles the writes of a partition that are decided, after its high watermark, ISR or leader changed. */
export function completeWrites(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  const { waits } = replica;
  while (waits.length > 0) {
    const outcome = judgeWrite(replica, numberAt(waits, 0));
    if (outcome === WAITS) return;
    const index = numberAt(waits, 1);
    const place = numberAt(waits, 2);
    removeWait(waits, 0);
    if (index === INTERNAL_WRITE) broker.decided.push(place, outcome);
    else settleBatch(state, broker, index, place, outcome, ctx);
  }
}

function settleBatch(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  place: number,
  outcome: number,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  const { request } = channel;
  if (!isProduce(request)) return;
  if (outcome !== NONE) {
    const batch = numberAt(request.batches, place);
    refuseBatch(channel, place, batchPartition(state.batches, batch), outcome, batch, ctx);
  }
  channel.open -= 1;
  if (channel.open === 0) sendProduceReply(state, broker, index, request, ctx);
}

function refuseBatch(
  channel: Channel,
  place: number,
  partition: number,
  error: number,
  batch: number,
  ctx: Context,
): void {
  channel.errors[place] = error;
  channel.baseOffsets[place] = -1;
  ctx.observe(APPEND_REFUSED, partition, error, -1, channel.peer, 0, 0, batch);
}

/** The request's own timeout is over: what is undecided is refused, though it stays in the log and may still commit. */
export function expireProduce(state: KafkaState, broker: BrokerState, index: number, ctx: Context): void {
  const channel = at(broker.channels.list, index);
  const { request } = channel;
  if (!isProduce(request)) return;
  for (let i = 0; i < request.batches.length; i++) {
    const batch = numberAt(request.batches, i);
    const partition = batchPartition(state.batches, batch);
    const replica = replicaOf(broker, partition);
    if (replica !== null && dropWait(replica.waits, index, i)) {
      refuseBatch(channel, i, partition, REQUEST_TIMED_OUT, batch, ctx);
    }
  }
  sendProduceReply(state, broker, index, request, ctx);
}

/** The connection of a waiting request is gone: nobody is to be answered. */
export function forgetProduce(state: KafkaState, broker: BrokerState, index: number): void {
  const { request } = at(broker.channels.list, index);
  if (!isProduce(request)) return;
  for (let i = 0; i < request.batches.length; i++) {
    const replica = replicaOf(broker, batchPartition(state.batches, numberAt(request.batches, i)));
    if (replica !== null) dropWait(replica.waits, index, i);
  }
}

function isProduce(message: { readonly api: number } | null): message is ProduceRequest {
  return message !== null && message.api === PRODUCE;
}
