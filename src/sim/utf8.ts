import { byteAt } from './column.ts';

/**
 * UTF-8 bytes of a text. The engine has no `TextEncoder`, which belongs to its hosts.
 *
 * @remarks A lone surrogate becomes U+FFFD, as `TextEncoder` does it.
 */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0) ?? 0xfffd;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Number of UTF-8 bytes of a text. */
export function utf8Length(text: string): number {
  return utf8(text).length;
}

/**
 * The text of UTF-8 bytes. The engine has no `TextDecoder`, which belongs to its hosts.
 *
 * @remarks What is no UTF-8 becomes U+FFFD, one for each part that could have begun a character, as `TextDecoder` and
 * Java do it. A byte order mark is kept.
 */
export function textOfUtf8(bytes: Uint8Array): string {
  let text = '';
  let position = 0;
  while (position < bytes.length) {
    const first = byteAt(bytes, position++);
    const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    // The first byte, with the bits that say how many follow taken away.
    let code = more > 0 ? first & (0x3f >> more) : first;
    let missing = more;
    while (missing > 0 && position < bytes.length) {
      const next = byteAt(bytes, position);
      if ((next & 0xc0) !== 0x80 || (missing === more && !mayFollow(first, next))) break;
      code = (code << 6) | (next & 0x3f);
      position++;
      missing--;
    }
    text += String.fromCodePoint(missing === 0 ? code : REPLACEMENT);
  }
  return text;
}

/** The second byte must not make the character too long, a surrogate, or larger than U+10FFFF. */
function mayFollow(first: number, second: number): boolean {
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second < 0xa0;
  if (first === 0xf0) return second >= 0x90;
  return first !== 0xf4 || second < 0x90;
}

const REPLACEMENT = 0xfffd;
