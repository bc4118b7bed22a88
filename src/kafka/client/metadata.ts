import type { Context } from '../../sim/actor.ts';
import { at, intAt, numberAt } from '../../sim/column.ts';
import type { ClusterPlan } from '../cluster.ts';
import { isInvalidMetadata, LEADER_NOT_AVAILABLE, NONE, UNKNOWN_TOPIC_OR_PARTITION } from '../protocol/errors.ts';
import { METADATA, type MetadataReply, type MetadataRequest } from '../protocol/messages.ts';
import { CLOSED, CONNECTING, type NetworkClient, READY } from './client-state.ts';
import { openConnection, retryBackoff, sendRequest, wakeBy } from './connections.ts';

/**
 * When a client asks for metadata, whom, and what it takes from the answer.
 *
 * @see `Metadata#timeToNextUpdate`, `#update`; `NetworkClient.DefaultMetadataUpdater`, `#leastLoadedNode`; KIP-899,
 * KIP-1102 (rebootstrap)
 */
const METADATA_BYTES = 80;

/** Somebody met an error that an update may cure, or a partition without leader. */
export function askForMetadata(net: NetworkClient, ctx: Context): void {
  net.metadata.wanted = 1;
  pollMetadata(net, ctx);
}

/** Asks one broker now if an update is due and allowed; else sees to it that this is looked at again in time. */
export function pollMetadata(net: NetworkClient, ctx: Context): void {
  const { metadata, settings } = net;
  if (metadata.asking >= 0) return;
  let due = metadata.allowedAt;
  if (metadata.wanted === 0) due = Math.max(due, metadata.refreshedAt + settings.metadataMaxAgeUs);
  if (due > ctx.now) {
    wakeBy(net, due, ctx);
    return;
  }
  metadata.wanted = 1;
  if (metadata.tryingSince < 0) metadata.tryingSince = ctx.now;
  if (ctx.now - metadata.tryingSince >= settings.rebootstrapUs) rebootstrap(net, ctx);
  let node = leastLoadedNode(net, ctx);
  if (node < 0 && !isAnyReady(net)) {
    rebootstrap(net, ctx);
    node = leastLoadedNode(net, ctx);
  }
  if (node < 0) {
    if (!isAnyReady(net)) wakeBy(net, earliestAttempt(net, ctx), ctx);
    return;
  }
  const phase = at(net.connections.phase, node);
  if (phase === CLOSED) openConnection(net, node, ctx);
  else if (phase === READY) {
    const request: MetadataRequest = { type: 'MetadataRequest', api: METADATA, topics: metadata.topics.slice() };
    metadata.asking = node;
    sendRequest(net, node, request, METADATA_BYTES, settings.requestTimeoutUs, 0, ctx);
  }
}

/** Takes an answer. What is older than what is known of a partition is ignored. */
export function onMetadata(net: NetworkClient, reply: MetadataReply, ctx: Context): void {
  const { metadata, plan } = net;
  metadata.asking = -1;
  if (reply.brokers.length === 0) {
    metadataFailed(net, ctx);
    pollMetadata(net, ctx);
    return;
  }
  let changed = takeBrokers(net, reply.brokers);
  let again = false;
  for (let i = 0; i < reply.topics.length; i++) {
    const error = at(reply.topicErrors, i);
    if (error === NONE) continue;
    if (isInvalidMetadata(error)) again = true;
    for (const partition of partitionsOf(plan, at(reply.topics, i))) {
      if (takePartition(net, partition, error, -1, at(metadata.leaderEpochs, partition))) changed = true;
    }
  }
  for (const { partition, error, leader, leaderEpoch } of reply.partitions) {
    if (isInvalidMetadata(error)) again = true;
    if (takePartition(net, partition, error, leader, leaderEpoch)) changed = true;
  }
  if (changed) metadata.version += 1;
  metadata.equivalents = changed ? 0 : metadata.equivalents + 1;
  metadata.failures = 0;
  metadata.refreshedAt = ctx.now;
  metadata.tryingSince = -1;
  metadata.wanted = again ? 1 : 0;
  metadata.allowedAt = ctx.now + retryBackoff(net, Math.max(0, metadata.equivalents - 1), ctx);
  pollMetadata(net, ctx);
}

/** The request for metadata was lost with its connection. */
export function metadataFailed(net: NetworkClient, ctx: Context): void {
  const { metadata } = net;
  metadata.asking = -1;
  metadata.wanted = 1;
  metadata.allowedAt = ctx.now + retryBackoff(net, metadata.failures, ctx);
  metadata.failures += 1;
}

/**
 * Adopts the leader that a broker named in an error (KIP-951), if its epoch is newer than what is known.
 *
 * @returns whether anything changed
 */
export function adoptLeader(net: NetworkClient, partition: number, leader: number, leaderEpoch: number): boolean {
  const { metadata } = net;
  if (leader < 0 || leaderEpoch <= at(metadata.leaderEpochs, partition)) return false;
  metadata.leaders[partition] = leader;
  metadata.leaderEpochs[partition] = leaderEpoch;
  metadata.errors[partition] = NONE;
  metadata.version += 1;
  return true;
}

/** Whether the topic's partitions have been told; their leaders may still be missing. */
export function isTopicKnown(net: NetworkClient, topic: number): boolean {
  for (const partition of partitionsOf(net.plan, topic)) {
    const error = at(net.metadata.errors, partition);
    if (error === NONE || error === LEADER_NOT_AVAILABLE) return true;
  }
  return false;
}

/** How many partitions of a topic have been told; numbers are given from 0, and none is taken back. */
export function knownPartitions(net: NetworkClient, topic: number): number {
  const partitions = partitionsOf(net.plan, topic);
  let count = partitions.length;
  while (count > 0 && intAt(net.metadata.errors, numberAt(partitions, count - 1)) === UNKNOWN_TOPIC_OR_PARTITION) {
    count -= 1;
  }
  return count;
}

/** −1 = not known. */
export function leaderOf(net: NetworkClient, partition: number): number {
  return at(net.metadata.leaders, partition);
}

/**
 * The broker with the fewest requests in flight among ready connections; else one that is being connected; else the
 * one that may be tried and was tried longest ago. −1 = none may be asked now.
 */
export function leastLoadedNode(net: NetworkClient, ctx: Context): number {
  const { brokers } = net.metadata;
  const { phase, inFlight, backoffUntil, lastAttempt } = net.connections;
  const offset = ctx.intInclusive(net.stream, 0, brokers.length - 1);
  let least = net.settings.maxInFlight;
  let ready = -1;
  let connecting = -1;
  let untried = -1;
  for (let i = 0; i < brokers.length; i++) {
    const node = at(brokers, (offset + i) % brokers.length);
    const state = at(phase, node);
    if (state === READY) {
      const load = at(inFlight, node).length;
      if (load === 0) return node;
      if (load < least) {
        least = load;
        ready = node;
      }
    } else if (state === CONNECTING) {
      connecting = node;
    } else if (at(backoffUntil, node) <= ctx.now) {
      if (untried < 0 || at(lastAttempt, node) < at(lastAttempt, untried)) untried = node;
    }
  }
  if (ready >= 0) return ready;
  return connecting >= 0 ? connecting : untried;
}

function rebootstrap(net: NetworkClient, ctx: Context): void {
  net.metadata.brokers = net.plan.brokers.slice();
  net.metadata.tryingSince = ctx.now;
}

function isAnyReady(net: NetworkClient): boolean {
  for (const node of net.metadata.brokers) if (at(net.connections.phase, node) === READY) return true;
  return false;
}

function earliestAttempt(net: NetworkClient, ctx: Context): number {
  let earliest = ctx.now + net.settings.reconnectBackoffMaxUs;
  for (const node of net.metadata.brokers) {
    const until = at(net.connections.backoffUntil, node);
    if (until > ctx.now) earliest = Math.min(earliest, until);
  }
  return earliest;
}

function takeBrokers(net: NetworkClient, brokers: readonly number[]): boolean {
  const before = net.metadata.brokers;
  let same = before.length === brokers.length;
  for (let i = 0; same && i < brokers.length; i++) same = at(before, i) === at(brokers, i);
  if (!same) net.metadata.brokers = brokers.slice();
  return !same;
}

function takePartition(
  net: NetworkClient,
  partition: number,
  error: number,
  leader: number,
  leaderEpoch: number,
): boolean {
  const { leaders, leaderEpochs, errors } = net.metadata;
  if (leaderEpoch < at(leaderEpochs, partition)) return false;
  if (
    at(leaders, partition) === leader &&
    at(leaderEpochs, partition) === leaderEpoch &&
    at(errors, partition) === error
  ) {
    return false;
  }
  leaders[partition] = leader;
  leaderEpochs[partition] = leaderEpoch;
  errors[partition] = error;
  return true;
}

function partitionsOf(plan: ClusterPlan, topic: number): readonly number[] {
  return at(plan.topics, topic).partitions;
}
