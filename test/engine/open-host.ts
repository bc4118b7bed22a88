import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHost } from '../../src/engine/host.ts';
import type { Answer, Engine, Opened, OpenRequest, View } from '../../src/engine/protocol.ts';

const FOLDER = fileURLToPath(new URL('../../public/scenarios/', import.meta.url));

export function textOf(id: string): string {
  return readFileSync(`${FOLDER}${id}.json`, 'utf8');
}

/** The engine without a worker, over the shipped files. */
export function startHost(): Engine {
  const shelf = { load: (id: string) => Promise.resolve(textOf(id)), list: () => Promise.resolve([]) };
  return createHost(shelf, () => Promise.resolve());
}

export function request(change: Partial<OpenRequest> = {}): OpenRequest {
  return {
    source: { from: 'shipped', id: 'first-light' },
    variant: '',
    seed: null,
    set: {},
    commands: [],
    ...change,
  };
}

/** What was asked for, or a failure of the test. */
export function right<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.mistakes));
  return answer.value;
}

/** An engine with a run open in it. */
export async function openHost(change: Partial<OpenRequest> = {}): Promise<{ engine: Engine; opened: Opened }> {
  const engine = startHost();
  return { engine, opened: right(await engine.open(request(change))) };
}

export const VIEW: View = {
  lanes: [{ partition: 0, from: -1, columns: 24 }],
  ticks: 840,
  dockPartition: 0,
  dockGroup: 0,
  beforeUs: 3_000_000,
  afterUs: 500_000,
  aheadUs: 20_000_000,
  events: 60,
};
