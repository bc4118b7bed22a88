import { assert } from '../../../sim/assert.ts';
import { compareJavaDoubles, parseJavaDouble, parseJavaInteger, parseJavaLong } from '../../java-number.ts';
import { compareTexts } from '../../message-queue.ts';
import type { NumberType, ValueType } from './expression.ts';

/** Where the original throws: the message is then not delivered. */
export const FAILED: unique symbol = Symbol('the evaluation failed');

/** A value that is not null. Whole numbers of 64 bits are `bigint`s. */
export type SqlValue = string | boolean | number | bigint;

/**
 * Compares two values as `ComparisonExpression.__compare` does: a text is converted to the type of the other side.
 *
 * @remarks
 * A boolean is never converted: on the left of a text it fails, and beside a number it counts as less, on either side.
 * @returns negative, 0 or positive, or `FAILED` where a text is no number of the wanted type
 */
export function compareValues(
  left: SqlValue,
  leftType: ValueType,
  right: SqlValue,
  rightType: ValueType,
): number | typeof FAILED {
  if (typeof left === 'boolean') return compareWithBoolean(left, right);
  if (typeof right === 'boolean') return typeof left === 'string' ? Number(isTrue(left)) - Number(right) : -1;
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  const leftNumber = typeof left === 'string' ? readNumber(left, rightType) : left;
  const rightNumber = typeof right === 'string' ? readNumber(right, leftType) : right;
  if (leftNumber === null || rightNumber === null) return FAILED;
  if (leftType === 'double' || rightType === 'double') {
    return compareJavaDoubles(Number(leftNumber), Number(rightNumber));
  }
  return leftNumber < rightNumber ? -1 : Number(leftNumber > rightNumber);
}

/** Puts two values in order for `<` and its kin; two texts must both be numbers, and are compared as such. */
export function orderValues(
  left: SqlValue,
  leftType: ValueType,
  right: SqlValue,
  rightType: ValueType,
): number | typeof FAILED {
  if (typeof left !== 'string' || typeof right !== 'string') return compareValues(left, leftType, right, rightType);
  const leftNumber = parseJavaDouble(left);
  const rightNumber = parseJavaDouble(right);
  return leftNumber === null || rightNumber === null ? FAILED : compareJavaDoubles(leftNumber, rightNumber);
}

function compareWithBoolean(left: boolean, right: SqlValue): number | typeof FAILED {
  if (typeof right === 'boolean') return Number(left) - Number(right);
  return typeof right === 'string' ? FAILED : -1;
}

/** `Boolean.valueOf` of Java. */
function isTrue(text: string): boolean {
  return text.length === 4 && text.toLowerCase() === 'true';
}

function readNumber(text: string, type: ValueType): number | bigint | null {
  assert(type !== 'text' && type !== 'boolean', 'a number has the type of a number');
  return READERS[type](text);
}

const READERS: Readonly<Record<NumberType, (text: string) => number | bigint | null>> = {
  integer: parseJavaInteger,
  long: parseJavaLong,
  double: parseJavaDouble,
};
