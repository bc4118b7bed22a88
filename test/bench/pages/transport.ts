import { readFrame } from '../../../src/engine/frame-layout.ts';
import type { TransportRequest } from './transport-worker.ts';

export interface TransportTimes {
  /** Milliseconds of the main thread for one frame of typed columns, its buffer given back. */
  readonly columnsMs: number;
  /** The same for a structured clone of as many objects. */
  readonly objectsMs: number;
}

const worker = new Worker(new URL('./transport-worker.ts', import.meta.url), { type: 'module' });

/** Called from outside. */
Object.assign(window, { measure });

async function measure(elements: number): Promise<TransportTimes> {
  await meanOf(10, () => takeColumns(elements));
  await meanOf(10, () => takeObjects(elements));
  return {
    columnsMs: await meanOf(300, () => takeColumns(elements)),
    objectsMs: await meanOf(30, () => takeObjects(elements)),
  };
}

async function meanOf(frames: number, take: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let i = 0; i < frames; i++) sum += await take();
  return sum / frames;
}

function takeColumns(elements: number): Promise<number> {
  return answerTo({ ask: 'columns', elements }, (event) => {
    const { buffer, cells } = readFrame(event.data);
    if (cells.length !== elements || cells.offset[elements - 1] !== elements - 1) throw new Error('all cells came');
    send({ release: buffer }, [buffer]);
  });
}

function takeObjects(elements: number): Promise<number> {
  return answerTo({ ask: 'objects', elements }, (event) => {
    const { cells } = event.data;
    if (cells.length !== elements || cells[elements - 1].offset !== elements - 1) throw new Error('all cells came');
  });
}

/** Milliseconds that `take` is busy with the answer; a message is taken apart when its data is first looked at. */
function answerTo(request: TransportRequest, take: (event: MessageEvent) => void): Promise<number> {
  return new Promise((resolve) => {
    worker.onmessage = (event) => {
      const from = performance.now();
      take(event);
      resolve(performance.now() - from);
    };
    send(request, []);
  });
}

function send(request: TransportRequest, transfer: Transferable[]): void {
  worker.postMessage(request, transfer);
}
