import type { Context } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import {
  INVALID_REPLICA_ASSIGNMENT,
  NO_REASSIGNMENT_IN_PROGRESS,
  NONE,
  UNKNOWN_TOPIC_OR_PARTITION,
} from '../protocol/errors.ts';
import { type ControllerState, registrationOf } from './controller-state.ts';
import { ONLINE } from './election.ts';
import { change } from './partitions.ts';

const NOBODY: readonly number[] = [];

/**
 * Moves a partition to other brokers: the new ones are added as replicas and begin to fetch; once all of the target are
 * in the ISR, the others are taken away (`changePartition`).
 *
 * @param target - nodes, first = preferred; the caller has seen to it that they are brokers, each once
 * @returns an error code, `NONE` if it began, or was done at once
 * @see KIP-455; `ReplicationControlManager#changePartitionReassignment`
 */
export function beginReassignment(
  state: KafkaState,
  controller: ControllerState,
  partition: number,
  target: readonly number[],
  ctx: Context,
): number {
  const before = registrationOf(controller, partition);
  if (before === null) return UNKNOWN_TOPIC_OR_PARTITION;
  const removing = before.replicas.filter((node) => !target.includes(node));
  const adding = target.filter((node) => !before.replicas.includes(node));
  const assignment = { replicas: [...target, ...removing], adding, removing };
  change(state, controller, partition, before.isr, ONLINE, NOBODY, false, ctx, assignment);
  return NONE;
}

/** Gives a reassignment up: what was added is taken away again. @see `#cancelPartitionReassignment` */
export function cancelReassignment(
  state: KafkaState,
  controller: ControllerState,
  partition: number,
  ctx: Context,
): number {
  const before = registrationOf(controller, partition);
  if (before === null) return UNKNOWN_TOPIC_OR_PARTITION;
  if (before.adding.length === 0 && before.removing.length === 0) return NO_REASSIGNMENT_IN_PROGRESS;
  const replicas = before.replicas.filter((node) => !before.adding.includes(node));
  const isr = before.isr.filter((node) => !before.adding.includes(node));
  if (isr.length === 0) return INVALID_REPLICA_ASSIGNMENT;
  const assignment = { replicas, adding: NOBODY, removing: NOBODY };
  change(state, controller, partition, isr, ONLINE, NOBODY, false, ctx, assignment);
  return NONE;
}
