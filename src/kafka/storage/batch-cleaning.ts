import { numberAt } from '../../sim/column.ts';
import { NO_KEY } from './append-checks.ts';
import { type CleanedTransactions, passData, passMarker } from './cleaned-transactions.ts';
import { mappedOffset, type OffsetMap } from './offset-map.ts';
import { isControl, type StoredBatch, withRecords } from './stored-batch.ts';

/** What a producer that is still active wrote last. @see `LastRecord` */
export interface LastRecord {
  /** Last offset of its last data batch, −1 = it has only markers. */
  readonly lastDataOffset: number;
  readonly producerEpoch: number;
}

/** What is the same for all batches of one cleaning. */
export interface CleaningPass {
  readonly map: OffsetMap;
  readonly transactions: CleanedTransactions;
  /** By producer id. */
  readonly lastRecords: ReadonlyMap<number, LastRecord>;
  /** Where the cleaned range ends. */
  readonly firstUncleanableOffset: number;
  readonly deleteRetentionMs: number;
  /** When the cleaning began: one time for all of it. */
  readonly nowMs: number;
}

/**
 * What a cleaning makes of one batch; batches come in the order of the log.
 *
 * @remarks
 * Kept as a batch even without records: the last data batch of an active producer, for its sequence; an active
 * producer's last marker where it has no data, for its epoch; and the last batch of the range, for the log's end.
 * The first cleaning that keeps a tombstone, or meets a marker without data, stamps the time at which it may go: it
 * goes with a later cleaning, at that time or after it (KIP-534, 3.1).
 * @returns the batch itself where nothing changes, null where it goes
 * @see `Cleaner#cleanInto`, `MemoryRecords#filterTo`
 */
export function cleanBatch(pass: CleaningPass, batch: StoredBatch): StoredBatch | null {
  const isMarker = isControl(batch);
  const isFree = isMarker ? passMarker(pass.transactions, batch) : passData(pass.transactions, batch);
  const goesWhole = isFree && (!isMarker || isPastHorizon(batch, pass.nowMs));
  const places = goesWhole ? [] : keptPlaces(pass, batch, isMarker);
  if (places.length === 0) {
    if (!staysEmpty(pass, batch, isMarker)) return null;
    return batch.offsets.length === 0 ? batch : withRecords(batch, places, -1);
  }
  const needsHorizon = batch.deleteHorizonMs < 0 && (isMarker ? isFree : hasTombstone(batch, places));
  if (places.length === batch.offsets.length && !needsHorizon) return batch;
  return withRecords(batch, places, needsHorizon ? pass.nowMs + pass.deleteRetentionMs : batch.deleteHorizonMs);
}

function keptPlaces(pass: CleaningPass, batch: StoredBatch, isMarker: boolean): number[] {
  const places: number[] = [];
  for (let i = 0; i < batch.offsets.length; i++) if (isMarker || isKept(pass, batch, i)) places.push(i);
  return places;
}

/** @see `Cleaner#shouldRetainRecord` */
function isKept(pass: CleaningPass, batch: StoredBatch, place: number): boolean {
  const offset = numberAt(batch.offsets, place);
  if (offset > pass.map.latestOffset) return true;
  const key = numberAt(batch.keys, place);
  if (key === NO_KEY || offset < mappedOffset(pass.map, key)) return false;
  return numberAt(batch.tombstones, place) === 0 || !isPastHorizon(batch, pass.nowMs);
}

/** Whether a cleaning that begins at `nowMs` may drop the batch's tombstones. */
function isPastHorizon(batch: StoredBatch, nowMs: number): boolean {
  return batch.deleteHorizonMs >= 0 && nowMs >= batch.deleteHorizonMs;
}

function staysEmpty(pass: CleaningPass, batch: StoredBatch, isMarker: boolean): boolean {
  if (batch.lastOffset + 1 === pass.firstUncleanableOffset) return true;
  const last = batch.producerId < 0 ? undefined : pass.lastRecords.get(batch.producerId);
  if (last === undefined) return false;
  if (last.lastDataOffset >= 0) return batch.lastOffset === last.lastDataOffset;
  return isMarker && batch.producerEpoch === last.producerEpoch;
}

function hasTombstone(batch: StoredBatch, places: readonly number[]): boolean {
  for (let i = 0; i < places.length; i++) if (numberAt(batch.tombstones, numberAt(places, i)) === 1) return true;
  return false;
}
