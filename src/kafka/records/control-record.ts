import { viewOf } from './byte-cursor.ts';
import { createWriter, writeInt16, writeInt32, writtenBytes } from './byte-writer.ts';
import { type Fault, faultOf } from './fault.ts';
import { type BatchRecord, recordOf } from './record.ts';

/**
 * Kinds of control records; the position is the number in the key. Only the first two are in a topic's log, the others
 * are KRaft's own.
 *
 * @see `ControlRecordType`
 */
export const CONTROL_TYPES = [
  'ABORT',
  'COMMIT',
  'LEADER_CHANGE',
  'SNAPSHOT_HEADER',
  'SNAPSHOT_FOOTER',
  'KRAFT_VERSION',
  'KRAFT_VOTERS',
] as const;

export type ControlType = (typeof CONTROL_TYPES)[number] | 'UNKNOWN';

/** int16 version, int16 type. */
export const CONTROL_KEY_BYTES = 4;
/** int16 version, int32 epoch of the coordinator. */
export const MARKER_BYTES = 6;

export interface ControlRecord {
  readonly type: ControlType;
  readonly version: number;
  /** Of the marker that ends a transaction; null in the other kinds, whose values are not read here. */
  readonly coordinatorEpoch: number | null;
}

/**
 * What a control record says. A version above the known one is read as the known one.
 *
 * @see `ControlRecordType#parse`, `EndTransactionMarker#deserializeValue`
 */
export function readControlRecord(record: BatchRecord): ControlRecord | Fault {
  const { key, value } = record;
  if (key === null || key.length < CONTROL_KEY_BYTES) return faultOf('control-key-size', 0, key?.length ?? -1);
  const keyView = viewOf(key);
  const version = keyView.getInt16(0);
  if (version < 0) return faultOf('control-version', 0, version);
  const type = CONTROL_TYPES[keyView.getInt16(2)] ?? 'UNKNOWN';
  if (type !== 'ABORT' && type !== 'COMMIT') return { type, version, coordinatorEpoch: null };
  if (value === null || value.length < MARKER_BYTES) return faultOf('marker-size', 0, value?.length ?? -1);
  const valueView = viewOf(value);
  if (valueView.getInt16(0) < 0) return faultOf('marker-version', 0, valueView.getInt16(0));
  return { type, version, coordinatorEpoch: valueView.getInt32(2) };
}

/** The record that ends a transaction in a partition. @see `EndTransactionMarker#serializeValue` */
export function endTransactionRecord(type: 'ABORT' | 'COMMIT', coordinatorEpoch: number): BatchRecord {
  const key = createWriter(CONTROL_KEY_BYTES);
  writeInt16(key, 0);
  writeInt16(key, CONTROL_TYPES.indexOf(type));
  const value = createWriter(MARKER_BYTES);
  writeInt16(value, 0);
  writeInt32(value, coordinatorEpoch);
  return recordOf(0, 0n, writtenBytes(key), writtenBytes(value));
}
