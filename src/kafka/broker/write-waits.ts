import { numberAt } from '../../sim/column.ts';
import type { Replica } from './replica.ts';

/** The list of writes that wait for a leader's high watermark: `Replica.waits`. */

/** `channel` of a write that a coordinator made. */
export const INTERNAL_WRITE = -1;
/** Numbers of one entry in `Replica.waits`. */
const ENTRY = 3;

/** Keeps the list in the order of the required offsets; mostly the new one is the last. */
export function addWait(replica: Replica, required: number, index: number, place: number): void {
  const { waits } = replica;
  let here = waits.length;
  waits.push(required, index, place);
  while (here > 0 && numberAt(waits, here - ENTRY) > required) {
    waits[here] = numberAt(waits, here - 3);
    waits[here + 1] = numberAt(waits, here - 2);
    waits[here + 2] = numberAt(waits, here - 1);
    here -= ENTRY;
  }
  waits[here] = required;
  waits[here + 1] = index;
  waits[here + 2] = place;
}

export function removeWait(waits: number[], from: number): void {
  for (let i = from + ENTRY; i < waits.length; i++) waits[i - ENTRY] = numberAt(waits, i);
  for (let i = 0; i < ENTRY; i++) waits.pop();
}

export function dropWait(waits: number[], index: number, place: number): boolean {
  for (let i = 0; i < waits.length; i += ENTRY) {
    if (numberAt(waits, i + 1) !== index || numberAt(waits, i + 2) !== place) continue;
    removeWait(waits, i);
    return true;
  }
  return false;
}
