import { buildFrame, createBufferPool, giveBack, type Row } from '../../../src/engine/frame-layout.ts';

/** What the page asks this worker for: frames in either form, or to take a buffer back. */
export type TransportRequest =
  | { readonly ask: 'columns' | 'objects'; readonly elements: number }
  | { readonly release: ArrayBuffer };

const pool = createBufferPool();
let rows: Row<'cells'>[] = [];

self.onmessage = ({ data }: MessageEvent<TransportRequest>): void => {
  if ('release' in data) {
    giveBack(pool, data.release);
    return;
  }
  if (rows.length !== data.elements) rows = Array.from({ length: data.elements }, (_, offset) => cellAt(offset));
  if (data.ask === 'objects') self.postMessage({ run: 1, cells: rows });
  else {
    const { buffer } = buildFrame({ cells: rows }, 1, pool);
    self.postMessage(buffer, { transfer: [buffer] });
  }
};

function cellAt(offset: number): Row<'cells'> {
  return {
    replica: offset % 3,
    partition: offset % 12,
    offset,
    uid: offset * 12,
    batch: offset >> 3,
    leaderEpoch: 3,
    label: offset % 100,
    number: offset,
    fate: offset % 8,
    flags: offset & 127,
    size: 200,
    producerId: 1000,
    sequence: offset,
    appendedUs: offset * 1000,
  };
}
