import { describe, expect, it } from 'vitest';
import { elsewhereAt, elsewhereOf, preferredReadReplica } from '../../../src/kafka/broker/read-replica.ts';
import { createReplica, type Replica } from '../../../src/kafka/broker/replica.ts';

const RACKS = ['', 'a', 'b', 'b'];
const ALIVE = [0, 1, 1, 1];

/** Broker 1 leads; how far each replica is, and who is in the ISR (bit i = the i-th of 1, 2, 3). */
function leaderWith(ends: readonly number[], isr: number, starts: readonly number[] = [0, 0, 0]): Replica {
  const replica = createReplica(0, [1, 2, 3], 0);
  replica.isr = isr;
  replica.progress.logEndOffsets = ends.slice();
  replica.progress.logStartOffsets = starts.slice();
  return replica;
}

describe('a leader that chooses a replica for a reader (KIP-392)', () => {
  it('takes the one in the reader’s rack that has got furthest', () => {
    expect(preferredReadReplica(RACKS, leaderWith([9, 7, 8], 7), ALIVE, 'b', 5)).toBe(3);
    expect(preferredReadReplica(RACKS, leaderWith([9, 8, 7], 7), ALIVE, 'b', 5)).toBe(2);
  });

  it('serves itself where it is in that rack, and where nobody is', () => {
    expect(preferredReadReplica(RACKS, leaderWith([9, 9, 9], 7), ALIVE, 'a', 5)).toBe(-1);
    expect(preferredReadReplica(RACKS, leaderWith([9, 9, 9], 7), ALIVE, 'c', 5)).toBe(-1);
  });

  it('names nobody outside the ISR, nobody fenced, and nobody who lacks the offset', () => {
    expect(preferredReadReplica(RACKS, leaderWith([9, 9, 9], 0b011), ALIVE, 'b', 5)).toBe(2);
    expect(preferredReadReplica(RACKS, leaderWith([9, 9, 9], 7), [0, 1, 0, 1], 'b', 5)).toBe(3);
    expect(preferredReadReplica(RACKS, leaderWith([9, 4, 4], 7), ALIVE, 'b', 5)).toBe(-1);
    expect(preferredReadReplica(RACKS, leaderWith([9, 9, 9], 7, [0, 6, 6]), ALIVE, 'b', 5)).toBe(-1);
  });

  it('says so by a verdict that is no error and no divergence', () => {
    expect(elsewhereOf(elsewhereAt(3))).toBe(3);
    expect([elsewhereOf(0), elsewhereOf(-2), elsewhereOf(6)]).toEqual([-1, -1, -1]);
  });
});
