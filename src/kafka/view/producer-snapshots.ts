import { at, getInt } from '../../sim/column.ts';
import {
  type BatchTable,
  batchCount,
  batchTime,
  isTransactional,
  producerEpochOf,
  producerIdOf,
  sequenceOf,
} from '../batches.ts';
import type { Log } from '../log/log.ts';
import { rowCount } from '../storage/record-file.ts';
import { rowLastOffset } from '../storage/segment.ts';
import type { SegmentedLog } from '../storage/segmented-log.ts';

/** A `.snapshot` file: what the replica remembered of its producers where a segment begins. */
export interface ProducerSnapshot {
  readonly baseOffset: number;
  readonly bytes: number;
  /** Its entries in words; the file itself is binary. */
  readonly text: string;
}

// Version, checksum and number of entries; an entry has its numbers in 46 bytes.
const HEAD_BYTES = 10;
const ENTRY_BYTES = 46;

/**
 * The snapshots of a log: one is taken with each roll, for the offset at which the new segment begins.
 *
 * @see `ProducerStateManager#takeSnapshot`, `ProducerSnapshot.json`
 */
export function snapshotsOf({ logStart }: Log, files: SegmentedLog, table: BatchTable): ProducerSnapshot[] {
  const entries = new Map<number, string>();
  const snapshots: ProducerSnapshot[] = [];
  for (let place = 0; place < files.segments.length; place++) {
    const segment = at(files.segments, place);
    const { baseOffset } = segment;
    if (place > 0 || baseOffset > logStart) {
      const text = [...entries.values()].map((line) => `${line}\n`).join('');
      snapshots.push({ baseOffset, bytes: HEAD_BYTES + ENTRY_BYTES * entries.size, text });
    }
    for (let row = 0; row < rowCount(segment.file); row++) {
      const batch = getInt(segment.file.contents, row);
      const producerId = producerIdOf(table, batch);
      if (producerId < 0) continue;
      entries.set(producerId, entryText(table, batch, rowLastOffset(segment, row)));
    }
  }
  return snapshots;
}

function entryText(table: BatchTable, batch: number, lastOffset: number): string {
  const delta = batchCount(table, batch) - 1;
  const fields = {
    producerId: producerIdOf(table, batch),
    producerEpoch: producerEpochOf(table, batch),
    lastSequence: sequenceOf(table, batch) + delta,
    lastOffset,
    offsetDelta: delta,
    timestamp: Math.floor(batchTime(table, batch) / 1000),
    coordinatorEpoch: -1,
    currentTxnFirstOffset: isTransactional(table, batch) ? lastOffset - delta : -1,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(' ');
}
