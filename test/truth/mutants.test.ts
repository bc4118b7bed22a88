import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../../src/kafka/mutants.ts';
import { ALTER_PARTITION, type AlterPartitionRequest } from '../../src/kafka/protocol/messages.ts';
import type { SystemRun } from '../../src/scenario/systems.ts';
import { openConnection, sendRequest } from '../../src/sim/network.ts';
import { advanceTo, breachesOf, HARMLESS_MUTANTS, MUTANT_RUNS, startMutantRun } from './mutant-runs.ts';

describe('a guard that is taken out', () => {
  for (const given of MUTANT_RUNS) {
    it(`breaks ${given.breaks} without ${given.mutant}: ${given.story}`, () => {
      expect(breachesOf(startMutantRun(given, [given.mutant]))).toContain(given.breaks);
      expect(breachesOf(startMutantRun(given, []))).toEqual([]);
    });
  }

  it('is each of the list', () => {
    const tested = [...MUTANT_RUNS.map(({ mutant }) => mutant), ...HARMLESS_MUTANTS];

    expect(tested.sort((x, y) => (x < y ? -1 : 1))).toEqual(Object.keys(MUTANTS).sort((x, y) => (x < y ? -1 : 1)));
  });

  it('isr-without-leader refuses an ISR that lacks its leader while it is there', () => {
    const run = startMutantRun({}, []);
    advanceTo(run, 5_000_000);

    askForIsr(run, [2, 3]);

    expect(breachesOf(run)).toEqual([]);
    expect(run.witness.ledger.partitions[0]).toMatchObject({ leader: 1, epoch: 0, isr: 0b111 });
  });
});

/** Broker 1 asks the controller for an ISR, as no real leader would. */
function askForIsr(run: SystemRun, isr: readonly number[]): void {
  const request: AlterPartitionRequest = {
    type: 'AlterPartitionRequest',
    api: ALTER_PARTITION,
    brokerEpoch: 0,
    items: [
      { partition: 0, leaderEpoch: 0, partitionEpoch: 0, isr, brokerEpochs: isr.map(() => -1), recovering: false },
    ],
  };
  sendRequest(run.world, openConnection(run.world, 1, 0), request, 100);
}
