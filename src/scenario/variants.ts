import { meantOf, type Report } from './mistakes.ts';

/** A JSON value that is an object or a list. */
type Container = { [key: string]: unknown } | unknown[];

/** Paths of a document that can be set, with new values; null takes a key away. */
export type Settings = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A copy of a document with some paths set. Elements of lists go by index, `id` or `name`; everything after
 * `.config.` is one key: `producers.p.config.enable.idempotence`.
 *
 * @param document - plain JSON; it is not changed
 * @param path - of the settings themselves, for reports
 */
export function applySettings(document: unknown, settings: Settings, path: string, report: Report): unknown {
  let result = document;
  for (const [target, value] of Object.entries(settings)) {
    const steps = stepsOf(target);
    const changed = setAt(result, steps, 0, value);
    if ('mistake' in changed) {
      report(`${path}.${target}`, 'path.unknown', {
        found: changed.mistake,
        ...meantOf(changed.mistake, changed.known),
      });
    } else result = changed.value;
  }
  return result;
}

/** The steps of a path: `producers.p.config.enable.idempotence` has four. */
export function stepsOf(path: string): readonly string[] {
  const marker = '.config.';
  const config = path.indexOf(marker);
  if (config < 0) return path.split('.');
  return [...path.slice(0, config).split('.'), 'config', path.slice(config + marker.length)];
}

type Changed = { readonly value: unknown } | { readonly mistake: string; readonly known: readonly string[] };

function setAt(container: unknown, steps: readonly string[], from: number, value: unknown): Changed {
  const step = steps[from] ?? '';
  const last = from === steps.length - 1;
  if (step === '' || step === '__proto__') return { mistake: step, known: [] };
  if (Array.isArray(container)) return setInList(container, steps, from, value);
  if (!isObject(container)) return { mistake: step, known: [] };
  if (last) return { value: withKey(container, step, value) };
  if (!Object.hasOwn(container, step)) {
    // A `config` or another optional part that the document leaves out; its names are checked when it is read.
    const made = setAt({}, steps, from + 1, value);
    return 'mistake' in made || !MAY_BE_ABSENT.includes(step)
      ? { mistake: step, known: Object.keys(container) }
      : { value: withKey(container, step, made.value) };
  }
  const inner = setAt(container[step], steps, from + 1, value);
  return 'mistake' in inner ? inner : { value: withKey(container, step, inner.value) };
}

const MAY_BE_ABSENT: readonly string[] = ['config', 'cluster', 'network', 'versions', 'commit'];

function setInList(list: readonly unknown[], steps: readonly string[], from: number, value: unknown): Changed {
  const step = steps[from] ?? '';
  const labels = list.map(labelOf);
  const named = labels.indexOf(step);
  const index = named >= 0 ? named : /^\d+$/.test(step) ? Number(step) : -1;
  if (index < 0 || index >= list.length) return { mistake: step, known: labels };
  if (from === steps.length - 1) return { value: list.map((item, i) => (i === index ? value : item)) };
  const inner = setAt(list[index], steps, from + 1, value);
  return 'mistake' in inner ? inner : { value: list.map((item, i) => (i === index ? inner.value : item)) };
}

function withKey(container: Container, key: string, value: unknown): unknown {
  const entries = Object.entries(container);
  const kept = value === null ? entries.filter(([name]) => name !== key) : entries;
  if (value === null) return Object.fromEntries(kept);
  return Object.fromEntries(
    Object.hasOwn(container, key)
      ? kept.map(([name, old]) => [name, name === key ? value : old])
      : [...kept, [key, value]],
  );
}

function labelOf(item: unknown): string {
  if (!isObject(item)) return '';
  const label = item.id ?? item.name;
  return typeof label === 'string' ? label : '';
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
