import * as v from 'valibot';
import { at } from '../../sim/column.ts';
import { NOTHING_OWNED } from '../assignors/assignor.ts';
import {
  DEAD,
  EMPTY,
  type GroupState,
  groupOf,
  PREPARING_REBALANCE,
  STABLE,
} from '../coordinator/coordinator-state.ts';
import { foundGroup } from '../coordinator/group-join.ts';
import { deleteGroup } from '../coordinator/group-life.ts';
import { createMember, memberOfInstance } from '../coordinator/group-members.ts';
import { judgeCommit } from '../coordinator/group-offsets.ts';
import { prepareRebalance } from '../coordinator/group-rebalance.ts';
import { GROUP_STATES } from '../observations.ts';
import { errorName, NONE } from '../protocol/errors.ts';
import {
  HEARTBEAT,
  JOIN_GROUP,
  type JoinGroupReply,
  type JoinGroupRequest,
  type KafkaReply,
  LEAVE_GROUP,
  OFFSET_COMMIT,
  SYNC_GROUP,
} from '../protocol/messages.ts';
import { advance, call, type LoneCoordinator, loneCoordinator } from './lone-coordinator.ts';

const ID = v.optional(v.string(), '');
const INSTANCE = v.optional(v.string());
const JOIN = v.object({
  op: v.literal('join'),
  as: v.string(),
  member: ID,
  instance: INSTANCE,
  requireKnownMemberId: v.optional(v.boolean(), false),
  supportsSkippingAssignment: v.optional(v.boolean(), false),
  protocolType: v.optional(v.string(), 'consumer'),
  protocols: v.optional(v.array(v.string()), ['range']),
  sessionTimeoutMs: v.optional(v.number(), 500),
  rebalanceTimeoutMs: v.optional(v.number(), 500),
  groupId: v.optional(v.string()),
});
const SYNC = v.object({
  op: v.literal('sync'),
  as: v.string(),
  member: ID,
  generation: v.number(),
  instance: INSTANCE,
  protocol: v.optional(v.string()),
  protocolType: v.optional(v.string()),
});
const COMMIT = v.object({
  op: v.literal('commit'),
  member: ID,
  generation: v.number(),
  instance: INSTANCE,
  transactional: v.optional(v.boolean(), false),
});
const SCENARIO = v.object({
  config: v.object({
    minSession: v.number(),
    maxSession: v.number(),
    initialDelay: v.number(),
    newMemberTimeout: v.optional(v.number(), 300_000),
    maxSize: v.optional(v.number()),
  }),
  initialState: v.optional(v.picklist(GROUP_STATES)),
  initialMembers: v.optional(v.array(v.string()), []),
  steps: v.array(
    v.variant('op', [
      JOIN,
      SYNC,
      COMMIT,
      v.object({ op: v.literal('heartbeat'), member: ID, generation: v.number(), instance: INSTANCE }),
      v.object({ op: v.literal('leave'), members: v.array(v.object({ member: ID, instance: INSTANCE })) }),
      v.object({ op: v.literal('delete') }),
      v.object({ op: v.literal('advance'), ms: v.number() }),
    ]),
  ),
});
type Given = v.InferOutput<typeof SCENARIO>;
type Step = Given['steps'][number];
type Join = v.InferOutput<typeof JOIN>;

/** A call that was named, and what is known of it. */
interface NamedCall {
  readonly name: string;
  readonly number: number;
  /** A member id that a static member had before this call, −1 = none. */
  readonly previousId: number;
  told: boolean;
}

interface Table {
  readonly lone: LoneCoordinator;
  readonly given: Given;
  readonly calls: NamedCall[];
  /** Member ids by the words of the vector, `@A` or a made-up text. */
  readonly ids: Map<string, number>;
}

const GROUP = 0;
const NO_NAME = 1;
/** Ids that only a vector knows begin here. */
const FIRST_FOREIGN_ID = 1_000_000;

/**
 * One classic group on its coordinator, through a list of steps. Member ids in the answers are the coordinator's
 * numbers; `ids` tells which number a word of the vector stands for.
 */
export function runGroupScenario(input: unknown): unknown {
  const table = setUp(v.parse(SCENARIO, input));
  const after = table.given.steps.map((step) => {
    const response = play(step, table);
    return { response, completed: completedNow(table), group: groupNow(table.lone) };
  });
  return { after, ids: Object.fromEntries(table.ids) };
}

function setUp(given: Given): Table {
  const { config, initialState } = given;
  const lone = loneCoordinator(
    ['group', ''],
    {
      'group.min.session.timeout.ms': config.minSession,
      'group.max.session.timeout.ms': config.maxSession,
      'group.initial.rebalance.delay.ms': config.initialDelay,
      ...(config.maxSize === undefined ? {} : { 'group.max.size': config.maxSize }),
    },
    () => undefined,
  );
  lone.broker.coordinator.newMemberTimeoutUs = config.newMemberTimeout * 1000;
  const table: Table = { lone, given, calls: [], ids: new Map() };
  if (initialState !== undefined) bringTo(GROUP_STATES.indexOf(initialState), table);
  return table;
}

/** The group as it is at the start, with members that look as they do when they join later. */
function bringTo(state: number, table: Table): void {
  const { lone, given } = table;
  const group = foundGroup(lone.broker.coordinator, GROUP);
  for (const id of given.initialMembers) {
    const member = createMember(idOf(id, table), -1, 100, 0, 0, joinRequest(joinOf(id, given), table));
    group.members.push(member);
    group.protocolType = 'consumer';
    if (group.leader < 0) group.leader = member.id;
  }
  group.state = state;
  if (state !== EMPTY && state !== DEAD) group.protocol = group.members[0]?.protocols[0] ?? '';
  if (state !== PREPARING_REBALANCE || group.members.length === 0) return;
  group.state = STABLE;
  prepareRebalance(lone.state, lone.broker, group, lone.ctx);
}

function joinOf(id: string, { steps }: Given): Join {
  for (const step of steps) if (step.op === 'join' && step.member === id) return step;
  return v.parse(JOIN, { op: 'join', as: id, member: id });
}

/** @returns what was answered at once, `pending`, or nothing where nobody asked */
function play(step: Step, table: Table): unknown {
  const { lone } = table;
  switch (step.op) {
    case 'advance':
      advance(lone, step.ms);
      return undefined;
    case 'join':
      return join(step, table);
    case 'sync': {
      const generation = step.generation;
      const number = call(lone, {
        type: 'SyncGroupRequest',
        api: SYNC_GROUP,
        group: GROUP,
        generation,
        member: idOf(step.member, table),
        instanceId: step.instance ?? null,
        protocolType: step.protocolType ?? null,
        protocol: step.protocol ?? null,
        assignedMembers: [],
        assignments: [],
      });
      return answerTo({ name: step.as, number, previousId: -1, told: false }, table);
    }
    case 'heartbeat': {
      const member = idOf(step.member, table);
      const instanceId = step.instance ?? null;
      const { generation } = step;
      return outcome(
        lone,
        call(lone, { type: 'HeartbeatRequest', api: HEARTBEAT, group: GROUP, generation, member, instanceId }),
      );
    }
    case 'leave': {
      const members = step.members.map(({ member, instance }) => ({
        member: idOf(member, table),
        instanceId: instance ?? null,
      }));
      return outcome(lone, call(lone, { type: 'LeaveGroupRequest', api: LEAVE_GROUP, group: GROUP, members }));
    }
    case 'commit':
      return commit(step, table);
    case 'delete':
      return { error: errorName(deleteGroup(lone.broker, GROUP, lone.ctx)) };
  }
}

function join(step: Join, table: Table): unknown {
  const { lone, ids } = table;
  const group = groupOf(lone.broker.coordinator, GROUP);
  const before = group === null || step.instance === undefined ? null : memberOfInstance(group, step.instance);
  const { lastId } = lone;
  const number = call(lone, joinRequest(step, table));
  if (step.member !== '') ids.set(`@${step.as}`, idOf(step.member, table));
  else if (lone.lastId !== lastId) ids.set(`@${step.as}`, lone.lastId);
  return answerTo({ name: step.as, number, previousId: before?.id ?? -1, told: false }, table);
}

function joinRequest(step: Join, table: Table): JoinGroupRequest {
  return {
    type: 'JoinGroupRequest',
    api: JOIN_GROUP,
    group: step.groupId === '' ? NO_NAME : GROUP,
    member: idOf(step.member, table),
    instanceId: step.instance ?? null,
    clientId: 'client',
    takesMemberId: step.requireKnownMemberId,
    canSkipAssignment: step.supportsSkippingAssignment,
    sessionTimeoutUs: step.sessionTimeoutMs * 1000,
    rebalanceTimeoutUs: step.rebalanceTimeoutMs * 1000,
    protocolType: step.protocolType,
    protocols: step.protocols,
    topics: [],
    owned: NOTHING_OWNED,
    lastAssigned: NOTHING_OWNED,
  };
}

function commit(step: v.InferOutput<typeof COMMIT>, table: Table): unknown {
  const { lone } = table;
  const { generation } = step;
  const member = idOf(step.member, table);
  const instanceId = step.instance ?? null;
  if (step.transactional) {
    // The judgement of TxnOffsetCommit; its offsets would wait for the end of the transaction.
    const { coordinator } = lone.broker;
    const error = judgeCommit(groupOf(coordinator, GROUP), member, instanceId, generation, true);
    if (error === NONE) foundGroup(coordinator, GROUP);
    return { error: errorName(error) };
  }
  const number = call(lone, {
    type: 'OffsetCommitRequest',
    api: OFFSET_COMMIT,
    group: GROUP,
    generation,
    member,
    instanceId,
    partitions: [0],
    offsets: [100],
    leaderEpochs: [0],
  });
  return outcome(lone, number);
}

/** The answer to a call that was made now; if there is none yet, it is looked for after each later step. */
function answerTo(named: NamedCall, table: Table): unknown {
  const answer = answerOf(named, table);
  named.told = answer !== 'pending';
  table.calls.push(named);
  return answer;
}

/** Answers to earlier calls that have come now. */
function completedNow(table: Table): unknown[] {
  const completed: unknown[] = [];
  for (const named of table.calls) {
    if (named.told) continue;
    const answer = answerOf(named, table);
    if (answer === 'pending') continue;
    named.told = true;
    completed.push({ call: named.name, ...answer });
  }
  return completed;
}

function answerOf({ number, previousId }: NamedCall, { lone }: Table): 'pending' | object {
  const reply = at(lone.answers, number);
  if (reply?.type === 'JoinGroupReply') return joinAnswer(reply, previousId);
  return outcome(lone, number);
}

function joinAnswer(reply: JoinGroupReply, previousId: number): object {
  const { generation, protocol, leader, member, skipAssignment } = reply;
  const error = errorName(reply.error);
  return { error, generation, memberId: member, leader, protocol, skipAssignment, previousId };
}

function outcome(lone: LoneCoordinator, number: number): 'pending' | object {
  const reply: KafkaReply | null = at(lone.answers, number);
  if (reply === null) return 'pending';
  switch (reply.type) {
    case 'LeaveGroupReply':
      return { error: errorName(reply.error), members: reply.errors.map(errorName) };
    case 'OffsetCommitReply':
      return { error: errorName(at(reply.errors, 0)) };
    case 'HeartbeatReply':
    case 'SyncGroupReply':
      return { error: errorName(reply.error) };
    default:
      return { unknown: reply.type };
  }
}

/** −1 for nobody; a text that stands for no call is an id of somebody whom the coordinator does not know. */
function idOf(text: string, { ids }: Table): number {
  if (text === '') return -1;
  const known = ids.get(text);
  if (known !== undefined) return known;
  const foreign = FIRST_FOREIGN_ID + ids.size;
  ids.set(text, foreign);
  return foreign;
}

function groupNow(lone: LoneCoordinator): object | null {
  const group: GroupState | null = groupOf(lone.broker.coordinator, GROUP);
  if (group === null) return null;
  const { state, generation, members, pending } = group;
  return { state: GROUP_STATES[state], generation, members: members.length, pending: pending.length };
}
