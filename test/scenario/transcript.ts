import { API_NAMES, KAFKA, type KafkaState } from '../../src/kafka/index.ts';
import { advance, type Run } from '../../src/scenario/run.ts';
import type { FieldKind } from '../../src/scenario/system.ts';
import { bundleCount, bundleMember } from '../../src/sim/payload.ts';
import type { Witness } from '../../src/scenario/witness.ts';

/**
 * Runs to the end and writes down the key events, a line each: time, node, kind, fields by name. Commands are named
 * with what they did. Other kinds can be asked for.
 */
export function transcribe(run: Run<KafkaState, Witness>, also: readonly string[] = [], untilUs = Infinity): string[] {
  const { world } = run;
  const names = KAFKA.names(world);
  const lines: string[] = [];
  const inner = world.listener;
  const word = (kind: FieldKind, value: number): string => {
    if (kind === 'node') return world.nodes[value]?.name ?? 'none';
    if (kind === 'partition') return names.partitions[value] ?? String(value);
    if (kind === 'group') return names.groups[value] ?? String(value);
    if (kind === 'topic') return names.topics[value] ?? String(value);
    if (kind === 'error') return KAFKA.errors[value] ?? String(value);
    if (kind === 'api') return API_NAMES[value] ?? String(value);
    if (kind === 'uid') return `m${value + 1}`;
    if (kind === 'text') return world.texts.list[value] ?? String(value);
    return typeof kind === 'string' ? String(value) : (kind[value] ?? String(value));
  };
  world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      inner?.onObservation(kind, node, a, b, c, d, e, f, bundle);
      const what = KAFKA.observations[kind];
      if (what === undefined || (!what.key && !also.includes(what.name))) return;
      const values = [a, b, c, d, e, f];
      const fields = what.fields.map((field, i) => `${field}=${word(KAFKA.fieldKind(what.name, field), values[i] ?? 0)}`);
      const uids =
        bundle < 0
          ? ''
          : ` m${bundleMember(world.payloads, bundle, 0) + 1}${bundleCount(world.payloads, bundle) > 1 ? `+${bundleCount(world.payloads, bundle) - 1}` : ''}`;
      const time = (world.now / 1_000_000).toFixed(6).padStart(10);
      lines.push(`${time} ${(world.nodes[node]?.name ?? '-').padEnd(12)} ${what.name} ${fields.join(' ')}${uids}`);
    },
  };
  advance(run, untilUs, Number.POSITIVE_INFINITY);
  world.listener = inner;
  return lines;
}
