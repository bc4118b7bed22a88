import type { Engine, Opened, TypedCommand } from '../../src/engine/protocol.ts';

const BOTH = { en: 'First light', zh: '第一缕光' };

/** Three brokers, a producer and a consumer: `texts` are their names in node order, then what else a test needs. */
export function openedRun(change: Partial<Opened> = {}): Opened {
  return {
    run: 1,
    id: 'first-light',
    title: BOTH,
    question: BOTH,
    seed: 7,
    variant: '',
    variants: [],
    durationUs: 40_000_000,
    versions: {},
    guide: [],
    settings: [],
    producers: [{ id: 'checkout', node: 4, topic: 'orders', partitions: 1 }],
    groups: [{ id: 'billing', group: 0, members: [{ id: 'billing-1', node: 5 }] }],
    brokers: [1, 2, 3].map((id) => ({ id, node: id - 1 })),
    controllers: [{ id: 1, node: 3 }],
    partitions: [{ name: 'orders-0', partition: 0, replicas: [0, 1, 2], internal: false }],
    verbs: ['crash', 'pause', 'restart', 'slow-link'].map((name) => ({
      name,
      group: 'node',
      targets: ['broker'],
      parameters: [],
    })),
    names: {
      texts: ['broker-1', 'broker-2', 'broker-3', 'controller', 'checkout', 'billing-1', 'crash'],
      kinds: [],
      counters: ['produced', 'acked', 'ackedLost'],
      places: [],
      apis: {},
      errors: {},
    },
    commands: [],
    ...change,
  };
}

/** An engine that takes commands down and knows nothing else. */
export function recordingEngine(opened: Opened): { readonly engine: Engine; readonly taken: TypedCommand[] } {
  const taken: TypedCommand[] = [];
  const nothing = (): Promise<never> => Promise.reject(new Error('not asked in this test'));
  const engine: Engine = {
    open: nothing,
    frame: nothing,
    release: () => undefined,
    command: (command) => {
      taken.push(command);
      return Promise.resolve({ ok: true, value: { ...opened, commands: taken } });
    },
    undo: nothing,
    redo: nothing,
    neighbour: nothing,
    finish: nothing,
    verdict: nothing,
    story: nothing,
    fields: nothing,
    objectStory: nothing,
    metadataLog: nothing,
    ledger: () => Promise.resolve({ total: 0, rows: [] }),
    folder: nothing,
    segment: nothing,
    batch: nothing,
    lookup: nothing,
    eventList: nothing,
    names: nothing,
    document: nothing,
    library: () => Promise.resolve([]),
  };
  return { engine, taken };
}
