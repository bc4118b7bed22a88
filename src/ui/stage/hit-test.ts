import type { Frame } from '../../engine/protocol.ts';
import type { LaneLayout, StageLayout } from './layout.ts';

/** What lies under a point of a lane: a replica's row, an offset, and the row of `frame.cells`, −1 = no record there. */
export interface Hit {
  readonly lane: LaneLayout;
  readonly row: number;
  readonly offset: number;
  readonly cell: number;
}

/** Arithmetic on row and offset; null outside the strips. */
export function hitTest(frame: Frame, layout: StageLayout, x: number, y: number): Hit | null {
  for (const lane of layout.lanes) {
    if (y < lane.box.y || y > lane.box.y + lane.box.height) continue;
    const row = lane.rows.findIndex((one) => y >= one.y - 1 && y < one.y + layout.cellHeight + 2);
    const column = Math.floor((x - lane.stripX) / layout.pitch);
    if (row < 0 || column < 0 || column >= lane.columns) return null;
    const offset = columnFrom(frame, lane.partition) + column;
    return { lane, row, offset, cell: findCell(frame, lane.partition, lane.rows[row]?.node ?? -1, offset) };
  }
  return null;
}

/** The first offset in view. */
export function columnFrom(frame: Frame, partition: number): number {
  const row = frame.partitions.partition.indexOf(partition);
  return row < 0 ? 0 : (frame.partitions.columnFrom[row] ?? 0);
}

/** Row of `frame.replicas`, −1 = none. */
export function findReplica(frame: Frame, partition: number, node: number): number {
  const { replicas } = frame;
  for (let row = 0; row < replicas.length; row++) {
    if (replicas.partition[row] === partition && replicas.node[row] === node) return row;
  }
  return -1;
}

/** Row of `frame.cells`, −1 = none. */
export function findCell(frame: Frame, partition: number, node: number, offset: number): number {
  const replica = findReplica(frame, partition, node);
  const { cells } = frame;
  for (let row = 0; row < cells.length; row++) {
    if (cells.replica[row] === replica && cells.offset[row] === offset) return row;
  }
  return -1;
}
