import type { Shelf } from './host.ts';
import type { LibraryEntry } from './protocol.ts';

/** Shipped scenarios: the first one comes with the engine, the others when they are asked for, as parts of the page. */
const FILES: Readonly<Record<string, () => Promise<string>>> = import.meta.glob('../../public/scenarios/*.json', {
  query: '?raw',
  import: 'default',
});

/** Reading order of the library. */
const ORDER = [
  'first-light',
  'acks-0-silence',
  'acks-1-leader-crash',
  'acks-all-survives',
  'min-isr-refuses',
  'acks-all-min-isr-1-trap',
  'strict-min-isr-visibility',
  'unclean-election',
  'read-then-lost',
  'last-replica-standing',
  'zombie-leader',
  'hw-lag',
  'page-cache-or-platter',
  'full-disk',
  'retention-eats-unread',
  'compaction',
  'missed-tombstone',
  'hw-truncation-kip101',
  'hw-truncation-divergence',
  'fast-failover-kip279',
  'retry-duplicates',
  'idempotent-producer',
  'compression',
  'auto-commit-in-the-loop',
  'process-then-commit',
  'expelled-and-replayed',
  'range-or-sticky',
  'three-rebalances',
  'static-membership',
  'rebalance-storm',
  'preferred-leader',
  'read-from-nearest',
  'add-partitions',
  'add-broker-reassign',
  'controller-failover',
  'controllers-without-majority',
  'minority-controller',
];

export const SHELF: Shelf = {
  load: async (id) => (await FILES[`../../public/scenarios/${id}.json`]?.()) ?? null,
  list: async () => {
    const entries = await Promise.all(Object.entries(FILES).map(async ([path, load]) => entryOf(path, await load())));
    return entries.sort((a, b) => placeOf(a.id) - placeOf(b.id) || (a.id < b.id ? -1 : 1));
  },
};

function placeOf(id: string): number {
  const place = ORDER.indexOf(id);
  return place < 0 ? ORDER.length : place;
}

/** The head of a shipped file; the project's own tests see to it that each is right. */
function entryOf(path: string, text: string): LibraryEntry {
  const id = path.replace(/^.*\//, '').replace(/\.json$/, '');
  const document: Partial<LibraryEntry> = JSON.parse(text);
  const empty = { en: id, zh: id };
  return { id, title: document.title ?? empty, question: document.question ?? empty, tags: document.tags ?? [] };
}
