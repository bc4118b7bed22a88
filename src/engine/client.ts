import { readFrame } from './frame-layout.ts';
import type { Engine, Frame, View } from './protocol.ts';
import { ContradictionError, type EngineCall, type FromWorker, type ToWorker } from './rpc.ts';

export { buildFrame, readFrame } from './frame-layout.ts';
export { type Contradiction, ContradictionError } from './rpc.ts';

/** A worker as this client needs it; tests give a pair of message ports. */
export interface Port {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts the engine in a Web Worker. */
export function createEngine(): Engine {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const engine = connect(worker);
  worker.onerror = (event) => {
    engine.fail(
      new ContradictionError({ claim: event.message || 'the worker stopped', seed: -1, timeUs: -1, scenario: '' }),
    );
  };
  return engine;
}

/** The engine behind a port. Answers come in the order of the calls. */
export function connect(port: Port): Engine & { fail(error: Error): void } {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  const call = (name: EngineCall, ...parameters: readonly unknown[]): Promise<never> =>
    new Promise((resolve, reject) => {
      next += 1;
      waiting.set(next, { resolve: (value) => resolve(trusted(value)), reject });
      port.postMessage({ id: next, call: name, parameters }, []);
    });
  port.onmessage = ({ data }) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if ('contradiction' in data) one?.reject(new ContradictionError(data.contradiction));
    else if ('frame' in data) one?.resolve(readFrame(data.frame));
    else one?.resolve(data.value);
  };
  return {
    open: (request) => call('open', request),
    frame: (timeUs: number, view: View) => call('frame', timeUs, view),
    release: (frame: Frame) => port.postMessage({ release: frame.buffer }, [frame.buffer]),
    command: (command) => call('command', command),
    undo: () => call('undo'),
    redo: () => call('redo'),
    neighbour: (timeUs, direction, keyOnly) => call('neighbour', timeUs, direction, keyOnly),
    finish: () => call('finish'),
    verdict: (timeUs) => call('verdict', timeUs),
    story: (timeUs, uid) => call('story', timeUs, uid),
    fields: (timeUs, address) => call('fields', timeUs, address),
    objectStory: (timeUs, address) => call('objectStory', timeUs, address),
    metadataLog: (timeUs, address, from, count) => call('metadataLog', timeUs, address, from, count),
    ledger: (timeUs, from, count, filter) => call('ledger', timeUs, from, count, filter),
    folder: (timeUs, address) => call('folder', timeUs, address),
    segment: (timeUs, address, file, offset, from) => call('segment', timeUs, address, file, offset, from),
    batch: (timeUs, address, offset, layout) => call('batch', timeUs, address, offset, layout),
    lookup: (timeUs, address, by, value) => call('lookup', timeUs, address, by, value),
    eventList: (fromUs, toUs, keyOnly, limit) => call('eventList', fromUs, toUs, keyOnly, limit),
    names: () => call('names'),
    document: () => call('document'),
    library: () => call('library'),
    fail: (error) => {
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
    },
  };
}

/** What comes over the port was made by this project's worker; the call's type says what it is. */
function trusted(value: unknown): never {
  return value as never;
}
