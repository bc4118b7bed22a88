import { API_NAMES, ERROR_NAMES, kafkaView } from '../kafka/index.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { getInt } from '../sim/column.ts';
import { COUNTERS, PLACES } from '../truth/index.ts';
import type { Names } from './protocol.ts';
import { KINDS } from './series.ts';

/** Texts of a session by index, and how often each key has been seen up to a message. */
export interface NamesTable {
  readonly texts: string[];
  readonly index: Map<string, number>;
  /** By uid: n-th message of its key, from 1. Grows with the run that is farthest. */
  readonly numbers: number[];
  readonly perKey: Map<number, number>;
}

export function createNamesTable(): NamesTable {
  return { texts: [], index: new Map(), numbers: [], perKey: new Map() };
}

/** Index of a text, added if it is new. */
export function nameIndex(table: NamesTable, text: string): number {
  const known = table.index.get(text);
  if (known !== undefined) return known;
  table.texts.push(text);
  table.index.set(text, table.texts.length - 1);
  return table.texts.length - 1;
}

/** Notes what a world can name from the start, keys included, so that the page knows them at once. */
export function addNames(table: NamesTable, run: SystemRun): void {
  const { world, scenario } = run;
  for (const node of world.nodes) nameIndex(table, node.name);
  for (const topic of world.state.plan.topics) nameIndex(table, topic.name);
  for (const group of world.state.plan.groups) nameIndex(table, group.name);
  for (const part of run.witness.ledger.setup.partitions) nameIndex(table, part.name);
  for (const producer of scenario.setup.producers)
    for (let key = 0; key < producer.keys; key++) nameIndex(table, `k${key}`);
  for (const verb of run.system.verbs) nameIndex(table, verb.name);
  nameIndex(table, 'heal');
  for (const taken of run.director.log) nameIndex(table, targetText(run, taken.nodes, taken.links));
  for (const text of world.texts.list) nameIndex(table, text);
}

/** The nodes that a command was aimed at, as one text. */
export function targetText(run: SystemRun, nodes: readonly number[], links: readonly number[]): string {
  const name = (node: number): string => run.world.nodes[node]?.name ?? '';
  if (nodes.length > 0) return [...new Set(nodes.map(name))].join(', ');
  const from = [...new Set(links.filter((_, i) => i % 2 === 0).map(name))].join(', ');
  const to = [...new Set(links.filter((_, i) => i % 2 === 1).map(name))].join(', ');
  return from === '' ? '' : `${from} → ${to}`;
}

/** What a cell is called: index of its key's name, and its place among the messages of that key, from 1. */
export interface Label {
  readonly label: number;
  readonly number: number;
}

/** Of what is no message of an application. */
export const NO_LABEL: Label = { label: -1, number: 0 };

/** n-th message of its key, from 1, and the key's name, −1 without a key. */
export function labelOf(table: NamesTable, run: SystemRun, uid: number): Label {
  const { payloads, texts } = run.world;
  while (table.numbers.length <= uid) {
    const next = table.numbers.length;
    const key = getInt(payloads.key, next);
    const count = (table.perKey.get(key) ?? 0) + 1;
    table.perKey.set(key, count);
    table.numbers.push(count);
  }
  const { key } = kafkaView.messageFacts(run.world, uid);
  return { label: key < 0 ? -1 : nameIndex(table, texts.list[key] ?? ''), number: table.numbers[uid] ?? 0 };
}

/** Messages from `uid` on may be others now: the past has been changed. */
export function forgetNumbers(table: NamesTable): void {
  table.numbers.length = 0;
  table.perKey.clear();
}

export function namesOf(table: NamesTable): Names {
  return {
    texts: [...table.texts],
    kinds: KINDS.map(({ name, fields }) => ({ name, fields })),
    counters: COUNTERS,
    places: PLACES,
    apis: API_NAMES,
    errors: ERROR_NAMES,
  };
}
