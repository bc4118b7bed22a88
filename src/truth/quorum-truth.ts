import { listOf, NUMBERS, shape } from '../sim/shape.ts';

/**
 * The controllers' own log from outside: who led in which epoch, what each voter holds, and what was ever committed.
 * A record is known by its offset and its epoch.
 */
export interface QuorumTruth {
  /** By epoch: node + 1 of the controller that was elected, 0 = nobody. */
  leaders: number[];
  /** By offset: epochs of the records that some controller has committed. */
  committed: number[];
  /** By node: epochs of the records on its disk, by offset; empty for who is no voter. */
  logs: number[][];
}

export const quorumTruthForm = shape<QuorumTruth>({ leaders: NUMBERS, committed: NUMBERS, logs: listOf(NUMBERS) });

export function createQuorumTruth(): QuorumTruth {
  return { leaders: [], committed: [], logs: [] };
}

/** What a voter has on disk. */
export function voterLog(quorum: QuorumTruth, node: number): number[] {
  while (quorum.logs.length <= node) quorum.logs.push([]);
  return quorum.logs[node] ?? [];
}
