import { at, getInt } from '../../sim/column.ts';
import { hasNoValue } from '../../sim/payload.ts';
import { mix32 } from '../../sim/random.ts';
import { utf8 } from '../../sim/utf8.ts';
import type { World } from '../../sim/world.ts';
import type { KafkaState } from '../cluster.ts';

/** Words that fill a value up to its size, so that gzip finds in it what it finds in real text. */
const WORDS = [
  'paper',
  'blue',
  'twelve',
  'garden',
  'north',
  'coffee',
  'window',
  'seven',
  'river',
  'ticket',
  'small',
  'copper',
  'market',
  'evening',
  'cotton',
  'bridge',
];

/** Bytes of a message's key; null = it has none. */
export function keyBytesOf(world: World<KafkaState>, uid: number): Uint8Array | null {
  const key = getInt(world.payloads.key, uid);
  return key < 0 ? null : utf8(at(world.texts.list, key));
}

/** Bytes of a message's value; null = a tombstone. */
export function valueOrNull(world: World<KafkaState>, uid: number): Uint8Array | null {
  return hasNoValue(world.payloads, uid) ? null : valueBytesOf(world, uid);
}

/**
 * Bytes of a message's value, as many as the model counts for it.
 *
 * @remarks
 * A text that was sent by hand is itself, with spaces behind it where a larger size was asked for. Where only the size
 * counts, the value is JSON that names the call, with words up to that size; the same message always has the same.
 */
export function valueBytesOf(world: World<KafkaState>, uid: number): Uint8Array {
  const { payloads } = world;
  const size = Math.max(0, getInt(payloads.size, uid) - (keyBytesOf(world, uid)?.length ?? 0));
  const text = getInt(payloads.value, uid);
  if (text >= 0) return cut(utf8(at(world.texts.list, text)), size);
  const from = world.nodes[getInt(payloads.sender, uid)]?.name ?? '';
  return madeUp(from, getInt(payloads.callIndex, uid), uid, size);
}

function madeUp(from: string, call: number, uid: number, size: number): Uint8Array {
  const short = `#${call}`;
  const named = `{"from":${JSON.stringify(from)},"call":${call}`;
  const noted = `${named},"note":"`;
  const namedSize = utf8(named).length;
  if (size < namedSize + 1) return cut(utf8(short), size);
  const noteSize = size - utf8(noted).length - 2;
  if (noteSize < 1) return utf8(`${named}${' '.repeat(size - namedSize - 1)}}`);
  return utf8(`${noted}${words(uid, noteSize)}"}`);
}

function words(uid: number, size: number): string {
  let text = '';
  for (let i = 0; text.length < size; i++) text += `${at(WORDS, mix32(uid * 31 + i) % WORDS.length)} `;
  return text.slice(0, size);
}

/** Exactly so many bytes: cut off, or with spaces behind. */
function cut(bytes: Uint8Array, size: number): Uint8Array {
  const exact = new Uint8Array(size).fill(0x20);
  exact.set(bytes.subarray(0, size));
  return exact;
}
