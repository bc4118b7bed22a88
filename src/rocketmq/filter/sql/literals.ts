import { parseJavaDouble, parseJavaLong } from '../../java-number.ts';
import type { SqlOperand } from './expression.ts';

/**
 * A whole number within 64 bits, with or without `L`: an integer if 32 bits hold it.
 *
 * @returns null for a larger one
 * @see `ConstantExpression.createFromDecimal` in Apache RocketMQ
 */
export function wholeLiteral(image: string): SqlOperand | null {
  const value = parseJavaLong(image.replace(/[lL]$/, ''));
  if (value === null) return null;
  const isInteger = value === BigInt.asIntN(32, value);
  return isInteger
    ? { kind: 'number', type: 'integer', value: Number(value) }
    : { kind: 'number', type: 'long', value };
}

/**
 * A number with a point or an exponent.
 *
 * @remarks The original compares it with the smallest positive double instead of the least one, and so refuses 0.0.
 * @returns null for one that a double cannot hold
 * @see `ConstantExpression.createFloat` in Apache RocketMQ
 */
export function fractionLiteral(image: string): SqlOperand | null {
  const value = parseJavaDouble(image);
  if (value === null || value > Number.MAX_VALUE || value < Number.MIN_VALUE) return null;
  return { kind: 'number', type: 'double', value };
}

/** The text of a literal with its quotes; two quotes in a row in it stand for one. */
export function decodeText(image: string): string {
  return image.slice(1, -1).replaceAll("''", "'");
}
