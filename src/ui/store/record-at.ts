import type { Frame } from '../../engine/protocol.ts';
import { frames } from './frame-source.ts';
import { choices, set } from './store.ts';

/** Finds the record that an address names by partition and offset, once a frame shows it. @returns how to stop */
export function findRecords(): () => void {
  return frames.onFrame((frame) => {
    const { selection, uid, opened } = choices();
    if (uid >= 0 || opened === null || opened.run !== frame.run || !selection.startsWith('record(')) return;
    const [name, offset] = selection.slice('record('.length, -1).split(',');
    const partition = opened.partitions.find((one) => one.name === name?.trim())?.partition ?? -1;
    const found = recordAt(frame, partition, Number(offset));
    if (found >= 0) set({ uid: found });
  });
}

/** uid of the record at an offset of a partition, where the frame shows it; −1 otherwise. */
export function recordAt({ cells }: Pick<Frame, 'cells'>, partition: number, offset: number): number {
  for (let row = 0; row < cells.length; row++) {
    if (cells.partition[row] === partition && cells.offset[row] === offset) return cells.uid[row] ?? -1;
  }
  return -1;
}
