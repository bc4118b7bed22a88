import { getInt, type IntColumn, intColumn, numberAt, truncateColumn } from '../sim/column.ts';
import { INTS, NUMBER, NUMBERS, shape } from '../sim/shape.ts';

/**
 * The ledger's mirror of one replica's log, record by record, and what that replica has told.
 *
 * @remarks Offsets start at 0. What is lawfully gone stays in the mirror: what retention deleted below `logStart`. So a
 * replica that gets its log anew gets such records in the mirror, too.
 */
export interface ReplicaLog {
  readonly partition: number;
  readonly slot: number;
  readonly node: number;
  /** By offset a pair: uid (−1 for a record without a message or a hole), and record batch (−1 for a hole). */
  records: IntColumn;
  /** Pairs (leader epoch, first offset), rising. */
  epochs: number[];
  logStart: number;
  /** The replica's own high watermark, and the highest it ever had. */
  highWatermark: number;
  peak: number;
  /** Below this offset it was seen equal to the legitimate log. */
  matched: number;
  /** Copies under way to it: to this offset, from the log of that slot, on that connection; −1 none. */
  shippedTo: number;
  shippedFrom: number;
  shippedOn: number;
  /** 1 = it lost records with its page cache and has not left the ISR since. */
  lossy: number;
  /** 1 = lossy, and the controller knows the process that came back without those records. */
  returned: number;
  /** As leader: its epoch, its high watermark then, the ISR it knows and the maximal ISR; −1 = not told. */
  leaderEpoch: number;
  leaderHighWatermark: number;
  /** As leader: where its epoch began. */
  epochStart: number;
  isr: number;
  maximalIsr: number;
  /** Latest leader epoch that this life of its process knew. */
  knownEpoch: number;
}

export const replicaLogForm = shape<ReplicaLog>({
  partition: NUMBER,
  slot: NUMBER,
  node: NUMBER,
  records: INTS,
  epochs: NUMBERS,
  logStart: NUMBER,
  highWatermark: NUMBER,
  peak: NUMBER,
  matched: NUMBER,
  shippedTo: NUMBER,
  shippedFrom: NUMBER,
  shippedOn: NUMBER,
  lossy: NUMBER,
  returned: NUMBER,
  leaderEpoch: NUMBER,
  leaderHighWatermark: NUMBER,
  epochStart: NUMBER,
  isr: NUMBER,
  maximalIsr: NUMBER,
  knownEpoch: NUMBER,
});

export function createReplicaLog(partition: number, slot: number, node: number): ReplicaLog {
  return {
    partition,
    slot,
    node,
    records: intColumn(),
    epochs: [],
    logStart: 0,
    highWatermark: 0,
    peak: 0,
    matched: 0,
    shippedTo: 0,
    shippedFrom: -1,
    shippedOn: -1,
    lossy: 0,
    returned: 0,
    leaderEpoch: -1,
    leaderHighWatermark: 0,
    epochStart: 0,
    isr: -1,
    maximalIsr: -1,
    knownEpoch: -1,
  };
}

/** The log end offset. */
export function logEnd(log: ReplicaLog): number {
  return log.records.length >> 1;
}

export function uidAt(log: ReplicaLog, offset: number): number {
  const place = offset * 2;
  return offset >= 0 && place < log.records.length ? getInt(log.records, place) : -1;
}

export function batchAt(log: ReplicaLog, offset: number): number {
  const place = offset * 2 + 1;
  return offset >= 0 && place < log.records.length ? getInt(log.records, place) : -1;
}

/** Leader epoch of the record at an offset, −1 below the first. */
export function epochAt(log: ReplicaLog, offset: number): number {
  const { epochs } = log;
  for (let i = epochs.length - 2; i >= 0; i -= 2) {
    if (numberAt(epochs, i + 1) <= offset) return numberAt(epochs, i);
  }
  return -1;
}

/** Notes that records from `offset` on carry this epoch. */
export function noteEpoch(log: ReplicaLog, epoch: number, offset: number): void {
  const { epochs } = log;
  if (epochs.length > 0 && epochs[epochs.length - 2] === epoch) return;
  epochs.push(epoch, offset);
}

/** Drops everything from `offset` on. The caller has taken its messages out of the counts. */
export function cutMirror(log: ReplicaLog, offset: number): void {
  truncateColumn(log.records, offset * 2);
  const { epochs } = log;
  while (epochs.length > 0 && numberAt(epochs, epochs.length - 1) >= offset) epochs.length -= 2;
  log.highWatermark = Math.min(log.highWatermark, offset);
  log.matched = Math.min(log.matched, offset);
}

/** True where two logs hold the same record, in the same batch and epoch. */
export function agreeAt(one: ReplicaLog, other: ReplicaLog, offset: number): boolean {
  return (
    getInt(one.records, offset * 2 + 1) === getInt(other.records, offset * 2 + 1) &&
    getInt(one.records, offset * 2) === getInt(other.records, offset * 2) &&
    epochAt(one, offset) === epochAt(other, offset)
  );
}

/** The first offset from `from` on, below `to`, at which two logs differ; `to` if they agree. Both reach `to`. */
export function firstDifference(one: ReplicaLog, other: ReplicaLog, from: number, to: number): number {
  let offset = from;
  while (offset < to && agreeAt(one, other, offset)) offset++;
  return offset;
}
