import { parseTarget, splitArguments, type Target } from './target.ts';
import { parseDuration } from './units.ts';

/**
 * Conditions of triggers: comparisons joined by `and`, each between two values.
 *
 * ```
 * condition  = comparison { "and" comparison }
 * comparison = value ( "<" | "<=" | ">" | ">=" | "=" | "!=" ) value
 * value      = number | duration | now | atRisk | hw(p,node) | leo(p,node) | isrSize(p) | lag(g,p)
 * ```
 *
 * They read the ledger of truth, never a model.
 */
export interface Condition {
  readonly comparisons: readonly Comparison[];
}

export interface Comparison {
  readonly left: Value;
  readonly operator: Operator;
  readonly right: Value;
}

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'now' }
  | { readonly kind: 'atRisk' }
  | { readonly kind: 'hw' | 'leo'; readonly partition: string; readonly node: Target }
  | { readonly kind: 'isrSize'; readonly partition: string }
  | { readonly kind: 'lag'; readonly group: string; readonly partition: string };

/** What a condition may know, answered by the ledger; NaN where there is nothing of that name, which fits nothing. */
export interface Facts {
  now(): number;
  atRisk(): number;
  hw(partition: string, node: Target): number;
  leo(partition: string, node: Target): number;
  isrSize(partition: string): number;
  lag(group: string, partition: string): number;
}

/** null where the text is not a condition. */
export function parseCondition(text: string): Condition | null {
  const comparisons: Comparison[] = [];
  for (const part of text.split(/\s+and\s+/)) {
    const match = /^([^<>=!]+?)\s*(<=|>=|==|!=|<|>|=)\s*([^<>=!]+)$/.exec(part.trim());
    if (match === null) return null;
    const [, first = '', sign = '', second = ''] = match;
    const left = parseValue(first.trim());
    const right = parseValue(second.trim());
    const operator = operatorOf(sign);
    if (left === null || right === null || operator === null) return null;
    comparisons.push({ left, operator, right });
  }
  return { comparisons };
}

export function holds(condition: Condition, facts: Facts): boolean {
  for (const { left, operator, right } of condition.comparisons) {
    if (!compare(evaluate(left, facts), operator, evaluate(right, facts))) return false;
  }
  return true;
}

/** The values of a condition, left and right, for checking their names. */
export function valuesOf(condition: Condition): readonly Value[] {
  return condition.comparisons.flatMap(({ left, right }) => [left, right]);
}

function parseValue(text: string): Value | null {
  if (/^-?\d{1,15}$/.test(text)) return { kind: 'number', value: Number(text) };
  if (text === 'now' || text === 'atRisk') return { kind: text };
  const duration = parseDuration(text);
  if (duration !== null) return { kind: 'number', value: duration };
  const call = /^(hw|leo|isrSize|lag)\s*\((.*)\)$/.exec(text);
  if (call === null) return null;
  const [, name = '', inner = ''] = call;
  const args = splitArguments(inner);
  if (args === null || args.some((argument) => argument === '')) return null;
  const [first = '', second = ''] = args;
  if (name === 'isrSize') return args.length === 1 ? { kind: 'isrSize', partition: first } : null;
  if (args.length !== 2) return null;
  if (name === 'lag') return { kind: 'lag', group: first, partition: second };
  const node = parseTarget(second);
  if (node === null) return null;
  return { kind: name === 'hw' ? 'hw' : 'leo', partition: first, node };
}

function operatorOf(sign: string): Operator | null {
  switch (sign) {
    case '==':
      return '=';
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '=':
    case '!=':
      return sign;
    default:
      return null;
  }
}

function evaluate(value: Value, facts: Facts): number {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'now':
      return facts.now();
    case 'atRisk':
      return facts.atRisk();
    case 'hw':
      return facts.hw(value.partition, value.node);
    case 'leo':
      return facts.leo(value.partition, value.node);
    case 'isrSize':
      return facts.isrSize(value.partition);
    case 'lag':
      return facts.lag(value.group, value.partition);
  }
}

function compare(left: number, operator: Operator, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '=':
      return left === right;
    case '!=':
      return left !== right && !Number.isNaN(left) && !Number.isNaN(right);
  }
}
