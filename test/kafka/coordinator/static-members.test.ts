import { describe, expect, it } from 'vitest';
import {
  advance,
  evict,
  group,
  heartbeat,
  type JoinOptions,
  join,
  type LoneCoordinator,
  leave,
  loneCoordinator,
  outcome,
  standing,
  sync,
} from './lone-coordinator.ts';

const LEADER: JoinOptions = { instance: 'leader', session: 45_000, rebalance: 10_000 };
const FOLLOWER: JoinOptions = { instance: 'follower', session: 45_000, rebalance: 10_000 };

/** Two static members in a stable group of generation 1, each with one partition. */
function stablePair(): { lone: LoneCoordinator; leader: number; follower: number } {
  const lone = loneCoordinator();
  join(lone, -1, LEADER);
  const leader = lone.lastId;
  join(lone, -1, FOLLOWER);
  const follower = lone.lastId;
  advance(lone, 6000);
  sync(lone, follower, 1);
  sync(lone, leader, 1, { [leader]: [0], [follower]: [1] });
  return { lone, leader, follower };
}

function joinReply(lone: LoneCoordinator, call: number) {
  const reply = lone.answers[call];
  if (reply?.type !== 'JoinGroupReply') throw new Error('JoinGroup is answered');
  return reply;
}

// KIP-345
describe('a static member', () => {
  it('joins without being sent back for its id', () => {
    const lone = loneCoordinator();

    const call = join(lone, -1, LEADER);

    expect([outcome(lone, call), standing(lone)]).toEqual(['pending', 'PreparingRebalance 0']);
    expect(group(lone).members[0]?.name).toBe('leader-00000000');
  });

  it('returns under a new id to what it had, without a rebalance', () => {
    const { lone, follower } = stablePair();

    const reply = joinReply(lone, join(lone, -1, FOLLOWER));
    const synced = lone.answers[sync(lone, reply.member, 1)];

    expect([reply.generation, reply.member === follower, standing(lone)]).toEqual([1, false, 'Stable 1']);
    expect(synced).toMatchObject({ error: 0, assignment: [1] });
  });

  it('fences its former self', () => {
    const { lone, follower } = stablePair();
    const { member } = joinReply(lone, join(lone, -1, FOLLOWER));

    expect(heartbeat(lone, follower, 1, 'follower')).toBe('FENCED_INSTANCE_ID');
    expect(heartbeat(lone, follower, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(heartbeat(lone, member, 1, 'follower')).toBe('NONE');
  });

  // KIP-814
  it('that leads is told to leave the assignment as it is, or that its former self leads', () => {
    const { lone } = stablePair();

    const able = joinReply(lone, join(lone, -1, LEADER));
    const unable = joinReply(lone, join(lone, -1, { ...LEADER, canSkip: false }));

    expect([able.leader === able.member, able.skipAssignment, able.members.length]).toEqual([true, true, 2]);
    expect([unable.leader, unable.skipAssignment, unable.members.length]).toEqual([able.member, false, 0]);
  });

  it('starts a rebalance when the group’s assignor would be another one with it', () => {
    const lone = loneCoordinator();
    join(lone, -1, { ...LEADER, protocols: ['range', 'roundrobin'] });
    const leader = lone.lastId;
    join(lone, -1, { ...FOLLOWER, protocols: ['range', 'roundrobin'] });
    advance(lone, 6000);
    sync(lone, leader, 1);

    const call = join(lone, -1, { ...FOLLOWER, protocols: ['roundrobin'] });

    expect([outcome(lone, call), standing(lone)]).toEqual(['pending', 'PreparingRebalance 1']);
  });

  it('is waited for while it is away; another leads meanwhile', () => {
    const { lone, leader, follower } = stablePair();
    join(lone, -1, { instance: 'third', rebalance: 10_000 });
    const call = join(lone, follower, FOLLOWER);

    advance(lone, 10_000);

    const reply = joinReply(lone, call);
    expect([reply.generation, reply.leader === follower, reply.members.length]).toEqual([2, true, 3]);
    expect(group(lone).members.map((member) => member.id)).toContain(leader);
  });

  it('is out when it does not sync either', () => {
    const { lone, leader, follower } = stablePair();
    join(lone, -1, { instance: 'third', rebalance: 10_000 });
    const third = lone.lastId;
    join(lone, follower, FOLLOWER);
    advance(lone, 10_000);
    sync(lone, third, 2);
    sync(lone, follower, 2);

    advance(lone, 10_000);

    expect(group(lone).members.map((member) => member.id)).toEqual([follower, third]);
    expect([standing(lone), heartbeat(lone, leader, 2)]).toEqual(['PreparingRebalance 2', 'UNKNOWN_MEMBER_ID']);
  });

  it('whose group has nobody else to rejoin is waited for once more', () => {
    const { lone } = stablePair();
    const newcomer = join(lone, -1, { clientId: 'c', rebalance: 10_000 });
    const { member } = joinReply(lone, newcomer);
    join(lone, member, { clientId: 'c', rebalance: 10_000 });
    leave(lone, member);

    advance(lone, 10_000);

    expect(standing(lone)).toBe('PreparingRebalance 1');
    expect(group(lone).members.length).toBe(2);
  });

  it('is taken out by its instance; of several each has its own answer', () => {
    const { lone } = stablePair();

    expect(evict(lone, 'follower', 'nobody', 'leader')).toBe('NONE UNKNOWN_MEMBER_ID NONE');
    expect(standing(lone)).toBe('Empty 2');
  });
});

// KIP-389
describe('a group of limited size', () => {
  it('refuses who is one too many, and takes back the id that it gave', () => {
    const lone = loneCoordinator({ 'group.max.size': 2 });
    const ids = ['a', 'b', 'c'].map((clientId) => joinReply(lone, join(lone, -1, { clientId })).member);

    const calls = ids.map((id) => join(lone, id));
    advance(lone, 6000);

    expect(calls.map((call) => outcome(lone, call))).toEqual(['NONE', 'NONE', 'GROUP_MAX_SIZE_REACHED']);
    expect([group(lone).members.length, group(lone).pending]).toEqual([2, []]);
  });
});
