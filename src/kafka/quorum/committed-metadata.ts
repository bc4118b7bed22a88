import { frozen, listOf, NUMBER, NUMBERS, nullable, shape } from '../../sim/shape.ts';
import type { PartitionRegistration } from '../controller/partition-change.ts';

/**
 * What the metadata says as far as it was ever committed, by whichever controller led then.
 *
 * @remarks No node knows this, and none reads it: a new leader may learn only later what its predecessor had
 * committed, and what was told of a record must not be told again. Scripts and the screen look here.
 */
export interface CommittedMetadata {
  /** Everything below was told. */
  end: number;
  /** By partition. */
  partitions: (PartitionRegistration | null)[];
  /** 1 by node. */
  fenced: number[];
}

export const committedMetadataForm = shape<CommittedMetadata>({
  end: NUMBER,
  partitions: listOf(nullable(frozen<PartitionRegistration>())),
  fenced: NUMBERS,
});

export function createCommittedMetadata(partitions: number): CommittedMetadata {
  return { end: 0, partitions: new Array<PartitionRegistration | null>(partitions).fill(null), fenced: [] };
}
