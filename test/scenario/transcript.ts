import { API_NAMES, KAFKA, type KafkaState } from '../../src/kafka/index.ts';
import { advance, type Run } from '../../src/scenario/run.ts';
import type { FieldKind } from '../../src/scenario/system.ts';
import type { Witness } from '../../src/scenario/witness.ts';
import { bundleCount, bundleMember } from '../../src/sim/payload.ts';

/** What is left out: endless attempts to connect, and what only repeats another line. */
const LEFT_OUT = ['request-lost', 'connection-ended', 'retried', 'client-started'];

/** More lines of one kind and node are only counted. */
const MOST_OF_ONE = 12;

/**
 * Runs to the end and writes down the key events as lines: time, node, kind, and its fields by name. Commands are
 * named with what they did.
 */
export function transcribe(run: Run<KafkaState, Witness>): readonly string[] {
  const { world } = run;
  const lines: string[] = [];
  const inner = world.listener;
  const counts = new Map<string, number>();
  world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      inner?.onObservation(kind, node, a, b, c, d, e, f, bundle);
      const what = KAFKA.observations[kind];
      if (what === undefined || !what.key || LEFT_OUT.includes(what.name)) return;
      const name = world.nodes[node]?.name ?? '-';
      const row = `${what.name} of ${name}`;
      const count = (counts.get(row) ?? 0) + 1;
      counts.set(row, count);
      if (count > MOST_OF_ONE) return;
      const values = [a, b, c, d, e, f];
      const fields = what.fields.map((field, i) => {
        return `${field}=${wordOf(run, KAFKA.fieldKind(what.name, field), values[i] ?? 0)}`;
      });
      const time = (world.now / 1_000_000).toFixed(6).padStart(10);
      lines.push(`${time} ${name} ${what.name} ${fields.join(' ')}${messagesOf(run, bundle)}`);
    },
  };
  advance(run, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  for (const [row, count] of counts) {
    if (count > MOST_OF_ONE) lines.push(`… and ${count - MOST_OF_ONE} more ${row}`);
  }
  world.listener = inner;
  const commands = run.director.log.map(({ index, atUs, by, verb, nodes, links, ended, refusal }) => {
    const targets = [...nodes, ...links].map((node) => world.nodes[node]?.name).join(' ');
    const more = ended.length > 0 ? ` ends ${ended.join(' ')}` : '';
    return `command ${index} at ${atUs / 1_000_000}s by ${by}: ${verb} ${targets}${more}${refusal === '' ? '' : ` (${refusal})`}`;
  });
  return [...commands, '', ...lines];
}

function wordOf(run: Run<KafkaState, Witness>, kind: FieldKind, value: number): string {
  const { world } = run;
  const names = KAFKA.names(world);
  switch (kind) {
    case 'node':
      return world.nodes[value]?.name ?? 'none';
    case 'partition':
      return names.partitions[value] ?? String(value);
    case 'group':
      return names.groups[value] ?? String(value);
    case 'topic':
      return names.topics[value] ?? String(value);
    case 'error':
      return KAFKA.errors[value] ?? String(value);
    case 'api':
      return API_NAMES[value] ?? String(value);
    case 'uid':
      return `m${value + 1}`;
    case 'text':
      return world.texts.list[value] ?? String(value);
    case 'number':
      return String(value);
    default:
      return kind[value] ?? String(value);
  }
}

function messagesOf(run: Run<KafkaState, Witness>, bundle: number): string {
  if (bundle < 0) return '';
  const { payloads } = run.world;
  const count = bundleCount(payloads, bundle);
  return ` m${bundleMember(payloads, bundle, 0) + 1}${count > 1 ? `+${count - 1}` : ''}`;
}
