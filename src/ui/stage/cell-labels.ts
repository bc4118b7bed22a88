import type { Frame } from '../../engine/protocol.ts';

/** Widths of the labels in view, in characters. */
export interface LabelSizes {
  /** The longest label on one line. */
  readonly line: number;
  /** The longest key in the form that a label has; 0 where no key has more than one letter. */
  readonly short: number;
  /** The longest number of a record. */
  readonly number: number;
}

export const NO_LABELS: LabelSizes = { line: 0, short: 0, number: 0 };

/**
 * The keys of the records in view, by their index in the texts, each as short as it still is a name of its own there:
 * of keys that are numbered (`k3`, `k112`) their digits, of others as many letters as tell them apart.
 */
export function keysInView(frame: Frame, texts: readonly string[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (let row = 0; row < frame.cells.length; row++) {
    const label = frame.cells.label[row] ?? -1;
    const key = texts[label] ?? '';
    if (key !== '' && !found.has(label)) found.set(label, key);
  }
  const keys = [...found.values()];
  const stems = new Set(keys.filter((key) => key.length > 1).map((key) => key.replace(/\d+$/, '')));
  const numbered = stems.size === 1 && keys.every((key) => key.length === 1 || /\d$/.test(key));
  for (const [label, key] of found) {
    if (key.length > 1) found.set(label, numbered ? (/\d+$/.exec(key)?.[0] ?? key) : startOf(key, keys));
  }
  return found;
}

/** The shortest start of a key that no other key has. */
function startOf(key: string, keys: readonly string[]): string {
  for (let length = 1; length < key.length; length++) {
    const start = key.slice(0, length);
    if (!keys.some((other) => other !== key && other.startsWith(start))) return start;
  }
  return key;
}

/** Key and number on one line, `A17`; a key of several letters is set apart, `3·17`. The tooltip has them in full. */
export function cellLabel(short: string, number: number): string {
  return short.length > 1 || /^\d/.test(short) ? `${short}·${number}` : `${short}${number}`;
}

export function labelSizes(frame: Frame, texts: readonly string[]): LabelSizes {
  const keys = keysInView(frame, texts);
  let { line, short, number } = NO_LABELS;
  for (let row = 0; row < frame.cells.length; row++) {
    if ((frame.cells.uid[row] ?? -1) < 0) continue;
    const label = frame.cells.label[row] ?? -1;
    const name = keys.get(label) ?? '';
    const count = frame.cells.number[row] ?? 0;
    line = Math.max(line, cellLabel(name, count).length);
    number = Math.max(number, String(count).length);
    if ((texts[label] ?? '').length > 1) short = Math.max(short, name.length);
  }
  return { line, short, number };
}
