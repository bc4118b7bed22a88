import { at } from '../../../sim/column.ts';
import { type OrderSign, type SqlCondition, type SqlExpression, type SqlFilter, typeOf } from './expression.ts';
import { compareValues, FAILED, orderValues, type SqlValue } from './values.ts';

/** Of a condition: true, false, unknown, or not to be found out. A message is delivered on true only. */
export type FilterOutcome = boolean | null | 'EVALUATION_ERROR';

/** A message's properties in the order of the filter's names; null for one that is not set. */
export type PropertyValues = readonly (string | null)[];

/**
 * Asks a filter about a message.
 *
 * @see `ExpressionMessageFilter.isMatchedByCommitLog` in Apache RocketMQ, which takes an error for no match
 */
export function evaluateFilter(filter: SqlFilter, values: PropertyValues): FilterOutcome {
  const truth = truthOf(filter.condition, values);
  return truth === FAILED ? 'EVALUATION_ERROR' : truth;
}

type Truth = boolean | null | typeof FAILED;

function truthOf(condition: SqlCondition, values: PropertyValues): Truth {
  switch (condition.kind) {
    case 'constant':
      return condition.value;
    case 'and':
      return joined(condition.parts, values, false);
    case 'or':
      return joined(condition.parts, values, true);
    case 'not': {
      const truth = truthOf(condition.of, values);
      return typeof truth === 'boolean' ? !truth : truth;
    }
    case 'bare':
      return at(values, condition.slot) === null ? null : false;
    case 'equal':
      return isEqual(condition.left, condition.right, values);
    case 'order':
      return isInOrder(condition.sign, condition.left, condition.right, values);
    case 'in': {
      const value = at(values, condition.slot);
      return value === null ? null : condition.texts.includes(value) !== condition.negated;
    }
    case 'contains':
    case 'startswith':
    case 'endswith':
      return hasPiece(condition, values);
  }
}

/** AND ends at the first false, OR at the first true; what stands behind is not looked at, and cannot fail. */
function joined(parts: readonly SqlCondition[], values: PropertyValues, decisive: boolean): Truth {
  let isUnknown = false;
  for (const part of parts) {
    const truth = truthOf(part, values);
    if (truth === decisive || truth === FAILED) return truth;
    if (truth === null) isUnknown = true;
  }
  return isUnknown ? null : !decisive;
}

/** Null on the left alone gives null, but on the right alone false; two nulls are equal, which serves `IS NULL`. */
function isEqual(left: SqlExpression, right: SqlExpression, values: PropertyValues): Truth {
  const leftValue = operandValue(left, values);
  if (leftValue === FAILED) return FAILED;
  const rightValue = operandValue(right, values);
  if (rightValue === FAILED) return FAILED;
  if (leftValue === null) return rightValue === null ? true : null;
  if (rightValue === null) return false;
  const order = compareValues(leftValue, typeOf(left), rightValue, typeOf(right));
  return order === FAILED ? FAILED : order === 0;
}

function isInOrder(sign: OrderSign, left: SqlExpression, right: SqlExpression, values: PropertyValues): Truth {
  const leftValue = operandValue(left, values);
  if (leftValue === null || leftValue === FAILED) return leftValue;
  const rightValue = operandValue(right, values);
  if (rightValue === null || rightValue === FAILED) return rightValue;
  const order = orderValues(leftValue, typeOf(left), rightValue, typeOf(right));
  if (order === FAILED) return FAILED;
  switch (sign) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

type PieceTest = Extract<SqlCondition, { readonly piece: string }>;

/** False, and never null, for an empty piece and for what is no text, in the negated form as well. */
function hasPiece(condition: PieceTest, values: PropertyValues): Truth {
  if (condition.piece === '') return false;
  const value = operandValue(condition.of, values);
  if (value === FAILED) return FAILED;
  if (typeof value !== 'string') return false;
  return isFound(condition, value) !== condition.negated;
}

function isFound({ kind, piece }: PieceTest, value: string): boolean {
  switch (kind) {
    case 'contains':
      return value.includes(piece);
    case 'startswith':
      return value.startsWith(piece);
    case 'endswith':
      return value.endsWith(piece);
  }
}

function operandValue(expression: SqlExpression, values: PropertyValues): SqlValue | null | typeof FAILED {
  switch (expression.kind) {
    case 'property':
      return at(values, expression.slot);
    case 'text':
    case 'number':
      return expression.value;
    case 'negative':
      return negated(operandValue(expression.of, values));
    default:
      return truthOf(expression, values);
  }
}

/** The negative of what is no number is null. */
function negated(value: SqlValue | null | typeof FAILED): SqlValue | null | typeof FAILED {
  if (value === FAILED) return FAILED;
  return typeof value === 'number' || typeof value === 'bigint' ? -value : null;
}
