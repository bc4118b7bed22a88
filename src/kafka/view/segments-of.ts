import { bundleCount, bundleMember } from '../../sim/payload.ts';
import type { World } from '../../sim/world.ts';
import { replicaOf } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { layOut } from '../log/layout.ts';
import { baseOffsetAt, batchAt, batchTotal, findBatch, type Log } from '../log/log.ts';
import type { SegmentedLog } from '../storage/segmented-log.ts';

/** A replica's log with the files that it makes on disk. */
export interface ReplicaFiles {
  readonly log: Log;
  readonly files: SegmentedLog;
}

/** The segments of a replica, or null where the broker has none. */
export function segmentsOf(world: World<KafkaState>, partition: number, node: number): ReplicaFiles | null {
  const broker = world.state.actors[node];
  const replica = broker?.actor === 'broker' ? replicaOf(broker, partition) : null;
  if (replica === null) return null;
  const { log } = replica;
  const files = layOut(log, world.state.batches, world.payloads);
  files.recoveryPoint = Math.min(log.logEnd, world.nodes[node]?.files[log.file]?.flushed ?? 0);
  return { log, files };
}

/** Whether a replica's log has a record at an offset: a cleaning leaves holes. */
export function holdsOffset(world: World<KafkaState>, partition: number, node: number, offset: number): boolean {
  const broker = world.state.actors[node];
  const replica = broker?.actor === 'broker' ? replicaOf(broker, partition) : null;
  if (replica === null) return false;
  const { log } = replica;
  const place = findBatch(log, world.state.batches, offset);
  if (place >= batchTotal(log) || baseOffsetAt(log, place) > offset) return false;
  const batch = batchAt(log, place);
  const member = offset - baseOffsetAt(log, place);
  return bundleCount(world.payloads, batch) <= member || bundleMember(world.payloads, batch, member) >= 0;
}
