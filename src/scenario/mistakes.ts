import { nearest } from '../sim/config.ts';

/** A user's mistake, as a code with parameters; its sentence is in the catalogues of the screen. */
export interface Mistake {
  /** As in `producers.checkout.config.acks`; empty for the document as a whole. */
  readonly path: string;
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Either what was asked for, or everything that is wrong with the input. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Collects mistakes while a document is read. */
export type Report = (path: string, code: string, parameters?: Readonly<Record<string, string | number>>) => void;

/** Codes of mistakes, in reading order; a test sees that each is provoked and has its sentence. */
export const MISTAKE_CODES = [
  'file.too-large',
  'file.not-json',
  'file.too-deep',
  'format.unknown',
  'value.missing',
  'value.wrong-type',
  'value.not-a-choice',
  'value.too-small',
  'value.too-large',
  'value.too-long',
  'key.unknown',
  'name.bad',
  'name.twice',
  'name.unknown',
  'duration.bad',
  'size.bad',
  'rate.bad',
  'config.unknown-key',
  'config.wrong-type',
  'config.not-a-choice',
  'config.too-small',
  'config.too-large',
  'config.conflict',
  'config.not-modelled',
  'replicas.bad',
  'verb.unknown',
  'parameter.unknown',
  'parameter.missing',
  'target.bad',
  'target.unknown',
  'target.wrong-kind',
  'condition.bad',
  'trigger.unknown-event',
  'trigger.unknown-field',
  'trigger.bad-value',
  'entry.no-start',
  'entry.two-starts',
  'entry.two-ends',
  'entry.no-end',
  'expect.no-form',
  'expect.no-bound',
  'expect.two-bounds',
  'path.unknown',
  'variant.unknown',
] as const;

/** The parameter `meant` where a known word is near to the found one. */
export function meantOf(found: string, known: readonly string[]): Readonly<Record<string, string>> {
  const near = nearest(found, known);
  return near === null ? {} : { meant: near };
}

/** Text of a user's value for a report: short, whatever it was. */
export function foundText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined) return '';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
