import { FRAME_TABLES, type Frame, type FrameTables, PROTOCOL_VERSION, type TableName } from './protocol.ts';

/** One row of a table, a number per column. */
export type Row<N extends TableName> = { readonly [C in FrameTables[N][number]]: number };
export type Rows = { readonly [N in TableName]?: readonly Row<N>[] };

interface ColumnPlace {
  readonly table: TableName;
  readonly column: string;
  readonly wide: boolean;
}

const TABLE_NAMES = Object.keys(FRAME_TABLES).filter(isTableName);
/** All columns: the float64 ones first, so that each stands at a multiple of 8 bytes. */
const PLACES: readonly ColumnPlace[] = [true, false].flatMap((wide) =>
  TABLE_NAMES.flatMap((table) =>
    FRAME_TABLES[table].filter((column) => column.endsWith('Us') === wide).map((column) => ({ table, column, wide })),
  ),
);
/** version, run, then the length of each table; int32. */
const HEADER_INTS = 2 + TABLE_NAMES.length;
const HEADER_BYTES = Math.ceil((HEADER_INTS * 4) / 8) * 8;

/** Buffers that the page has given back. */
export interface BufferPool {
  readonly free: ArrayBuffer[];
}

export function createBufferPool(): BufferPool {
  return { free: [] };
}

/** Takes a buffer back; at most eight are kept. */
export function giveBack(pool: BufferPool, buffer: ArrayBuffer): void {
  if (pool.free.length < 8 && buffer.byteLength > 0) pool.free.push(buffer);
}

/** A frame whose tables have these lengths, in a buffer from the pool; every column is there to be filled. */
export function allocateFrame(lengths: { readonly [N in TableName]?: number }, run: number, pool: BufferPool): Frame {
  let bytes = HEADER_BYTES;
  for (const place of PLACES) bytes += (lengths[place.table] ?? 0) * (place.wide ? 8 : 4);
  const buffer = takeBuffer(pool, bytes);
  const header = new Int32Array(buffer, 0, HEADER_INTS);
  header[0] = PROTOCOL_VERSION;
  header[1] = run;
  TABLE_NAMES.forEach((table, index) => {
    header[2 + index] = lengths[table] ?? 0;
  });
  return readFrame(buffer);
}

/** Builds a frame from rows of numbers. For tests and fixtures; the engine fills columns in place. */
export function buildFrame(rows: Rows, run: number, pool: BufferPool = createBufferPool()): Frame {
  const lengths: { [N in TableName]?: number } = {};
  for (const table of TABLE_NAMES) lengths[table] = rows[table]?.length ?? 0;
  const frame = allocateFrame(lengths, run, pool);
  for (const table of TABLE_NAMES) {
    const given: readonly Readonly<Record<string, number>>[] = rows[table] ?? [];
    const columns: Readonly<Record<string, unknown>> = frame[table];
    for (const column of FRAME_TABLES[table]) {
      const target = columns[column];
      if (!(target instanceof Int32Array) && !(target instanceof Float64Array)) continue;
      given.forEach((row, index) => {
        target[index] = row[column] ?? -1;
      });
    }
  }
  return frame;
}

/** The views on a frame's buffer. */
export function readFrame(buffer: ArrayBuffer): Frame {
  const header = new Int32Array(buffer, 0, HEADER_INTS);
  if (header[0] !== PROTOCOL_VERSION) throw new Error(`a frame of version ${header[0]}, ${PROTOCOL_VERSION} wanted`);
  const tables: Record<string, Record<string, unknown>> = {};
  TABLE_NAMES.forEach((table, index) => {
    tables[table] = { length: header[2 + index] ?? 0 };
  });
  let offset = HEADER_BYTES;
  for (const { table, column, wide } of PLACES) {
    const length = header[2 + TABLE_NAMES.indexOf(table)] ?? 0;
    const columns = tables[table];
    if (columns === undefined) continue;
    columns[column] = wide ? new Float64Array(buffer, offset, length) : new Int32Array(buffer, offset, length);
    offset += length * (wide ? 8 : 4);
  }
  return asFrame({ buffer, run: header[1] ?? 0, ...tables });
}

function takeBuffer(pool: BufferPool, bytes: number): ArrayBuffer {
  const index = pool.free.findIndex((buffer) => buffer.byteLength >= bytes);
  const found = index >= 0 ? pool.free.splice(index, 1)[0] : undefined;
  if (found !== undefined) return found;
  pool.free.length = 0;
  return new ArrayBuffer(Math.ceil((bytes * 1.5) / 1024) * 1024);
}

function isTableName(name: string): name is TableName {
  return Object.hasOwn(FRAME_TABLES, name);
}

/** The one place where the layout is trusted to be the declared one. */
function asFrame(value: object): Frame {
  return value as Frame;
}
