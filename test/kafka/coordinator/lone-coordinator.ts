import { NOTHING_OWNED } from '../../../src/kafka/assignors/assignor.ts';
import type { BrokerState } from '../../../src/kafka/broker/broker-state.ts';
import { call, loneCoordinator as createLoneCoordinator } from '../../../src/kafka/conformance/lone-coordinator.ts';
import type { GroupRequest } from '../../../src/kafka/coordinator/coordinator.ts';
import { type GroupState, groupOf } from '../../../src/kafka/coordinator/coordinator-state.ts';
import { GROUP_STATES, KAFKA_OBSERVATIONS } from '../../../src/kafka/observations.ts';
import { errorName } from '../../../src/kafka/protocol/errors.ts';
import {
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  SYNC_GROUP,
} from '../../../src/kafka/protocol/messages.ts';
import { FIRST_SYSTEM_KIND } from '../../../src/sim/world.ts';

export { advance, call } from '../../../src/kafka/conformance/lone-coordinator.ts';

type Coordinator = ReturnType<typeof createLoneCoordinator>;

/** A coordinator by itself with one group, and its observations in words: name and fields. */
export interface LoneCoordinator extends Coordinator {
  readonly broker: BrokerState;
  readonly told: string[];
}

export const GROUP = 0;

export function loneCoordinator(given: Readonly<Record<string, number>> = {}): LoneCoordinator {
  const told: string[] = [];
  const lone = createLoneCoordinator(['billing'], given, (kind, ...values) => {
    const row = KAFKA_OBSERVATIONS[kind - FIRST_SYSTEM_KIND];
    if (row === undefined) throw new Error('an observation of Kafka');
    told.push(`${row.name} ${row.fields.map((field, i) => `${field}=${values[i]}`).join(' ')}`);
  });
  return Object.assign(lone, { told });
}

export interface JoinOptions {
  readonly session?: number;
  readonly rebalance?: number;
  readonly protocols?: readonly string[];
  readonly topics?: readonly number[];
  readonly clientId?: string;
  readonly instance?: string;
  /** The client may be leader without computing an assignment; true unless told. */
  readonly canSkip?: boolean;
}

/** `member` −1: the first JoinGroup, without an id. Times in ms. */
export function joinRequest(member: number, options: JoinOptions = {}): GroupRequest {
  return {
    type: 'JoinGroupRequest',
    api: JOIN_GROUP,
    group: GROUP,
    member,
    instanceId: options.instance ?? null,
    clientId: options.clientId ?? 'c',
    takesMemberId: true,
    canSkipAssignment: options.canSkip ?? true,
    sessionTimeoutUs: (options.session ?? 45_000) * 1000,
    rebalanceTimeoutUs: (options.rebalance ?? 300_000) * 1000,
    protocolType: 'consumer',
    protocols: options.protocols ?? ['range'],
    topics: options.topics ?? [0],
    owned: NOTHING_OWNED,
    lastAssigned: NOTHING_OWNED,
  };
}

export function join(lone: LoneCoordinator, member: number, options: JoinOptions = {}): number {
  return call(lone, joinRequest(member, options));
}

/** Both JoinGroups of a new member; answers its id. */
export function enter(
  lone: LoneCoordinator,
  options: JoinOptions = {},
): { readonly id: number; readonly call: number } {
  const first = lone.answers[join(lone, -1, options)];
  if (first?.type !== 'JoinGroupReply') throw new Error('the first JoinGroup is answered at once');
  return { id: first.member, call: join(lone, first.member, options) };
}

export function sync(
  lone: LoneCoordinator,
  member: number,
  generation: number,
  assignment: Readonly<Record<number, readonly number[]>> = {},
): number {
  return call(lone, {
    type: 'SyncGroupRequest',
    api: SYNC_GROUP,
    group: GROUP,
    generation,
    member,
    instanceId: null,
    protocolType: 'consumer',
    protocol: 'range',
    assignedMembers: Object.keys(assignment).map(Number),
    assignments: Object.values(assignment),
  });
}

export function heartbeat(
  lone: LoneCoordinator,
  member: number,
  generation: number,
  instanceId: string | null = null,
): string {
  return outcome(
    lone,
    call(lone, { type: 'HeartbeatRequest', api: HEARTBEAT, group: GROUP, generation, member, instanceId }),
  );
}

export function leave(lone: LoneCoordinator, ...ids: readonly number[]): string {
  const members = ids.map((member) => ({ member, instanceId: null }));
  return outcome(lone, call(lone, { type: 'LeaveGroupRequest', api: LEAVE_GROUP, group: GROUP, members }));
}

/** An administrator takes static members out by their instances. */
export function evict(lone: LoneCoordinator, ...instances: readonly string[]): string {
  const members = instances.map((instanceId) => ({ member: -1, instanceId }));
  return outcome(lone, call(lone, { type: 'LeaveGroupRequest', api: LEAVE_GROUP, group: GROUP, members }));
}

export function commit(lone: LoneCoordinator, member: number, generation: number, offset = 1): string {
  const number = call(lone, {
    type: 'OffsetCommitRequest',
    api: OFFSET_COMMIT,
    group: GROUP,
    generation,
    member,
    instanceId: null,
    partitions: [0],
    offsets: [offset],
    leaderEpochs: [0],
  });
  return outcome(lone, number);
}

export function committed(lone: LoneCoordinator, partition: number): number | undefined {
  const request: GroupRequest = {
    type: 'OffsetFetchRequest',
    api: OFFSET_FETCH,
    group: GROUP,
    partitions: [partition],
  };
  const reply = lone.answers[call(lone, request)];
  return reply?.type === 'OffsetFetchReply' ? reply.offsets[0] : undefined;
}

/** Name of the error of an answer, `pending` while there is none. */
export function outcome(lone: LoneCoordinator, number: number): string {
  const reply = lone.answers[number] ?? null;
  if (reply === null) return 'pending';
  if (reply.type === 'OffsetCommitReply') return errorName(reply.errors[0] ?? 0);
  if (reply.type === 'LeaveGroupReply') return reply.errors.map(errorName).join(' ');
  return 'error' in reply ? errorName(reply.error) : 'NONE';
}

export function group(lone: LoneCoordinator): GroupState {
  const found = groupOf(lone.broker.coordinator, GROUP);
  if (found === null) throw new Error('the group is known');
  return found;
}

/** State and generation, as in `Stable 1`. */
export function standing(lone: LoneCoordinator): string {
  const { state, generation } = group(lone);
  return `${GROUP_STATES[state]} ${generation}`;
}
