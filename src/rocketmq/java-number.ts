import { javaTrim } from './java-text.ts';

/**
 * `Integer.valueOf` of a text: an optional sign and decimal digits of any script, within 32 bits.
 *
 * @returns null where Java throws a `NumberFormatException`
 */
export function parseJavaInteger(text: string): number | null {
  const value = parseJavaLong(text);
  return value === null || value !== BigInt.asIntN(32, value) ? null : Number(value);
}

/** `Long.valueOf` of a text: as `parseJavaInteger`, within 64 bits. */
export function parseJavaLong(text: string): bigint | null {
  const ascii = text.replaceAll(DIGIT, asciiDigit);
  if (!WHOLE_NUMBER.test(ascii)) return null;
  const digits = ascii.replace(/^[+-]?0*/, '');
  // A text of any length may come in, and a long one must not be turned into a number first.
  if (digits.length > LONGEST_LONG) return null;
  const size = digits === '' ? 0n : BigInt(digits);
  const value = text.startsWith('-') ? -size : size;
  return value === BigInt.asIntN(64, value) ? value : null;
}

/**
 * `Double.valueOf` of a text: blanks around it, a sign, `NaN`, `Infinity`, an exponent and one of the suffixes `f` and
 * `d` are allowed.
 *
 * @remarks Left out: hexadecimal texts such as `0x1p3`.
 * @returns null where Java throws a `NumberFormatException`
 */
export function parseJavaDouble(text: string): number | null {
  const parts = DOUBLE.exec(javaTrim(text));
  return parts === null ? null : Number(parts[1] ?? parts[2]);
}

/** `Double.compareTo`: -1, 0 or 1 in an order in which NaN is the greatest and -0.0 lies before 0.0. */
export function compareJavaDoubles(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (Object.is(left, right)) return 0;
  if (Number.isNaN(left)) return 1;
  return Number.isNaN(right) || Object.is(left, -0) ? -1 : 1;
}

/** Java looks at single UTF-16 units, so digits of a surrogate pair are none to it. */
function asciiDigit(digit: string): string {
  return digit.length === 1 ? String(digitValue(digit.charCodeAt(0))) : digit;
}

/** The ten digits of a script lie side by side, and nothing that is a digit lies right before them. */
function digitValue(unit: number): number {
  let zero = unit;
  while (IS_DIGIT.test(String.fromCharCode(zero - 1))) zero--;
  return unit - zero;
}

const DIGIT = /\p{Nd}/gu;
const IS_DIGIT = /^\p{Nd}$/u;
const WHOLE_NUMBER = /^[+-]?[0-9]+$/;
const LONGEST_LONG = 19;
const DOUBLE = /^([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[fFdD]?$|^([+-]?(?:NaN|Infinity))$/;
