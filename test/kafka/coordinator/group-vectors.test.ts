import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groupOf } from '../../../src/kafka/coordinator/coordinator-state.ts';
import { GROUP_STATES } from '../../../src/kafka/observations.ts';
import { MEMBER_ID_REQUIRED } from '../../../src/kafka/protocol/errors.ts';
import {
  advance,
  call,
  commit,
  heartbeat,
  join,
  type LoneCoordinator,
  leave,
  loneCoordinator,
  outcome,
  sync,
} from './lone-coordinator.ts';

interface Step {
  readonly op: string;
  readonly as?: string;
  readonly member?: string;
  readonly generation?: number;
  readonly ms?: number;
  readonly instance?: string;
  readonly members?: readonly { readonly member?: string }[];
  readonly protocols?: readonly string[];
  readonly protocolType?: string;
  readonly protocol?: string;
  readonly groupId?: string;
  readonly requireKnownMemberId?: boolean;
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
}

interface Scenario {
  readonly id: string;
  readonly kind: string;
  readonly in: {
    readonly config: { minSession: number; maxSession: number; initialDelay: number; maxSize?: number };
    readonly steps: readonly Step[];
    readonly initialState?: string;
  };
  readonly expect: { readonly after: readonly Record<string, unknown>[] };
}

const file: { readonly cases: readonly Scenario[] } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../conformance/vectors/groups.json', import.meta.url)), 'utf8'),
);

/** Static members, deletion and other protocol types are not modelled. */
function isModelled({ in: { steps, initialState } }: Scenario): boolean {
  if (initialState !== undefined) return false;
  return steps.every(
    (step) =>
      step.op !== 'delete' &&
      step.instance === undefined &&
      step.protocolType === undefined &&
      step.groupId === undefined &&
      (step.op !== 'leave' || step.members?.length === 1),
  );
}

/** Plays a scenario and answers what the vector tells of each step. */
function play({ in: { config, steps } }: Scenario): Record<string, unknown>[] {
  const lone = loneCoordinator({
    'group.min.session.timeout.ms': config.minSession,
    'group.max.session.timeout.ms': config.maxSession,
    'group.initial.rebalance.delay.ms': config.initialDelay,
    ...(config.maxSize === undefined ? {} : { 'group.max.size': config.maxSize }),
  });
  const calls = new Map<string, number>();
  const ids = new Map<string, number>();
  const told = new Set<number>();
  return steps.map((step) => {
    const own = perform(lone, step, calls, ids);
    const response = own === null ? undefined : answerOf(lone, own, ids);
    if (own !== null && response !== 'pending') told.add(own);
    const completed: unknown[] = [];
    for (const [name, number] of calls) {
      if (told.has(number) || number === own) continue;
      const answer = answerOf(lone, number, ids);
      if (answer === 'pending' || answer === undefined) continue;
      told.add(number);
      completed.push({ call: name, ...(typeof answer === 'object' ? answer : {}) });
    }
    return { response, completed, group: groupNow(lone) };
  });
}

function perform(
  lone: LoneCoordinator,
  step: Step,
  calls: Map<string, number>,
  ids: Map<string, number>,
): number | null {
  const member = idOf(step.member, ids);
  switch (step.op) {
    case 'advance':
      advance(lone, step.ms ?? 0);
      return null;
    case 'heartbeat':
      heartbeat(lone, member, step.generation ?? 0);
      break;
    case 'commit':
      commit(lone, member, step.generation ?? 0);
      break;
    case 'leave':
      leave(lone, idOf(step.members?.[0]?.member, ids));
      break;
    case 'sync':
      if (step.protocol === undefined || step.protocol === 'range') sync(lone, member, step.generation ?? 0);
      else {
        call(lone, {
          type: 'SyncGroupRequest',
          api: 14,
          group: 0,
          generation: step.generation ?? 0,
          member,
          protocol: step.protocol,
          assignedMembers: [],
          assignments: [],
        });
      }
      break;
    case 'join': {
      const options = {
        session: step.sessionTimeoutMs ?? 500,
        rebalance: step.rebalanceTimeoutMs ?? 500,
        protocols: step.protocols ?? ['range'],
      };
      let number = join(lone, member, options);
      const reply = lone.answers[number];
      if (reply?.type === 'JoinGroupReply' && reply.error === MEMBER_ID_REQUIRED) {
        ids.set(`@${step.as}`, reply.member);
        // An old client joins in one step; its id is not asked for, which comes to the same.
        if (step.requireKnownMemberId !== true) number = join(lone, reply.member, options);
      } else if (step.as !== undefined) {
        ids.set(`@${step.as}`, member);
      }
      break;
    }
  }
  const number = lone.answers.length - 1;
  if (step.as !== undefined) calls.set(step.as, number);
  return number;
}

function idOf(name: string | undefined, ids: Map<string, number>): number {
  if (name === undefined || name === '') return -1;
  return ids.get(name) ?? 999_999;
}

function answerOf(lone: LoneCoordinator, number: number, ids: Map<string, number>): unknown {
  const error = outcome(lone, number);
  if (error === 'pending') return 'pending';
  const reply = lone.answers[number];
  if (reply?.type === 'LeaveGroupReply') return { error: 'NONE', members: [error] };
  if (reply?.type !== 'JoinGroupReply') return { error };
  const nameOf = (id: number) => [...ids].find(([, known]) => known === id)?.[0];
  const { generation, protocol, leader, member } = reply;
  return { error, generation, protocol, leader: nameOf(leader), memberId: nameOf(member) };
}

function groupNow(lone: LoneCoordinator): unknown {
  const group = groupOf(lone.broker.coordinator, 0);
  if (group === null) return { state: 'Empty', generation: 0, members: 0, pending: 0 };
  const { state, generation, members, pending } = group;
  return { state: GROUP_STATES[state], generation, members: members.length, pending: pending.length };
}

describe('a classic group answers as the real coordinator does', () => {
  const scenarios = file.cases.filter((one) => one.kind === 'scenario' && isModelled(one));

  it('in at least 20 scenarios', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(20);
  });

  it.each(scenarios.map((one) => [one.id, one] as const))('%s', (_, scenario) => {
    const played = play(scenario);

    for (const [i, expected] of scenario.expect.after.entries()) {
      const { completed, ...rest } = expected;
      expect({ step: i, ...played[i] }).toMatchObject({ step: i, ...rest });
      if (Array.isArray(completed)) {
        const own = played[i]?.completed;
        expect(own).toHaveLength(completed.length);
        for (const answer of completed) expect(own).toContainEqual(expect.objectContaining(answer));
      }
    }
  });
});
