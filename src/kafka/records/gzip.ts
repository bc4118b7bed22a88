import { deflateSync, inflateSync } from 'fflate/browser';
import { byteAt } from '../../sim/column.ts';
import { createWriter, writeBytes, writtenBytes } from './byte-writer.ts';
import { crc32 } from './crc.ts';

/*
 * The frame of gzip is written and checked here, and the library only deflates: its own frame would hold the host's
 * time, and its reader trusts the length at the end and ignores the checksum.
 */

/** Magic 1f 8b, deflate, no flags, no time, no extra flags, system unknown: as `GZIPOutputStream` writes it since Java 16. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const TRAILER_BYTES = 8;
const HEADER_CHECKSUM = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;

/**
 * Compresses with level 6, as Kafka's default −1 does.
 *
 * @remarks
 * The same input gives the same bytes in every host, but not the bytes that zlib gives. `mem` is said because the
 * library would otherwise ask `Math.log`, which engines may answer differently.
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  const block = deflateSync(bytes, { level: 6, mem: 8 });
  const writer = createWriter(HEADER.length + block.length + TRAILER_BYTES);
  writeBytes(writer, HEADER);
  writeBytes(writer, block);
  const trailer = new DataView(new ArrayBuffer(TRAILER_BYTES));
  trailer.setUint32(0, crc32(bytes), true);
  trailer.setUint32(4, bytes.length, true);
  writeBytes(writer, new Uint8Array(trailer.buffer));
  return writtenBytes(writer);
}

/**
 * What was compressed, or null where frame, content or checksum is wrong.
 *
 * @remarks
 * Left out: several gzip members one after the other, which no Kafka client writes; the header's checksum; and the
 * second, inverted length of a stored block, for which the checksum of the content stands in.
 */
export function gunzip(block: Uint8Array): Uint8Array | null {
  const from = contentStart(block);
  const to = block.length - TRAILER_BYTES;
  if (from === null || from > to) return null;
  const bytes = inflate(block.subarray(from, to));
  if (bytes === null) return null;
  const trailer = new DataView(block.buffer, block.byteOffset + to, TRAILER_BYTES);
  const isIntact = trailer.getUint32(0, true) === crc32(bytes) && trailer.getUint32(4, true) === bytes.length;
  return isIntact ? bytes : null;
}

/** Where the compressed content begins; null where this is no gzip header. @see RFC 1952, 2.3 */
function contentStart(block: Uint8Array): number | null {
  if (block.length < HEADER.length + TRAILER_BYTES) return null;
  for (let i = 0; i < 3; i++) if (byteAt(block, i) !== byteAt(HEADER, i)) return null;
  const flags = byteAt(block, 3);
  let position = HEADER.length;
  if ((flags & EXTRA) !== 0) position += 2 + (byteAt(block, position) | (byteAt(block, position + 1) << 8));
  if ((flags & NAME) !== 0) position = afterZero(block, position);
  if ((flags & COMMENT) !== 0) position = afterZero(block, position);
  if ((flags & HEADER_CHECKSUM) !== 0) position += 2;
  return position;
}

function afterZero(block: Uint8Array, from: number): number {
  let position = from;
  while (position < block.length && byteAt(block, position) !== 0) position++;
  return position + 1;
}

function inflate(content: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(content);
  } catch {
    // The library has no other answer to damaged content.
    return null;
  }
}
