import type { Ledger } from './ledger-state.ts';
import type { PartitionTruth } from './partition-truth.ts';

/**
 * Which runs promise an invariant: all; those with clean elections only, no more page caches lost than the version
 * allows, and followers that truncate as since KIP-320; those with KIP-966's strict min ISR; those with leader epochs as since
 * KIP-279.
 */
export type Promised = 'always' | 'clean-elections' | 'strict-min-isr' | 'leader-epochs';

/** A statement about the system. Broken where it is promised, the run stops; elsewhere that is a finding. */
export interface Invariant {
  /** Its name in code, JSON and scenarios. */
  readonly slug: string;
  readonly promised: Promised;
}

/** True where what has happened to a partition so far leaves the promise standing. */
export function isPromised(ledger: Ledger, part: PartitionTruth, invariant: Invariant): boolean {
  switch (invariant.promised) {
    case 'always':
      return true;
    case 'strict-min-isr':
      return ledger.setup.versions.strictMinIsr;
    case 'leader-epochs': {
      const { truncation } = ledger.setup.versions;
      return truncation !== 'hw' && truncation !== 'kip101';
    }
    case 'clean-elections':
      return fencesFollowers(ledger) && part.uncleanElections === 0 && part.lossyShutdowns <= tolerated(ledger, part);
  }
}

/** Eligible leader replicas survive min ISR − 1 lossy shutdowns; without them one may be the last replica standing. */
function tolerated(ledger: Ledger, part: PartitionTruth): number {
  const { strictMinIsr, elr } = ledger.setup.versions;
  return strictMinIsr && elr ? part.minIsr - 1 : 0;
}

/** Older ways of truncation lose or split logs by design. @see KIP-101, KIP-279, KIP-320 */
function fencesFollowers(ledger: Ledger): boolean {
  const { truncation } = ledger.setup.versions;
  return truncation === 'kip320' || truncation === 'on-fetch';
}
