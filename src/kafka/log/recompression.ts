import type { Context } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { bundleCount, bundleMember } from '../../sim/payload.ts';
import {
  addBatch,
  type BatchTable,
  batchBytes,
  batchCount,
  batchTime,
  CODEC_STEP,
  codecOf,
  isTransactional,
  PLAIN,
  producerEpochOf,
  producerIdOf,
  sequenceOf,
  TRANSACTIONAL,
} from '../batches.ts';
import { RECOMPRESSED } from '../observations.ts';
import { bytesWithCodec } from './batch-sizes.ts';
import type { Log } from './log.ts';

/** Whether a broker keeps this batch compressed in another way than it came. */
export function needsRecompression(log: Log, table: BatchTable, batch: number): boolean {
  const { codec } = log.settings;
  return codec >= 0 && codec !== codecOf(table, batch);
}

/**
 * The batch as the topic's `compression.type` wants it: another one of the world's table with the same records.
 *
 * @remarks Left out: the broker's processor time, which is what it costs.
 * @see `LogValidator#validateMessagesAndAssignOffsets`
 */
export function recompress(log: Log, table: BatchTable, batch: number, ctx: Context): number {
  const { codec } = log.settings;
  const uids: number[] = [];
  for (let i = 0; i < bundleCount(ctx.payloads, batch); i++) uids.push(bundleMember(ctx.payloads, batch, i));
  const bytes = bytesWithCodec(table, ctx.payloads, batch, codec);
  const number = addBatch(
    table,
    log.partition,
    producerIdOf(table, batch),
    producerEpochOf(table, batch),
    sequenceOf(table, batch),
    batchCount(table, batch),
    bytes,
    batchTime(table, batch),
    (isTransactional(table, batch) ? TRANSACTIONAL : PLAIN) + codec * CODEC_STEP,
  );
  const bundle = ctx.newBundle(uids);
  assert(number === bundle, 'a batch has the number of its bundle');
  ctx.observe(RECOMPRESSED, log.partition, batch, codec, batchBytes(table, batch), bytes, 0, bundle);
  return number;
}
