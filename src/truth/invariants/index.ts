import { type Ledger, logAt, type Scene } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';
import { ACKS_ALL_MEANING } from './acks-all-meaning.ts';
import { APPLIED_HW } from './applied-hw.ts';
import { BATCH_ONCE } from './batch-once.ts';
import { CANDIDATE_COMPLETENESS, checkCandidates } from './candidate-completeness.ts';
import { CAUSALITY } from './causality.ts';
import { COMPACTION_KEEPS_LATEST } from './compaction-keeps-latest.ts';
import { COMPACTION_KEEPS_OFFSETS } from './compaction-keeps-offsets.ts';
import { CONSERVATION, checkSums } from './conservation.ts';
import { EPOCH_MONOTONIC } from './epoch-monotonic.ts';
import { FENCED_NOT_IN_ISR } from './fenced-not-in-isr.ts';
import { HW_BOUNDS } from './hw-bounds.ts';
import { ISR_CHANGE_FENCED } from './isr-change-fenced.ts';
import { ISR_ELR_DISJOINT } from './isr-elr-disjoint.ts';
import { ISR_WITHIN_REPLICAS } from './isr-within-replicas.ts';
import { LEADER_COMPLETENESS } from './leader-completeness.ts';
import { compareBelowMarks, LOG_MATCHING } from './log-matching.ts';
import { LSO_BOUNDS } from './lso-bounds.ts';
import { METADATA_KEPT } from './metadata-kept.ts';
import { ONE_CONTROLLER_PER_EPOCH } from './one-controller-per-epoch.ts';
import { ONE_LEADER_PER_EPOCH } from './one-leader-per-epoch.ts';
import { comparePrefixes, PREFIX_BY_EPOCH } from './prefix-by-epoch.ts';
import { QUORUM_LOG } from './quorum-log.ts';
import { REPLICATION_COVERS_ELECTION } from './replication-covers-election.ts';
import { SESSION_ORDER } from './session-order.ts';
import { STRICT_MIN_ISR } from './strict-min-isr.ts';
import { UNCLEAN_EXCLUDED } from './unclean-excluded.ts';

/** All invariants, in reading order. Each is checked by the events that touch it. */
export const INVARIANTS: readonly Invariant[] = [
  ONE_LEADER_PER_EPOCH,
  EPOCH_MONOTONIC,
  LEADER_COMPLETENESS,
  CANDIDATE_COMPLETENESS,
  REPLICATION_COVERS_ELECTION,
  LOG_MATCHING,
  PREFIX_BY_EPOCH,
  HW_BOUNDS,
  APPLIED_HW,
  ISR_WITHIN_REPLICAS,
  FENCED_NOT_IN_ISR,
  ISR_ELR_DISJOINT,
  UNCLEAN_EXCLUDED,
  ISR_CHANGE_FENCED,
  STRICT_MIN_ISR,
  ACKS_ALL_MEANING,
  BATCH_ONCE,
  SESSION_ORDER,
  LSO_BOUNDS,
  COMPACTION_KEEPS_LATEST,
  COMPACTION_KEEPS_OFFSETS,
  CONSERVATION,
  CAUSALITY,
  ONE_CONTROLLER_PER_EPOCH,
  METADATA_KEPT,
  QUORUM_LOG,
];

/** Checks what takes a look at whole logs: at checkpoints and at the end. */
export function checkWhole(ledger: Ledger, scene: Scene): void {
  checkSums(ledger, scene);
  for (const part of ledger.partitions) {
    checkCandidates(ledger, scene, part);
    for (let slot = 0; slot < part.replicaCount; slot++) {
      for (let other = slot + 1; other < part.replicaCount; other++) {
        compareBelowMarks(ledger, scene, part, logAt(ledger, part, slot), logAt(ledger, part, other));
        comparePrefixes(ledger, scene, part, logAt(ledger, part, slot), logAt(ledger, part, other));
      }
    }
  }
}
