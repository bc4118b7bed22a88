import { describe, expect, it } from 'vitest';
import { type Election, ONLINE, UNCLEAN } from '../../../src/kafka/controller/election.ts';
import { changePartition, type PartitionRegistration } from '../../../src/kafka/controller/partition-change.ts';

interface Settings {
  readonly elr: boolean;
  readonly unclean: boolean;
}
const PLAIN: Settings = { elr: false, unclean: false };

/**
 * Three replicas 0, 1, 2, all in the ISR, 0 leads, min ISR 2; brokers are fenced and come back one after the other.
 * Answers are leader, ISR, leader epoch, and whether it is recovering or has an ELR.
 */
function partitionWith({ elr, unclean }: Settings) {
  const rules = { elr, minInSyncReplicas: 2 };
  const acceptable = [1, 1, 1];
  let partition: PartitionRegistration = {
    replicas: [0, 1, 2],
    isr: [0, 1, 2],
    elr: [],
    lastKnownElr: [],
    adding: [],
    removing: [],
    leader: 0,
    leaderEpoch: 0,
    partitionEpoch: 0,
    recovering: false,
  };
  const change = (isr: readonly number[], uncleanlyStopped: readonly number[]) => {
    const election: Election = unclean ? UNCLEAN : ONLINE;
    const wish = { isr, election, uncleanlyStopped, recovered: false };
    partition = changePartition(partition, wish, rules, acceptable)?.partition ?? partition;
    return partition;
  };
  return {
    fence(node: number) {
      acceptable[node] = 0;
      return change(without(partition.isr, node), []);
    },
    unfence(node: number) {
      acceptable[node] = 1;
      return partition.leader === -1 ? change(partition.isr, []) : partition;
    },
    /** A new life of the broker registers, fenced, without the mark of an orderly stop. */
    registerUnclean(node: number) {
      acceptable[node] = 0;
      return change(without(partition.isr, node), [node]);
    },
    alterIsr: (isr: readonly number[]) => change(isr, []),
    now: () => partition,
  };
}

const without = (nodes: readonly number[], node: number) => nodes.filter((one) => one !== node);

/** All three fenced, one after the other, 0 first. */
function allFenced(settings: Settings) {
  const steps = partitionWith(settings);
  steps.fence(0);
  steps.fence(1);
  steps.fence(2);
  return steps;
}

describe('a partition with replicas 0, 1, 2 and min ISR 2, whose brokers are fenced in turn', () => {
  it('has leaders 1 and 2, then none, and keeps 2 in the ISR', () => {
    const { fence } = partitionWith(PLAIN);

    expect(fence(0)).toMatchObject({ leader: 1, isr: [1, 2], leaderEpoch: 1, elr: [] });
    expect(fence(1)).toMatchObject({ leader: 2, isr: [2], leaderEpoch: 2, elr: [] });
    expect(fence(2)).toMatchObject({ leader: -1, isr: [2], leaderEpoch: 3, elr: [], lastKnownElr: [] });
  });

  it('has an eligible replica for each that leaves below min ISR, with ELR', () => {
    const { fence } = partitionWith({ elr: true, unclean: false });

    expect(fence(0)).toMatchObject({ leader: 1, isr: [1, 2], elr: [], leaderEpoch: 1 });
    expect(fence(1)).toMatchObject({ leader: 2, isr: [2], elr: [1], leaderEpoch: 2 });
    expect(fence(2)).toMatchObject({ leader: -1, isr: [], elr: [1, 2], lastKnownElr: [2], leaderEpoch: 3 });
  });

  it.each([0, 1])('gets no leader from the return of %i, but from that of 2', (node) => {
    const { unfence } = allFenced(PLAIN);

    expect(unfence(node)).toMatchObject({ leader: -1, isr: [2], leaderEpoch: 3 });
    expect(unfence(2)).toMatchObject({ leader: 2, isr: [2], leaderEpoch: 4, recovering: false });
  });

  it.each([0, 1])('gets whoever returns first where unclean elections are allowed: %i', (node) => {
    const { unfence } = allFenced({ elr: false, unclean: true });

    expect(unfence(node)).toMatchObject({ leader: node, isr: [node], leaderEpoch: 4, recovering: true });
  });

  it('gets its leader from the eligible replicas with ELR, without loss', () => {
    const { unfence } = allFenced({ elr: true, unclean: false });

    expect(unfence(0)).toMatchObject({ leader: -1, isr: [], elr: [1, 2], leaderEpoch: 3 });
    expect(unfence(1)).toMatchObject({ leader: 1, isr: [1], elr: [2], leaderEpoch: 4, recovering: false });
    expect(unfence(2)).toMatchObject({ leader: 1, isr: [1], elr: [2], leaderEpoch: 4 });
  });

  it('forgets the eligible replicas when an unclean election comes first', () => {
    const { unfence } = allFenced({ elr: true, unclean: true });

    expect(unfence(0)).toMatchObject({ leader: 0, isr: [0], elr: [], lastKnownElr: [], recovering: true });
  });

  it('falls back on the last known leader when the eligible replicas lost their logs', () => {
    const { registerUnclean, unfence } = allFenced({ elr: true, unclean: false });

    expect(registerUnclean(1)).toMatchObject({ leader: -1, elr: [2], lastKnownElr: [2] });
    expect(registerUnclean(2)).toMatchObject({ leader: -1, elr: [], lastKnownElr: [2] });
    expect(unfence(1)).toMatchObject({ leader: -1 });
    expect(unfence(2)).toMatchObject({ leader: 2, isr: [2], lastKnownElr: [], recovering: true });
  });

  it('elects at once from the eligible replicas when the last of the ISR is fenced', () => {
    const { fence, alterIsr } = partitionWith({ elr: true, unclean: false });
    fence(0);

    expect(alterIsr([1])).toMatchObject({ leader: 1, elr: [2], leaderEpoch: 1 });
    expect(fence(1)).toMatchObject({ leader: 2, isr: [2], elr: [1], leaderEpoch: 2, recovering: false });
  });
});

describe('a change of the ISR by its leader', () => {
  it('raises the partition epoch only', () => {
    const { alterIsr } = partitionWith(PLAIN);

    expect(alterIsr([0, 1])).toMatchObject({ leader: 0, leaderEpoch: 0, partitionEpoch: 1 });
    expect(alterIsr([0, 1, 2])).toMatchObject({ leader: 0, leaderEpoch: 0, partitionEpoch: 2 });
  });

  it('changes nothing when it asks for what there is', () => {
    const { alterIsr, now } = partitionWith(PLAIN);
    const before = now();

    expect(alterIsr([0, 1, 2])).toBe(before);
  });
});
