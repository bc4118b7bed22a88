import { numberAt } from '../../sim/column.ts';
import { report } from '../breach.ts';
import type { GroupTruth } from '../group-truth.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';
import type { ReplicaLog } from '../replica-log.ts';

/**
 * Leader epoch, partition epoch, generation and producer epoch never fall at their owner, and another leader has
 * another epoch.
 *
 * @remarks
 * A coordinator that loads a group anew may begin at the generation which was written last: generations are compared
 * within one life of one coordinator. Left out: controller epochs and member epochs, which no model has yet.
 * @see `PartitionChangeBuilder`; KIP-98
 */
export const EPOCH_MONOTONIC: Invariant = { slug: 'epoch-monotonic', promised: 'always' };

/** The controller names a leader. The ledger still has the one before. */
export function checkElectedEpoch(
  ledger: Ledger,
  scene: Scene,
  node: number,
  part: PartitionTruth,
  leader: number,
  epoch: number,
): void {
  if (epoch > part.epoch) return;
  if (epoch === part.epoch && leader === part.leader) return;
  broken(ledger, scene, node, part.partition, 'leader-epoch', part.epoch, epoch);
}

export function checkControllerEpochs(
  ledger: Ledger,
  scene: Scene,
  node: number,
  part: PartitionTruth,
  partitionEpoch: number,
): void {
  if (partitionEpoch >= part.partitionEpoch) return;
  broken(ledger, scene, node, part.partition, 'partition-epoch', part.partitionEpoch, partitionEpoch);
}

/** A broker takes up a role in this leader epoch. */
export function checkKnownEpoch(ledger: Ledger, scene: Scene, node: number, log: ReplicaLog, epoch: number): void {
  if (epoch < log.knownEpoch) {
    broken(ledger, scene, node, log.partition, 'known-leader-epoch', log.knownEpoch, epoch);
  }
}

/** The same coordinator tells a group's generation again. */
export function checkGeneration(
  ledger: Ledger,
  scene: Scene,
  node: number,
  group: GroupTruth,
  generation: number,
): void {
  if (generation < group.generation) {
    broken(ledger, scene, node, -1, 'generation', group.generation, generation);
  }
}

/** A producer id was given out with this epoch. */
export function checkProducerEpoch(
  ledger: Ledger,
  scene: Scene,
  node: number,
  producerId: number,
  epoch: number,
): void {
  const { producerEpochs } = ledger;
  for (let i = 0; i < producerEpochs.length; i += 2) {
    if (producerEpochs[i] !== producerId) continue;
    const known = numberAt(producerEpochs, i + 1);
    if (epoch < known) broken(ledger, scene, node, -1, 'producer-epoch', known, epoch);
    producerEpochs[i + 1] = epoch;
    return;
  }
  producerEpochs.push(producerId, epoch);
}

function broken(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  code: string,
  before: number,
  after: number,
): void {
  report(ledger, scene, EPOCH_MONOTONIC.slug, true, node, partition, code, { before, after });
}
