import { at } from '../sim/column.ts';

/** `String.hashCode` of Java: over UTF-16 units, a signed 32-bit integer. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/** `String.trim` of Java: takes every character up to the blank (U+0020) from both ends, and no other white space. */
export function javaTrim(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= BLANK) from++;
  while (to > from && text.charCodeAt(to - 1) <= BLANK) to--;
  return text.slice(from, to);
}

/** `String.split` of Java by a fixed text: empty pieces at the end are left out; a text without the separator is one piece. */
export function javaSplit(text: string, separator: string): string[] {
  const pieces = text.split(separator);
  if (pieces.length === 1) return pieces;
  let count = pieces.length;
  while (count > 0 && at(pieces, count - 1) === '') count--;
  return pieces.slice(0, count);
}

/** `UtilAll.isBlank`: nothing but white space in the sense of `Character.isWhitespace`. */
export function isJavaBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isJavaWhitespace(text.charCodeAt(i))) return false;
  }
  return true;
}

const BLANK = 0x20;

/** Unicode's separators but for the no-break spaces, and the control characters that Java counts. */
function isJavaWhitespace(unit: number): boolean {
  if ((unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= BLANK)) return true;
  if (unit >= 0x2000 && unit <= 0x200a) return unit !== 0x2007;
  return unit === 0x1680 || unit === 0x2028 || unit === 0x2029 || unit === 0x205f || unit === 0x3000;
}
