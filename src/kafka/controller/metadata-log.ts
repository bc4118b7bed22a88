import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { ClusterPlan } from '../cluster.ts';
import {
  BROKER_FENCED,
  BROKER_REGISTERED,
  BROKER_UNFENCED,
  CONFIG_CHANGED,
  ELECTED,
  ELECTION_HOW,
  ELR,
  ISR,
  REASSIGNED,
} from '../observations.ts';
import { NONE } from '../protocol/errors.ts';
import {
  FETCH,
  type MetadataFetchReply,
  type MetadataFetchRequest,
  type MetadataRecord,
} from '../protocol/messages.ts';
import { replicaSetOf } from '../replica-set.ts';
import { respond } from './connections.ts';
import { type ControllerState, FETCH_EXPIRY, LINGER } from './controller-state.ts';
import type { PartitionRegistration } from './partition-change.ts';

/** `by` in ISR. */
const BY_CONTROLLER = 1;
const INITIAL = ELECTION_HOW.indexOf('initial');

/**
 * Writes a record: the controller goes on from it at once, the brokers learn it when it is committed, after
 * `controller.quorum.append.linger.ms`.
 *
 * @param how - index in `ELECTION_HOW` of the election behind it, −1 = none
 * @returns the record's offset
 */
export function appendRecord(
  _plan: ClusterPlan,
  controller: ControllerState,
  record: MetadataRecord,
  how: number,
  ctx: Context,
): number {
  const offset = controller.log.length;
  const { quorum } = controller;
  controller.log.push(record);
  if (quorum === null) controller.elections.push(how);
  else {
    quorum.epochs.push(quorum.epoch);
    quorum.hows.push(how);
    quorum.applied = controller.log.length;
  }
  replayInto(controller, record);
  if (controller.lingerTimer === NO_TIMER) {
    controller.lingerTimer = ctx.setTimer(LINGER, controller.timing.lingerUs, 0, 0);
  }
  return offset;
}

/** Takes a record into the controller's memory: when it is written, and again after a restart. */
export function replayInto(controller: ControllerState, record: MetadataRecord): void {
  switch (record.type) {
    case 'RegisterBroker': {
      const broker = at(controller.brokers, record.node);
      broker.brokerEpoch = record.brokerEpoch;
      broker.incarnation = record.incarnation;
      broker.fenced = record.fenced ? 1 : 0;
      broker.inControlledShutdown = 0;
      broker.controlledShutdownOffset = -1;
      broker.metadataOffset = -1;
      controller.active[record.node] = record.fenced ? 0 : 1;
      break;
    }
    case 'BrokerRegistrationChange': {
      const broker = at(controller.brokers, record.node);
      broker.fenced = record.fenced ? 1 : 0;
      broker.inControlledShutdown = record.inControlledShutdown ? 1 : 0;
      controller.active[record.node] = record.fenced || record.inControlledShutdown ? 0 : 1;
      break;
    }
    case 'Topic':
      controller.topics[record.topic] = 1;
      break;
    case 'Partition':
    case 'PartitionChange':
      controller.partitions[record.partition] = registrationFrom(record);
      break;
    case 'Config':
      if (record.key === 'min.insync.replicas') controller.minIsrs[record.topic] = Number(record.value);
      if (record.key === 'unclean.leader.election.enable') {
        controller.uncleanEnabled[record.topic] = record.value === 'true' ? 1 : 0;
      }
      break;
    case 'ProducerIds':
      controller.nextProducerId = record.next;
      break;
    case 'LeaderChange':
      break;
  }
}

type PartitionRecord = Extract<MetadataRecord, { readonly type: 'Partition' | 'PartitionChange' }>;

function registrationFrom(record: PartitionRecord): PartitionRegistration {
  const isChange = record.type === 'PartitionChange';
  return {
    replicas: record.replicas,
    adding: isChange ? record.adding : [],
    removing: isChange ? record.removing : [],
    isr: record.isr,
    elr: isChange ? record.elr : [],
    lastKnownElr: isChange ? record.lastKnownElr : [],
    leader: record.leader,
    leaderEpoch: record.leaderEpoch,
    partitionEpoch: record.partitionEpoch,
    recovering: isChange && record.recovering,
  };
}

/** The linger is over: what was written is flushed and committed, answered, and handed to the brokers. */
export function commitRecords(plan: ClusterPlan, controller: ControllerState, ctx: Context): void {
  controller.lingerTimer = NO_TIMER;
  const from = controller.committed;
  controller.committed = controller.log.length;
  const { elections } = controller;
  controller.elections = [];
  for (let offset = from; offset < controller.committed; offset++) {
    const how = at(elections, offset - from);
    observeRecord(plan, controller.committedPartitions, at(controller.log, offset), how, ctx);
  }
  const { answers } = controller;
  controller.answers = answers.filter((answer) => answer.offset > controller.committed);
  for (const answer of answers) {
    if (answer.offset <= controller.committed) {
      respond(controller, answer.connection, answer.correlation, answer.reply, answer.bytes, ctx);
    }
  }
  const parked = controller.requests;
  controller.requests = [];
  for (const { connection, correlation, request, timer } of parked) {
    ctx.cancelTimer(timer);
    answerFetch(controller, connection, correlation, request.offset, ctx);
  }
}

/** Tells what a committed record says. @param committed - partitions as told so far */
export function observeRecord(
  plan: ClusterPlan,
  committed: (PartitionRegistration | null)[],
  record: MetadataRecord,
  how: number,
  ctx: Context,
): void {
  switch (record.type) {
    case 'RegisterBroker':
      ctx.observe(BROKER_REGISTERED, record.node, record.brokerEpoch, startCode(how), 0, 0, 0, -1);
      break;
    case 'BrokerRegistrationChange':
      if (record.fenced) ctx.observe(BROKER_FENCED, record.node, record.brokerEpoch, 0, 0, 0, 0, -1);
      else if (!record.inControlledShutdown) {
        ctx.observe(BROKER_UNFENCED, record.node, record.brokerEpoch, 0, 0, 0, 0, -1);
      }
      break;
    case 'Partition':
    case 'PartitionChange':
      observePartition(plan, committed, record, how, ctx);
      break;
    case 'Config':
      ctx.observe(CONFIG_CHANGED, record.topic, ctx.text(record.key), ctx.text(record.value), 0, 0, 0, -1);
      break;
    case 'Topic':
    case 'ProducerIds':
    case 'LeaderChange':
      break;
  }
}

/** In the place of `how`, at a registration: the broker had stopped in order. */
export const CLEAN_START = 100;
/** `how` of a registration of a broker that nobody knew before. */
export const FIRST_START = 101;

/** `clean` in BROKER_REGISTERED: 0 = its last process did not end in order, 1 = it did, 2 = there was none. */
function startCode(how: number): number {
  if (how === FIRST_START) return 2;
  return how === CLEAN_START ? 1 : 0;
}

function observePartition(
  plan: ClusterPlan,
  committed: (PartitionRegistration | null)[],
  record: PartitionRecord,
  how: number,
  ctx: Context,
): void {
  const { partition } = record;
  const before = at(committed, partition);
  const now = registrationFrom(record);
  committed[partition] = now;
  const slots = at(plan.replicas, partition);
  const { leader, leaderEpoch, partitionEpoch } = now;
  if (before !== null) observeAssignment(slots, partition, before, now, ctx);
  if (before === null || before.leaderEpoch !== leaderEpoch) {
    const was = before === null ? -1 : before.leader;
    ctx.observe(ELECTED, partition, leader, leaderEpoch, how < 0 ? INITIAL : how, was, partitionEpoch, -1);
  }
  const isr = replicaSetOf(slots, now.isr);
  if (before === null || replicaSetOf(slots, before.isr) !== isr) {
    ctx.observe(ISR, partition, isr, BY_CONTROLLER, partitionEpoch, leaderEpoch, isr, -1);
  }
  const elr = replicaSetOf(slots, now.elr);
  const known = replicaSetOf(slots, now.lastKnownElr);
  const elrBefore = before === null ? 0 : replicaSetOf(slots, before.elr);
  const knownBefore = before === null ? 0 : replicaSetOf(slots, before.lastKnownElr);
  if (elr !== elrBefore || known !== knownBefore) ctx.observe(ELR, partition, elr, known, partitionEpoch, 0, 0, -1);
}

/** Replicas were added to or taken from a partition, or are to be. */
function observeAssignment(
  slots: readonly number[],
  partition: number,
  before: PartitionRegistration,
  now: PartitionRegistration,
  ctx: Context,
): void {
  const replicas = replicaSetOf(slots, now.replicas);
  const adding = replicaSetOf(slots, now.adding);
  const removing = replicaSetOf(slots, now.removing);
  const same =
    replicas === replicaSetOf(slots, before.replicas) &&
    adding === replicaSetOf(slots, before.adding) &&
    removing === replicaSetOf(slots, before.removing);
  if (!same) ctx.observe(REASSIGNED, partition, replicas, adding, removing, now.partitionEpoch, 0, -1);
}

/** At time zero of a formed cluster, and after a restart: what the committed log says is there already. */
export function observeInitial(plan: ClusterPlan, controller: ControllerState, ctx: Context): void {
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    const now = controller.partitions[partition];
    if (now === null || now === undefined) continue;
    const { leader, leaderEpoch, partitionEpoch } = now;
    const isr = replicaSetOf(at(plan.replicas, partition), now.isr);
    ctx.observe(ELECTED, partition, leader, leaderEpoch, INITIAL, -1, partitionEpoch, -1);
    ctx.observe(ISR, partition, isr, BY_CONTROLLER, partitionEpoch, leaderEpoch, isr, -1);
  }
}

/** A broker asks for records: it gets what is committed, or waits for more. */
export function onMetadataFetch(
  controller: ControllerState,
  connection: number,
  correlation: number,
  request: MetadataFetchRequest,
  ctx: Context,
): void {
  if (request.offset < controller.committed || request.maxWaitUs <= 0) {
    answerFetch(controller, connection, correlation, request.offset, ctx);
    return;
  }
  const timer = ctx.setTimer(FETCH_EXPIRY, request.maxWaitUs, connection, correlation);
  controller.requests.push({ connection, correlation, request, timer });
}

export function onFetchExpiry(
  controller: ControllerState,
  connection: number,
  correlation: number,
  ctx: Context,
): void {
  const place = controller.requests.findIndex(
    (one) => one.connection === connection && one.correlation === correlation,
  );
  const parked = controller.requests[place];
  if (parked === undefined) return;
  controller.requests.splice(place, 1);
  answerFetch(controller, connection, correlation, parked.request.offset, ctx);
}

function answerFetch(
  controller: ControllerState,
  connection: number,
  correlation: number,
  fromOffset: number,
  ctx: Context,
): void {
  const records = controller.log.slice(fromOffset, controller.committed);
  const reply: MetadataFetchReply = {
    type: 'MetadataFetchReply',
    api: FETCH,
    error: NONE,
    fromOffset,
    records,
    highWatermark: controller.committed,
  };
  respond(controller, connection, correlation, reply, 80 + 80 * records.length, ctx);
}
