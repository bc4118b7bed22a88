import { numberAt } from '../sim/column.ts';
import type { World } from '../sim/world.ts';
import type { GroupTruth } from './group-truth.ts';
import { type Ledger, logAt, partitionAt, viewOf } from './ledger-state.ts';
import { OPEN, sumAll } from './messages.ts';
import type { PartitionTruth } from './partition-truth.ts';
import { logEnd } from './replica-log.ts';
import { STABLE } from './vocabulary.ts';

/** Rules of liveness: what is still to come once all faults are healed. */
export const LIVENESS = [
  'stuck.partition',
  'stuck.write',
  'stuck.replication',
  'stuck.consumer',
  'stuck.group',
] as const;

/** A rule that is not met yet. */
export interface Unmet {
  readonly rule: (typeof LIVENESS)[number];
  /** Number of the partition or group, −1 for writes. */
  readonly object: number;
}

/**
 * What is still open, by rule.
 *
 * @remarks
 * A partition none of whose possible leaders runs is unavailable by configuration, and no rule waits for it, nor for
 * a group that it coordinates. Nor for a group without a living member.
 */
export function unmetRules<S>(_world: World<S>, ledger: Ledger): Unmet[] {
  const unmet: Unmet[] = [];
  if (sumAll(ledger.messages.total, OPEN) > 0) unmet.push({ rule: 'stuck.write', object: -1 });
  for (const part of ledger.partitions) {
    if (part.defined === 0) {
      if (mayLead(part) !== 0) unmet.push({ rule: 'stuck.partition', object: part.partition });
    } else if (!isReplicated(ledger, part)) unmet.push({ rule: 'stuck.replication', object: part.partition });
  }
  for (const group of ledger.groups) {
    if (!group.nodes.some((node) => ledger.up[node] === 1)) continue;
    if (group.coordinatedBy >= 0 && partitionAt(ledger, group.coordinatedBy).defined === 0) continue;
    if (group.state !== STABLE) unmet.push({ rule: 'stuck.group', object: group.group });
    if (!hasCaughtUp(ledger, group)) unmet.push({ rule: 'stuck.consumer', object: group.group });
  }
  return unmet;
}

/** Open sends, and rules that are not met. */
export function openCount<S>(world: World<S>, ledger: Ledger): number {
  return sumAll(ledger.messages.total, OPEN) + unmetRules(world, ledger).length;
}

/** True when the closing phase may end. */
export function isNothingOpen<S>(world: World<S>, ledger: Ledger): boolean {
  return sumAll(ledger.messages.total, OPEN) === 0 && unmetRules(world, ledger).length === 0;
}

/** Slots that run and may be elected. */
function mayLead(part: PartitionTruth): number {
  if (part.isr < 0 || part.uncleanAllowed === 1) return part.running & part.assigned;
  return (part.isr | part.elr | part.lastKnown) & part.running;
}

/** The ISR is who runs, and all of them hold the whole log. */
function isReplicated(ledger: Ledger, part: PartitionTruth): boolean {
  const view = viewOf(ledger, part);
  if (view === null) return false;
  if (part.isr >= 0 && part.isr !== (part.running & part.assigned)) return false;
  for (let slot = 0; slot < part.replicaCount; slot++) {
    if ((part.running & part.assigned & (1 << slot)) !== 0 && logEnd(logAt(ledger, part, slot)) !== logEnd(view))
      return false;
  }
  return true;
}

/** The group was given, has processed and, if it commits, has committed all that is committed. */
function hasCaughtUp(ledger: Ledger, group: GroupTruth): boolean {
  for (const part of ledger.partitions) {
    const p = part.partition;
    if (group.wants[p] !== 1 || part.defined === 0) continue;
    const end = part.trueHighWatermark;
    const consumed = Math.max(0, numberAt(group.consumed, p));
    if (consumed < end || Math.max(0, numberAt(group.processed, p)) < consumed) return false;
    if (group.commits > 0 && end > 0 && numberAt(group.committed, p) < end) return false;
  }
  return true;
}
