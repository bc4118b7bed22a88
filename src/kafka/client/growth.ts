import type { ClusterPlan } from '../cluster.ts';
import { UNKNOWN_TOPIC_OR_PARTITION } from '../protocol/errors.ts';
import { arrange } from './accumulator.ts';
import type { Connections, NetworkClient } from './client-state.ts';
import type { ConsumerState } from './consumer-state.ts';
import type { ProducerState } from './producer-state.ts';

/** Makes room for what the plan has more than before; the client learns of it by its metadata. */
export function growClient(self: ConsumerState, plan: ClusterPlan): void {
  self.plan = plan;
  growNetwork(self.net, plan);
  const nodes = Math.max(...plan.brokers) + 1;
  if (self.fetching.length < nodes) self.fetching = longerInts(self.fetching, nodes, 0);
}

export function growProducer(self: ProducerState, plan: ClusterPlan): void {
  self.plan = plan;
  const before = self.net.connections.connection.length;
  growNetwork(self.net, plan);
  const nodes = self.net.connections.connection.length;
  if (nodes === before) return;
  while (self.pending.length <= nodes) self.pending.push([]);
  self.readyAt = longerFloats(self.readyAt, nodes, 0);
  self.drainedAt = longerFloats(self.drainedAt, nodes, 0);
  arrange(self);
}

function growNetwork(net: NetworkClient, plan: ClusterPlan): void {
  const { metadata } = net;
  net.plan = plan;
  const partitions = plan.partitionTopic.length;
  if (metadata.leaders.length < partitions) {
    metadata.leaders = longerInts(metadata.leaders, partitions, -1);
    metadata.leaderEpochs = longerInts(metadata.leaderEpochs, partitions, -1);
    metadata.errors = longerInts(metadata.errors, partitions, UNKNOWN_TOPIC_OR_PARTITION);
  }
  growConnections(net.connections, Math.max(...plan.brokers) + 2);
}

/** The last place, the coordinator's, stays the last. */
function growConnections(connections: Connections, places: number): void {
  const last = connections.connection.length - 1;
  if (places <= last + 1) return;
  const { target, connection, phase, backoffUntil, failures, setupFailures, lastAttempt, inFlight } = connections;
  connections.target = Int32Array.from({ length: places }, (_, place) => place);
  connections.target[places - 1] = target[last] ?? -1;
  connections.connection = withLast(longerInts(connection, places, 0), last, 0);
  connections.phase = withLast(longerInts(phase, places, 0), last, 0);
  connections.backoffUntil = withLast(longerFloats(backoffUntil, places, 0), last, 0);
  connections.failures = withLast(longerInts(failures, places, 0), last, 0);
  connections.setupFailures = withLast(longerInts(setupFailures, places, 0), last, 0);
  connections.lastAttempt = withLast(longerFloats(lastAttempt, places, -1), last, -1);
  const coordinators = inFlight[last] ?? [];
  inFlight[last] = [];
  while (inFlight.length < places - 1) inFlight.push([]);
  inFlight.push(coordinators.map((request) => ({ ...request, node: places - 1 })));
}

/** Moves what stood at `from` to the end, and puts `blank` in its place. */
function withLast<T extends Int32Array | Float64Array>(list: T, from: number, blank: number): T {
  list[list.length - 1] = list[from] ?? blank;
  list[from] = blank;
  return list;
}

function longerInts(list: Int32Array, length: number, blank: number): Int32Array {
  const longer = new Int32Array(length).fill(blank);
  longer.set(list);
  return longer;
}

function longerFloats(list: Float64Array, length: number, blank: number): Float64Array {
  const longer = new Float64Array(length).fill(blank);
  longer.set(list);
  return longer;
}
