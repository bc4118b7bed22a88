import { byteAt, numberAt } from '../../sim/column.ts';
import { hash32, nameHash } from '../../sim/random.ts';
import type { World } from '../../sim/world.ts';
import type { KafkaState } from '../cluster.ts';
import type { EpochCache } from '../log/epoch-cache.ts';

/** An entry of the three checkpoint files in a broker's data directory. */
export interface OffsetEntry {
  readonly topic: string;
  readonly index: number;
  readonly offset: number;
}

/** A version, the number of entries, an entry a line. @see `CheckpointFile`, `OffsetCheckpointFile` */
export function offsetCheckpointText(entries: readonly OffsetEntry[]): string {
  return checkpointText(entries.map(({ topic, index, offset }) => `${topic} ${index} ${offset}`));
}

/** An epoch and its first offset a line. @see `LeaderEpochCheckpointFile` */
export function leaderEpochText({ epochs, startOffsets }: EpochCache): string {
  return checkpointText(epochs.map((epoch, i) => `${epoch} ${numberAt(startOffsets, i)}`));
}

/**
 * The id under which the brokers know a topic.
 *
 * @remarks The model's brokers know topics by number; here each gets an id that depends on its name and the seed.
 * @see KIP-516; `PartitionMetadataFile`
 */
export function partitionMetadataText(world: World<KafkaState>, topic: string): string {
  return `version: 0\ntopic_id: ${topicId(world.streams.seed, topic)}`;
}

/**
 * What a broker knows of itself and its cluster before it has talked to anybody.
 *
 * @see `MetaProperties`; KIP-631, KIP-858
 */
export function metaPropertiesText(world: World<KafkaState>, node: number): string {
  const { seed } = world.streams;
  const lines = [
    `cluster.id=${topicId(seed, 'cluster')}`,
    `directory.id=${topicId(seed, `directory ${node}`)}`,
    `node.id=${node}`,
    'version=1',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** @see `CleanShutdownFileHandler` */
export function cleanShutdownText(brokerEpoch: number): string {
  return `{"version":0,"brokerEpoch":${brokerEpoch}}`;
}

function checkpointText(lines: readonly string[]): string {
  return [0, lines.length, ...lines].map((line) => `${line}\n`).join('');
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A random UUID (version 4) as Kafka writes it: 22 characters of base64 for URLs. @see `Uuid#toString` */
function topicId(seed: number, topic: string): string {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) view.setInt32(i * 4, hash32(seed, nameHash(topic), i, 0));
  bytes[6] = (byteAt(bytes, 6) & 0x0f) | 0x40;
  bytes[8] = (byteAt(bytes, 8) & 0x3f) | 0x80;
  let text = '';
  for (let bit = 0; bit < 128; bit += 6) {
    const first = byteAt(bytes, bit >> 3) << 8;
    const pair = first | ((bit >> 3) + 1 < 16 ? byteAt(bytes, (bit >> 3) + 1) : 0);
    text += BASE64.charAt((pair >> (10 - (bit & 7))) & 63);
  }
  return text;
}
