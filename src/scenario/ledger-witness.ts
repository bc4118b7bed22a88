import type { ObservationKind } from '../sim/observation.ts';
import type { World } from '../sim/world.ts';
import {
  attachLedger,
  COUNTERS,
  conditionValue,
  createLedger,
  forkLedger,
  INVARIANTS,
  isNothingOpen,
  type Ledger,
  type Breach as LedgerBreach,
  PLACES,
  type TruthSetup,
  verdictAtEnd,
  verdictNow,
} from '../truth/index.ts';
import type { Facts } from './condition.ts';
import type { Vocabulary } from './expect.ts';
import type { Breach, Witness } from './witness.ts';

/** What verdicts can be asked for. */
export const VOCABULARY: Vocabulary = {
  counters: COUNTERS,
  places: PLACES,
  invariants: INVARIANTS.map(({ slug }) => slug),
  ofPartition: [
    'unavailableMs',
    'acked',
    'ackedLost',
    'ackedUnavailable',
    'lostEverywhere',
    'atRisk',
    'committed',
    'logReordered',
    'leaderEpoch',
    'uncleanElections',
    'logStart',
  ],
  ofGroup: [
    'maxLag',
    'lag',
    'redelivered',
    'reprocessed',
    'unprocessed',
    'processReordered',
    'expiredUnread',
    'generation',
  ],
};

/** The witness of a run that keeps the ledger of truth; hosts that draw read the ledger itself. */
export interface LedgerWitness extends Witness {
  readonly ledger: Ledger;
}

export function ledgerWitness<S>(
  world: World<S>,
  setup: TruthSetup,
  observations: readonly ObservationKind[],
): LedgerWitness {
  return witnessOf(world, createLedger(setup, observations));
}

/** The witness of a fork of its world. */
export function forkLedgerWitness<S>(witness: LedgerWitness, world: World<S>): LedgerWitness {
  return witnessOf(world, forkLedger(witness.ledger));
}

function witnessOf<S>(world: World<S>, ledger: Ledger): LedgerWitness {
  const listener = attachLedger(world, ledger);
  const { groups } = ledger.setup;
  const partitionOf = (name: string): number =>
    ledger.setup.partitions.findIndex((partition) => partition.name === name);
  const facts = (resolve: Parameters<Witness['facts']>[0]): Facts => ({
    now: () => world.now,
    atRisk: () => conditionValue(ledger, world, 'atRisk', []),
    hw: (partition, node) => conditionValue(ledger, world, 'hw', [partitionOf(partition), resolve(node)]),
    leo: (partition, node) => conditionValue(ledger, world, 'leo', [partitionOf(partition), resolve(node)]),
    isrSize: (partition) => conditionValue(ledger, world, 'isrSize', [partitionOf(partition)]),
    lag: (group, partition) =>
      conditionValue(ledger, world, 'lag', [groups.findIndex(({ name }) => name === group), partitionOf(partition)]),
  });
  return {
    ledger,
    onObservation: listener.onObservation,
    facts,
    isBreached: () => ledger.breaches.length > 0,
    isSettled: () => isNothingOpen(world, ledger),
    account: (final, stuck) => {
      const {
        counters,
        where,
        breaches,
        findings,
        partitions: byPartition,
        groups: byGroup,
      } = final ? verdictAtEnd(world, ledger, stuck) : verdictNow(world, ledger);
      return {
        counters,
        where,
        partitions: byPartition,
        groups: byGroup,
        breaches: breaches.map(breachOf),
        findings: bySlug(findings),
      };
    },
  };
}

function bySlug(findings: readonly LedgerBreach[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { invariant } of findings) counts[invariant] = (counts[invariant] ?? 0) + 1;
  return counts;
}

function breachOf(breach: LedgerBreach): Breach {
  const { code, parameters } = breach.detail;
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return {
    invariant: breach.invariant,
    atUs: breach.atUs,
    detail: values.length === 0 ? code : `${code} ${values.join(' ')}`,
    causes: breach.causes,
  };
}
