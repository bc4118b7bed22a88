import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  commit,
  committed,
  enter,
  group,
  heartbeat,
  join,
  type LoneCoordinator,
  leave,
  loneCoordinator,
  outcome,
  standing,
  sync,
} from './lone-coordinator.ts';

const MEMBER_A = { clientId: 'a' };
const MEMBER_B = { clientId: 'b' };

/** A and B in a stable group of generation 1. */
function stablePair(rebalance = 300_000): { lone: LoneCoordinator; a: number; b: number } {
  const lone = loneCoordinator();
  const a = enter(lone, { ...MEMBER_A, rebalance }).id;
  const b = enter(lone, { ...MEMBER_B, rebalance }).id;
  advance(lone, 6000);
  sync(lone, b, 1);
  sync(lone, a, 1, { [a]: [0], [b]: [1] });
  return { lone, a, b };
}

function joinReply(lone: LoneCoordinator, call: number) {
  const reply = lone.answers[call];
  if (reply?.type !== 'JoinGroupReply') throw new Error('JoinGroup is answered');
  return reply;
}

describe('the first rebalance of a group', () => {
  it('takes 3 s with one member', () => {
    const lone = loneCoordinator();
    const a = enter(lone);

    advance(lone, 2999);
    const before = outcome(lone, a.call);
    advance(lone, 1);

    expect(before).toBe('pending');
    expect(joinReply(lone, a.call).generation).toBe(1);
    expect(standing(lone)).toBe('CompletingRebalance 1');
  });

  it('takes 6 s when a second member comes meanwhile: the delay is armed once more', () => {
    const lone = loneCoordinator();
    const a = enter(lone, MEMBER_A);
    advance(lone, 1000);
    const b = enter(lone, MEMBER_B);

    advance(lone, 4999);
    const before = outcome(lone, a.call);
    advance(lone, 1);

    expect(before).toBe('pending');
    const leader = joinReply(lone, a.call);
    expect([leader.leader, leader.members, leader.memberNames]).toEqual([
      a.id,
      [a.id, b.id],
      ['a-00000000', 'b-00000001'],
    ]);
    expect(joinReply(lone, b.call).members).toEqual([]);
  });

  it('is not waited for longer than the rebalance timeout', () => {
    const lone = loneCoordinator();
    const a = enter(lone, { rebalance: 5000 });
    advance(lone, 1000);
    enter(lone, { rebalance: 5000 });
    advance(lone, 3000);
    enter(lone, { rebalance: 5000 });

    advance(lone, 1000);

    expect(outcome(lone, a.call)).toBe('NONE');
  });
});

describe('a stable group', () => {
  it('answers a heartbeat, and keeps what its members commit', () => {
    const { lone, a } = stablePair();

    expect([standing(lone), heartbeat(lone, a, 1), commit(lone, a, 1, 7), committed(lone, 0)]).toEqual([
      'Stable 1',
      'NONE',
      'NONE',
      7,
    ]);
  });

  it('rebalances when a member comes; the others are told by their heartbeat, and may commit before they rejoin', () => {
    const { lone, a, b } = stablePair();
    const c = enter(lone, { clientId: 'c' });

    const toldA = heartbeat(lone, a, 1);
    const commitA = commit(lone, a, 1);
    const rejoinA = join(lone, a, MEMBER_A);
    const waitsA = outcome(lone, rejoinA);
    const rejoinB = join(lone, b, MEMBER_B);

    expect([toldA, commitA, waitsA]).toEqual(['REBALANCE_IN_PROGRESS', 'NONE', 'pending']);
    expect([joinReply(lone, rejoinA).generation, joinReply(lone, rejoinB).generation]).toEqual([2, 2]);
    expect(joinReply(lone, rejoinA).members).toEqual([a, b, c.id]);
    expect(commit(lone, a, 2)).toBe('REBALANCE_IN_PROGRESS');
  });

  it('puts a member out after 45 s of silence, and refuses what it sends then', () => {
    const { lone, a, b } = stablePair();
    for (let i = 0; i < 15; i++) {
      advance(lone, 2999);
      heartbeat(lone, a, 1);
    }

    advance(lone, 50);

    expect(standing(lone)).toBe('PreparingRebalance 1');
    expect(lone.told).toContain(`member-fenced group=0 member=${nodeOf(lone, b)} generation=1 error=25`);
    expect([heartbeat(lone, b, 1), commit(lone, b, 1)]).toEqual(['UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID']);
  });

  it('refuses commits and heartbeats of an old generation', () => {
    const { lone, a, b } = stablePair();
    leave(lone, b);
    const rejoin = join(lone, a, MEMBER_A);
    sync(lone, a, 2, { [a]: [0, 1] });

    expect(outcome(lone, rejoin)).toBe('NONE');
    expect([commit(lone, a, 1), heartbeat(lone, a, 1), commit(lone, a, 2)]).toEqual([
      'ILLEGAL_GENERATION',
      'ILLEGAL_GENERATION',
      'NONE',
    ]);
  });

  it('is empty, one generation later, when the last member has left', () => {
    const { lone, a, b } = stablePair();

    leave(lone, b);
    leave(lone, a);

    expect(standing(lone)).toBe('Empty 2');
    expect(commit(lone, -1, -1)).toBe('NONE');
  });

  it('does without a member that has not rejoined at the rebalance deadline', () => {
    const { lone, a, b } = stablePair(60_000);
    enter(lone, { clientId: 'c', rebalance: 60_000 });
    const rejoin = join(lone, a, { ...MEMBER_A, rebalance: 60_000 });
    for (let ms = 0; ms < 60_000; ms += 3000) {
      heartbeat(lone, b, 1);
      advance(lone, 3000);
    }

    expect(outcome(lone, rejoin)).toBe('NONE');
    expect(group(lone).members.map((member) => member.name)).toEqual(['a-00000000', 'c-00000002']);
  });
});

/** What may happen to a group of up to three members, as numbers. */
const anyStep = fc.record({
  what: fc.constantFrom('enter', 'rejoin', 'sync', 'heartbeat', 'leave', 'wait'),
  who: fc.nat(2),
  ms: fc.constantFrom(100, 3000, 20_000, 46_000, 301_000),
});

describe('whatever members do', () => {
  it('a partition has at most one owner in a generation, and generations never fall', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const lone = loneCoordinator();
        const members: { id: number; call: number; generation: number; syncs: number[] }[] = [];
        const owners = new Map<string, number>();
        let last = 0;
        for (const { what, who, ms } of steps) {
          const member = members[who];
          if (what === 'wait') advance(lone, ms);
          else if (member === undefined || what === 'enter') {
            const { id, call } = enter(lone, { clientId: `m${who}` });
            members[who] = { id, call, generation: -1, syncs: [] };
          } else if (what === 'rejoin') member.call = join(lone, member.id, { clientId: `m${who}` });
          else if (what === 'heartbeat') heartbeat(lone, member.id, member.generation);
          else if (what === 'leave') leave(lone, member.id);
          else if (what === 'sync') {
            const reply = lone.answers[member.call];
            if (reply?.type !== 'JoinGroupReply' || reply.generation < 0) continue;
            member.generation = reply.generation;
            const assignment = Object.fromEntries(reply.members.map((id, i) => [id, [i]]));
            member.syncs.push(sync(lone, member.id, reply.generation, assignment));
          }
          for (const [, each] of Object.entries(members)) {
            if (each === undefined) continue;
            for (const number of each.syncs) {
              const reply = lone.answers[number];
              if (reply?.type !== 'SyncGroupReply') continue;
              for (const partition of reply.assignment) {
                const key = `${each.generation}/${partition}`;
                expect(owners.get(key) ?? each.id).toBe(each.id);
                owners.set(key, each.id);
              }
            }
            each.syncs = each.syncs.filter((number) => lone.answers[number] === null);
          }
          const now = members.length === 0 ? 0 : group(lone).generation;
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
      { numRuns: 200 },
    );
  });
});

function nodeOf(lone: LoneCoordinator, id: number): number {
  const call = lone.answers.findLastIndex(
    (reply) => reply?.type === 'JoinGroupReply' && reply.member === id && reply.error === 0,
  );
  return 100 + call + 1;
}
