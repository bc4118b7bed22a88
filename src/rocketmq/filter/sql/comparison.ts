import type { OrderSign, SqlCondition, SqlExpression } from './expression.ts';
import { compareValues, FAILED } from './values.ts';

/*
 * The comparisons that a parser may build. Each is null where the original refuses its operands while it parses, which
 * is a `RuntimeException` of `ComparisonExpression.create…` in Apache RocketMQ.
 */

/** `=`: NULL may not stand in it, nor a boolean literal on the left of another literal. */
export function equalTo(left: SqlExpression, right: SqlExpression): SqlCondition | null {
  if (isNullLiteral(left) || isNullLiteral(right)) return null;
  if (left.kind === 'constant' && (right.kind === 'text' || right.kind === 'number')) return null;
  return { kind: 'equal', left, right };
}

export function notEqualTo(left: SqlExpression, right: SqlExpression): SqlCondition | null {
  const equal = equalTo(left, right);
  return equal === null ? null : { kind: 'not', of: equal };
}

/** `IS NULL`: equal to the literal that `=` refuses. */
export function isNull(left: SqlExpression): SqlCondition {
  return { kind: 'equal', left, right: { kind: 'constant', value: null } };
}

/** `<` and its kin, between numbers and properties; text literals and conditions have no order. */
export function inOrder(sign: OrderSign, left: SqlExpression, right: SqlExpression): SqlCondition | null {
  return hasOrder(left) && hasOrder(right) ? { kind: 'order', sign, left, right } : null;
}

/** `BETWEEN`, both ends included; two literals must be in order. */
export function between(value: SqlExpression, low: SqlExpression, high: SqlExpression): SqlCondition | null {
  if (areOutOfOrder(low, high)) return null;
  return joined('and', inOrder('>=', value, low), inOrder('<=', value, high));
}

/** `NOT BETWEEN`; nobody looks at the order of its ends. */
export function notBetween(value: SqlExpression, low: SqlExpression, high: SqlExpression): SqlCondition | null {
  return joined('or', inOrder('<', value, low), inOrder('>', value, high));
}

/** `IN`, which wants a property on its left. */
export function within(left: SqlExpression, texts: readonly string[], negated: boolean): SqlCondition | null {
  return left.kind === 'property' ? { kind: 'in', slot: left.slot, texts, negated } : null;
}

function joined(kind: 'and' | 'or', left: SqlCondition | null, right: SqlCondition | null): SqlCondition | null {
  return left === null || right === null ? null : { kind, parts: [left, right] };
}

function isNullLiteral(expression: SqlExpression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}

function hasOrder(expression: SqlExpression): boolean {
  return expression.kind === 'number' || expression.kind === 'property' || expression.kind === 'negative';
}

/** Bounds that are no numbers are refused by `inOrder` anyway. */
function areOutOfOrder(low: SqlExpression, high: SqlExpression): boolean {
  if (low.kind !== 'number' || high.kind !== 'number') return false;
  const order = compareValues(high.value, high.type, low.value, low.type);
  return order !== FAILED && order < 0;
}
