import { describe, expect, it } from 'vitest';
import { areRightAnswers } from '../../../src/kafka/conformance/group-answers.ts';
import { runGroupScenario } from '../../../src/kafka/conformance/group-scenario.ts';

const CONFIG = { minSession: 10, maxSession: 600_000, initialDelay: 50, newMemberTimeout: 300_000 };

/** Plays steps, each beside what it must lead to. */
function expectAnswers(given: object, ...rows: readonly (readonly [step: object, expected: object])[]): void {
  const input = { config: CONFIG, ...given, steps: rows.map(([step]) => step) };
  const expected = { after: rows.map(([, answer]) => answer) };
  const played = runGroupScenario(input);

  if (!areRightAnswers(input, expected, played)) expect(played).toMatchObject(expected);
}

const error = (name: string) => ({ response: { error: name } });

describe('a group in a state that is given', () => {
  it('is not to be had when it is dead', () => {
    expectAnswers(
      { initialState: 'Dead', initialMembers: ['m'] },
      [{ op: 'join', as: 'J' }, error('COORDINATOR_NOT_AVAILABLE')],
      [{ op: 'join', as: 'K', member: 'm' }, error('COORDINATOR_NOT_AVAILABLE')],
      [{ op: 'heartbeat', member: 'm', generation: 0 }, error('COORDINATOR_NOT_AVAILABLE')],
      [{ op: 'sync', as: 's', member: 'm', generation: 0 }, error('COORDINATOR_NOT_AVAILABLE')],
      [{ op: 'leave', members: [{ member: 'm' }] }, error('COORDINATOR_NOT_AVAILABLE')],
      [{ op: 'commit', member: 'm', generation: 0 }, error('COORDINATOR_NOT_AVAILABLE')],
      [{ op: 'delete' }, error('GROUP_ID_NOT_FOUND')],
    );
  });

  it('knows nobody when it is empty', () => {
    expectAnswers(
      { initialState: 'Empty', initialMembers: ['m'] },
      [{ op: 'heartbeat', member: 'm', generation: 0 }, error('UNKNOWN_MEMBER_ID')],
      [{ op: 'sync', as: 's', member: 'm', generation: 0 }, error('UNKNOWN_MEMBER_ID')],
      [{ op: 'join', as: 'J', member: 'm' }, error('UNKNOWN_MEMBER_ID')],
    );
  });

  it('sends the last to rejoin away when it is larger than it may be', () => {
    const join = (member: string) => ({ op: 'join', as: member, member, rebalanceTimeoutMs: 1000 });
    const counts = (members: number) => ({ state: 'PreparingRebalance', generation: 0, members, pending: 0 });
    expectAnswers(
      { config: { ...CONFIG, maxSize: 2 }, initialState: 'PreparingRebalance', initialMembers: ['a', 'b', 'c'] },
      [join('a'), { response: 'pending', group: counts(3) }],
      [join('b'), { response: 'pending', group: counts(3) }],
      [join('c'), { response: { error: 'GROUP_MAX_SIZE_REACHED', memberId: '' }, group: counts(2) }],
      [
        { op: 'advance', ms: 1000 },
        {
          completed: [
            { call: 'b', error: 'NONE', generation: 1, leader: 'a' },
            { call: 'a', error: 'NONE', generation: 1, leader: 'a' },
          ],
          group: { state: 'CompletingRebalance', generation: 1, members: 2, pending: 0 },
        },
      ],
    );
  });
});

describe('a group', () => {
  it('is deleted only when it is empty, and is unknown then', () => {
    expectAnswers(
      {},
      [{ op: 'delete' }, error('GROUP_ID_NOT_FOUND')],
      [{ op: 'join', as: 'A' }, { response: 'pending' }],
      [{ op: 'delete' }, error('NON_EMPTY_GROUP')],
      [{ op: 'leave', members: [{ member: '@A' }] }, { completed: [{ call: 'A', error: 'UNKNOWN_MEMBER_ID' }] }],
      [{ op: 'advance', ms: 50 }, { group: { state: 'Empty', generation: 1, members: 0, pending: 0 } }],
      [{ op: 'delete' }, { response: { error: 'NONE' }, group: null }],
      [{ op: 'heartbeat', member: '@A', generation: 1 }, error('UNKNOWN_MEMBER_ID')],
    );
  });

  // KIP-447
  it('takes a transactional commit of somebody who is no member at any time, and of members as theirs', () => {
    const commit = (more: object) => ({ op: 'commit', transactional: true, ...more });
    expectAnswers(
      {},
      [commit({ member: 'x', generation: 5 }), error('ILLEGAL_GENERATION')],
      [commit({ member: '', generation: -1 }), { ...error('NONE'), group: { state: 'Empty', generation: 0 } }],
      [{ op: 'join', as: 'A', instance: 'i' }, { response: 'pending' }],
      [{ op: 'advance', ms: 50 }, { completed: [{ call: 'A', error: 'NONE' }] }],
      [commit({ member: '', generation: -1 }), error('NONE')],
      [commit({ member: '@A', generation: 1, instance: 'i' }), error('NONE')],
      [commit({ member: '@A', generation: 2 }), error('ILLEGAL_GENERATION')],
      [commit({ member: 'x', generation: 1 }), error('UNKNOWN_MEMBER_ID')],
      [commit({ member: 'x', generation: 1, instance: 'i' }), error('FENCED_INSTANCE_ID')],
      [{ op: 'commit', member: '@A', generation: 1 }, error('REBALANCE_IN_PROGRESS')],
    );
  });

  it('never takes a wrong answer for right', () => {
    const input = { config: CONFIG, steps: [{ op: 'join', as: 'A' }] };
    const played = runGroupScenario(input);
    const judge = (step: object) => areRightAnswers(input, { after: [step] }, played);

    expect(judge({ response: 'pending', group: { members: 1 } })).toBe(true);
    expect(judge({ response: { error: 'NONE' } })).toBe(false);
    expect(judge({ response: 'pending', group: { members: 2 } })).toBe(false);
    expect(judge({ response: 'pending', group: null })).toBe(false);
    expect(judge({ response: 'pending', completed: [{ call: 'A' }] })).toBe(false);
  });
});
