/*
 * What a screen is told of a replica's folder: plain rows, in codes and numbers. Timestamps are ms of the run's clock,
 * which begins at 0 (a real broker counts from 1970).
 */

export const FILE_KINDS = [
  'folder',
  'log',
  'index',
  'timeindex',
  'deleted',
  'cleaned',
  'snapshot',
  'cleaner-offset-checkpoint',
  'meta.properties',
  '.kafka_cleanshutdown',
  'leader-epoch-checkpoint',
  'partition.metadata',
  'replication-offset-checkpoint',
  'recovery-point-offset-checkpoint',
  'log-start-offset-checkpoint',
] as const;

export type FileKind = (typeof FILE_KINDS)[number];

export interface FolderFile {
  readonly name: string;
  readonly kind: FileKind;
  /** As `ls -l` has it; of a folder, all that is in it. */
  readonly bytes: number;
  /** Less than `bytes` where the file was made at its full size beforehand, as the indexes of the active segment are. */
  readonly usedBytes: number;
  /** Of its segment, −1 = it belongs to none. */
  readonly baseOffset: number;
  /** Of a folder, −1 = it is none. */
  readonly partition: number;
  /** The whole content of a text file. */
  readonly text: string | null;
}

export interface Folder {
  /** `''` is the broker's data directory itself. */
  readonly name: string;
  readonly files: readonly FolderFile[];
  /** Of a replica, −1 in the data directory. */
  readonly logStart: number;
  readonly highWatermark: number;
  readonly logEnd: number;
  /** Of a compacted replica; null of others. */
  readonly dirt: Dirt | null;
}

/** How dirty a compacted log is. */
export interface Dirt {
  readonly firstDirtyOffset: number;
  /** First offset that may not be cleaned yet. */
  readonly firstUncleanableOffset: number;
  readonly ratio: number;
  /** `min.cleanable.dirty.ratio` */
  readonly minRatio: number;
  /** A cleaning is under way. */
  readonly isCleaning: boolean;
}

/** Why a segment was begun; `first` = it is the oldest that is left. */
export const ROLL_REASONS = ['first', 'size', 'time', 'index', 'offset'] as const;

export type RollReason = (typeof ROLL_REASONS)[number];

/** A batch as its header tells it. */
export interface BatchHead {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly position: number;
  readonly bytes: number;
  readonly records: number;
  readonly leaderEpoch: number;
  readonly maxTimestampMs: number;
  /** How it is compressed; see `CODECS`. */
  readonly codec: string;
  /** As it would be without that. */
  readonly plainBytes: number;
  /** From when on its tombstones may go, ms; −1 = no cleaning has said so. */
  readonly deleteHorizonMs: number;
}

/** An entry of an index: 8 bytes of the offset index, 12 of the time index. */
export interface IndexEntry {
  readonly slot: number;
  readonly bytes: Uint8Array;
  readonly relativeOffset: number;
  readonly offset: number;
  /** In the file of batches; −1 in a time index. */
  readonly position: number;
  /** −1 in an offset index. */
  readonly timestampMs: number;
}

/** One file of a segment, a page of its rows. */
export interface SegmentPage {
  readonly file: 'log' | 'index' | 'timeindex';
  readonly baseOffset: number;
  /** First offset that is not in it. */
  readonly toOffset: number;
  readonly isActive: boolean;
  readonly reason: RollReason;
  readonly bytes: number;
  readonly maxTimestampMs: number;
  /** Rows in the file; those from `from` on are here. */
  readonly total: number;
  readonly from: number;
  readonly batches: readonly BatchHead[];
  readonly entries: readonly IndexEntry[];
}

/** A field of the bytes beside it. */
export interface FieldRow {
  readonly name: string;
  /** Index of the record, −1 in the header. */
  readonly record: number;
  readonly from: number;
  readonly length: number;
  readonly value: string;
}

export interface MappedBytes {
  readonly bytes: Uint8Array;
  readonly fields: readonly FieldRow[];
}

/** How a batch is written: magic 2, or as the message sets before it; codec 0 none, 1 gzip. */
export interface Layout {
  readonly magic: 0 | 1 | 2;
  readonly codec: 0 | 1;
}

export interface RecordHead {
  readonly offset: number;
  readonly uid: number;
  readonly timestampMs: number;
  readonly key: string;
  /** null = a tombstone. */
  readonly value: string | null;
}

/** A batch of a replica's log with its bytes, in the layout that was asked for. */
export interface BatchPage {
  readonly head: BatchHead;
  readonly segment: number;
  readonly layout: Layout;
  readonly written: MappedBytes;
  /** What was compressed. */
  readonly block: MappedBytes | null;
  /** Whether all checksums in it are right. */
  readonly isIntact: boolean;
  readonly records: readonly RecordHead[];
  /** The same records in each layout. */
  readonly sizes: readonly (Layout & { readonly bytes: number })[];
}

export const LOOKUP_STEPS = [
  'out-of-range',
  'at-end',
  'segment',
  'segment-too-old',
  'segment-young-enough',
  'compare-offset',
  'compare-time',
  'index-empty',
  'before-first-entry',
  'offset-entry',
  'time-entry',
  'scan-passes',
  'scan-hits',
  'time-scan-passes',
  'time-scan-hits',
  'record',
  'record-by-time',
  'no-record',
] as const;

/** One step of a lookup. Numbers are offsets, positions in the file, slots of an index, or ms, as their names say. */
export interface LookupStep {
  readonly kind: (typeof LOOKUP_STEPS)[number];
  readonly parameters: Readonly<Record<string, number>>;
  /** The segment it is about, −1 = none. */
  readonly segment: number;
  /** The batch it is about, −1 = none. */
  readonly batch: number;
}

export interface Lookup {
  readonly steps: readonly LookupStep[];
  /** The record that was found, −1 = none. */
  readonly offset: number;
}
