import { byteAt, intAt } from '../../sim/column.ts';

/*
 * Kafka has two checksums of 32 bits, which differ in the polynomial only. Both go over the bits from the least
 * significant on (reflected), begin with all ones and are inverted at the end.
 */

/** CRC-32C of RFC 3720, polynomial 1EDC6F41: of record batches. @returns unsigned */
export function crc32c(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
  return crcOf(CASTAGNOLI, bytes, from, to);
}

/** CRC-32 of ISO 3309, polynomial 04C11DB7: of messages of the formats 0 and 1, and of gzip. @returns unsigned */
export function crc32(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
  return crcOf(ISO, bytes, from, to);
}

/** By byte: the effect of eight steps of one bit each. */
function tableOf(reflectedPolynomial: number): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (reflectedPolynomial & -(crc & 1));
    table[byte] = crc;
  }
  return table;
}

const CASTAGNOLI = tableOf(0x82f6_3b78);
const ISO = tableOf(0xedb8_8320);

function crcOf(table: Int32Array, bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  for (let i = from; i < to; i++) crc = intAt(table, (crc ^ byteAt(bytes, i)) & 0xff) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}
