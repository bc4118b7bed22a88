import { checkKept } from './invariants/metadata-kept.ts';
import { checkOneController } from './invariants/one-controller-per-epoch.ts';
import { checkQuorumLog } from './invariants/quorum-log.ts';
import type { Ledger, Scene } from './ledger-state.ts';
import { voterLog } from './quorum-truth.ts';

/** A majority voted for this controller. */
export function onControllerElected(ledger: Ledger, scene: Scene, node: number, epoch: number): void {
  checkOneController(ledger, scene, node, epoch);
  checkKept(ledger, scene, node, epoch);
}

/** Records of one epoch are on a voter's disk, at the end of its log. */
export function onMetadataAppended(ledger: Ledger, node: number, from: number, to: number, epoch: number): void {
  const log = voterLog(ledger.quorum, node);
  for (let offset = from; offset < to; offset++) log[offset] = epoch;
}

/** A voter takes what is below to be committed. */
export function onMetadataCommitted(ledger: Ledger, scene: Scene, node: number, from: number, to: number): void {
  const { committed } = ledger.quorum;
  const log = voterLog(ledger.quorum, node);
  checkQuorumLog(ledger, scene, node, from, to);
  for (let offset = committed.length; offset < to; offset++) committed.push(log[offset] ?? -1);
}

export function onMetadataTruncated(ledger: Ledger, node: number, to: number): void {
  voterLog(ledger.quorum, node).length = to;
}
