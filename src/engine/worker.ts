import { createHost } from './host.ts';
import type { Contradiction, FromWorker, ToWorker } from './rpc.ts';
import { SHELF } from './shelf.ts';

/** The worker's entry: calls are answered in order; while a long one runs, others wait for their turn. */
const host = createHost(SHELF, nextTurn);
let queue: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if ('release' in data) {
    host.release(asFrame(data.release));
    return;
  }
  queue = queue.then(() => answer(data.id, data.call, data.parameters));
};

async function answer(id: number, call: string, parameters: readonly unknown[]): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(Reflect.get(host, call), host, parameters);
    if (call === 'frame') {
      const buffer = bufferOf(value);
      send({ id, frame: buffer }, [buffer]);
    } else send({ id, value }, []);
  } catch (error) {
    const { seed, timeUs, scenario } = host.place();
    const contradiction: Contradiction = {
      claim: error instanceof Error ? error.message : String(error),
      seed,
      timeUs,
      scenario,
    };
    send({ id, contradiction }, []);
  }
}

function send(message: FromWorker, transfer: Transferable[]): void {
  self.postMessage(message, { transfer });
}

/** Lets messages in. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function bufferOf(value: unknown): ArrayBuffer {
  const { buffer } = Object(value);
  if (!(buffer instanceof ArrayBuffer)) throw new Error('a frame has its buffer');
  return buffer;
}

function asFrame(buffer: ArrayBuffer): Parameters<typeof host.release>[0] {
  return { buffer } as Parameters<typeof host.release>[0];
}
