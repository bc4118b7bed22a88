import { createHost } from './host.ts';
import type { Contradiction, FromWorker, ToWorker } from './rpc.ts';
import { SHELF } from './shelf.ts';

/** The worker's entry: it answers calls, and while there are none it simulates ahead of what is asked for. */
const host = createHost(SHELF, nextTurn);
let open = 0;
let isAhead = false;

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if ('release' in data) {
    host.giveBack(data.release);
    return;
  }
  open += 1;
  void answer(data.id, data.call, data.parameters).then(() => {
    open -= 1;
    void goAhead();
  });
};

/** The one handler of our own mistakes: whatever was thrown is told to the page. */
async function answer(id: number, call: string, parameters: readonly unknown[]): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(Reflect.get(host, call), host, parameters);
    if (call === 'frame') {
      const buffer = bufferOf(value);
      send({ id, frame: buffer }, [buffer]);
    } else send({ id, value }, []);
  } catch (error) {
    const claim = error instanceof Error ? error.message : String(error);
    const contradiction: Contradiction = { claim, ...host.place() };
    send({ id, contradiction }, []);
  }
}

/** One slice a turn, so that a call never waits for more than one of them. */
async function goAhead(): Promise<void> {
  if (isAhead) return;
  isAhead = true;
  do await nextTurn();
  while (open === 0 && host.goAhead());
  isAhead = false;
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
