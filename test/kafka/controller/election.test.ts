import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Electorate,
  electLeader,
  nextElr,
  nextLastKnownLeader,
  ONLINE,
  PREFERRED,
  UNCLEAN,
} from '../../../src/kafka/controller/election.ts';

const ALL: Electorate = { replicas: [0, 1, 2], isr: [0, 1, 2], elr: [], lastKnownElr: [], leader: 0 };

/** By node: 1 = acceptable. */
function alive(...nodes: number[]): number[] {
  return [0, 1, 2, 3].map((node) => (nodes.includes(node) ? 1 : 0));
}

describe('an election', () => {
  it('keeps a valid leader, also where unclean elections are allowed', () => {
    expect(electLeader({ ...ALL, leader: 2 }, alive(0, 1, 2), UNCLEAN)).toEqual({ leader: 2, how: 'clean' });
  });

  it('takes the first valid replica in the order of the assignment, not of the ISR', () => {
    expect(electLeader({ ...ALL, isr: [2, 1] }, alive(1, 2), ONLINE)).toEqual({ leader: 1, how: 'clean' });
  });

  it('goes back to the preferred replica when that is asked for', () => {
    const moved = { ...ALL, leader: 1 };

    expect(electLeader(moved, alive(0, 1, 2), PREFERRED)).toEqual({ leader: 0, how: 'preferred' });
    expect(electLeader(moved, alive(1, 2), PREFERRED)).toEqual({ leader: 1, how: 'clean' });
    expect(electLeader({ ...moved, isr: [1, 2] }, alive(0, 1, 2), PREFERRED)).toEqual({ leader: 1, how: 'clean' });
    expect(electLeader({ ...moved, isr: [2] }, alive(0, 2), PREFERRED)).toEqual({ leader: 2, how: 'clean' });
  });

  it('has no leader when nobody of the ISR lives', () => {
    expect(electLeader({ ...ALL, isr: [0] }, alive(1, 2), ONLINE)).toEqual({ leader: -1, how: 'none' });
  });

  it('takes the first live replica when it may be unclean, without a look at the logs', () => {
    expect(electLeader({ ...ALL, isr: [0] }, alive(1, 2), UNCLEAN)).toEqual({ leader: 1, how: 'unclean' });
  });

  it('takes an eligible replica only when the ISR is empty', () => {
    const eligible = { ...ALL, elr: [1], leader: -1 };

    expect(electLeader({ ...eligible, isr: [2] }, alive(1), ONLINE)).toEqual({ leader: -1, how: 'none' });
    expect(electLeader({ ...eligible, isr: [] }, alive(1), ONLINE)).toEqual({ leader: 1, how: 'elr' });
  });

  it('does not wait for absent eligible replicas when it may be unclean', () => {
    const empty = { ...ALL, isr: [], elr: [1, 2], leader: -1 };

    expect(electLeader(empty, alive(0), UNCLEAN)).toEqual({ leader: 0, how: 'unclean' });
    expect(electLeader(empty, alive(0), ONLINE)).toEqual({ leader: -1, how: 'none' });
  });

  it('takes the last known leader, and only that one, when nobody is left in ISR and ELR', () => {
    const lost = { ...ALL, isr: [], elr: [], lastKnownElr: [2], leader: -1 };

    expect(electLeader(lost, alive(2), ONLINE)).toEqual({ leader: 2, how: 'last-known' });
    expect(electLeader(lost, alive(0, 1), ONLINE)).toEqual({ leader: -1, how: 'none' });
    expect(electLeader(lost, alive(0, 2), UNCLEAN)).toEqual({ leader: 2, how: 'last-known' });
    expect(electLeader({ ...lost, lastKnownElr: [1, 2] }, alive(2), ONLINE)).toEqual({ leader: -1, how: 'none' });
  });

  it('gives a leader that is acceptable, and in the ISR or the ELR unless it is unclean', () => {
    const nodes = fc.uniqueArray(fc.nat(3));
    const electorate = fc.record({
      replicas: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
      isr: nodes,
      elr: nodes,
      lastKnownElr: fc.uniqueArray(fc.nat(3), { maxLength: 1 }),
      leader: fc.integer({ min: -1, max: 3 }),
    });
    fc.assert(
      fc.property(electorate, nodes, fc.constantFrom(ONLINE, PREFERRED, UNCLEAN), (partition, live, election) => {
        const { leader, how } = electLeader(partition, alive(...live), election);

        if (leader >= 0) expect(live).toContain(leader);
        if (how === 'clean' || how === 'preferred') expect(partition.isr).toContain(leader);
        if (how === 'elr') expect(partition.elr).toContain(leader);
        expect(how === 'none').toBe(leader === -1);
        expect(how === 'unclean' && election !== UNCLEAN).toBe(false);
      }),
    );
  });
});

describe('the eligible leader replicas', () => {
  it('are those who leave an ISR that falls below min ISR', () => {
    expect(nextElr({ ...ALL, isr: [1, 2] }, [2], 2, [])).toEqual([1]);
    expect(nextElr({ ...ALL, isr: [2], elr: [1] }, [], 2, [])).toEqual([1, 2]);
  });

  it('are nobody as long as min ISR is reached, or the number of replicas if that is less', () => {
    expect(nextElr(ALL, [1, 2], 2, [])).toEqual([]);
    expect(nextElr({ ...ALL, isr: [1], elr: [2] }, [1, 2, 0], 5, [])).toEqual([]);
  });

  it('lose whoever comes back from an unclean stop', () => {
    expect(nextElr({ ...ALL, isr: [], elr: [1, 2] }, [], 2, [1])).toEqual([2]);
  });
});

describe('the last known leader', () => {
  it('is remembered when the ISR becomes empty, kept while there is none, forgotten with the next', () => {
    const leading = { ...ALL, isr: [2], elr: [1], leader: 2 };
    expect(nextLastKnownLeader(leading, [], -1)).toEqual([2]);

    const leaderless = { ...leading, isr: [], leader: -1, lastKnownElr: [2] };
    expect(nextLastKnownLeader(leaderless, [], -1)).toEqual([2]);
    expect(nextLastKnownLeader(leaderless, [1], 1)).toEqual([]);
  });
});
