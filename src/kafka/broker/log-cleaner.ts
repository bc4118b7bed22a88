import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { cleanLive, type DirtyLog, dirtyPart } from '../log/cleaning.ts';
import { filthiest } from '../storage/cleanable.ts';
import { type BrokerState, CLEANER, CLEANING_ROW, replicaOf } from './broker-state.ts';
import { haltsForDisk } from './log-dir.ts';
import { retain } from './log-upkeep.ts';
import type { Replica } from './replica.ts';

/** What a thread reads and writes in a second where no limit is lower. */
const DISK_BYTES_PER_SECOND = 100_000_000;

const BEGAN = 1;
const END = 2;

/**
 * The threads that clean compacted logs, each replica by itself. A thread takes the dirtiest log that needs it and is
 * not taken, and asks at once for another when it is done; with nothing to do it sleeps for `log.cleaner.backoff.ms`.
 *
 * @remarks
 * What a cleaning leaves is there when it ends: until then the log is read as it was, beside files called `.cleaned`.
 * A log that was truncated into the range meanwhile is left as it is. Left out: logs that are marked as not cleanable
 * after an error, which nothing in the model can bring about.
 * @see `LogCleaner`, `CleanerThread`, `LogCleanerManager`
 */
export function onCleanerTimer(state: KafkaState, broker: BrokerState, thread: number, ctx: Context): void {
  if (haltsForDisk(broker, ctx)) return;
  endCleaning(state, broker, thread, ctx);
  const waitUs = beginCleaning(state, broker, thread, ctx);
  for (const replica of broker.replicas) {
    if (replica?.log.settings.compacts && !isTaken(broker, replica.partition)) retain(broker, replica, ctx);
  }
  ctx.setTimer(CLEANER, waitUs, thread, 0);
}

/** @returns µs until the thread is to be called again */
function beginCleaning(state: KafkaState, broker: BrokerState, thread: number, ctx: Context): number {
  const nowMs = Math.floor(ctx.now / 1000);
  const candidates: (DirtyLog & { readonly replica: Replica })[] = [];
  for (const replica of broker.replicas) {
    if (replica === null || isTaken(broker, replica.partition)) continue;
    const dirty = dirtyPart(replica.log, state.batches, ctx.payloads, nowMs);
    if (dirty !== null) candidates.push({ ...dirty, replica });
  }
  const chosen = candidates[filthiest(candidates.map(judged))];
  if (chosen === undefined) return broker.timing.cleanerBackoffUs;
  const { cleanBytes, cleanableBytes, firstUncleanableOffset } = chosen.toClean;
  const row = thread * CLEANING_ROW;
  broker.cleaning[row] = chosen.replica.partition;
  broker.cleaning[row + BEGAN] = nowMs;
  broker.cleaning[row + END] = firstUncleanableOffset;
  const pace = Math.min(DISK_BYTES_PER_SECOND, broker.timing.cleanerBytesPerSecond);
  // The dirty part is read twice: for its keys, and to be written anew.
  return 1 + Math.ceil(((cleanBytes + 2 * cleanableBytes) * 1_000_000) / pace);
}

function judged({ toClean, isOverdue, replica }: DirtyLog & { readonly replica: Replica }) {
  return { ...toClean, isOverdue, minCleanableRatio: replica.log.settings.minCleanableDirtyRatio };
}

function endCleaning(state: KafkaState, broker: BrokerState, thread: number, ctx: Context): void {
  const row = thread * CLEANING_ROW;
  const partition = numberAt(broker.cleaning, row);
  if (partition < 0) return;
  const beganMs = numberAt(broker.cleaning, row + BEGAN);
  const end = numberAt(broker.cleaning, row + END);
  broker.cleaning.fill(-1, row, row + CLEANING_ROW);
  const replica = replicaOf(broker, partition);
  if (replica === null) return;
  const dirty = dirtyPart(replica.log, state.batches, ctx.payloads, beganMs);
  if (dirty === null || dirty.toClean.firstUncleanableOffset < end) return;
  const { dedupeBufferBytes } = broker.timing;
  const { compactDropsLatest, compactRenumbers } = broker.rules.mutants;
  const order = { dedupeBufferBytes, beganMs, dropsLatest: compactDropsLatest, renumbers: compactRenumbers };
  cleanLive(replica.log, state, dirty, order, ctx);
}

/** Whether a thread is cleaning this partition's log. */
export function isTaken(broker: BrokerState, partition: number): boolean {
  for (let row = 0; row < broker.cleaning.length; row += CLEANING_ROW) {
    if (at(broker.cleaning, row) === partition) return true;
  }
  return false;
}
