/** Bytes that are being written, big-endian; they grow as needed. */
export interface ByteWriter {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

export function createWriter(capacity = 256): ByteWriter {
  const bytes = new Uint8Array(capacity);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}

/** A copy of what was written. */
export function writtenBytes(writer: ByteWriter): Uint8Array {
  return writer.bytes.slice(0, writer.length);
}

export function writeInt8(writer: ByteWriter, value: number): void {
  const at = reserve(writer, 1);
  writer.view.setInt8(at, value);
}

export function writeInt16(writer: ByteWriter, value: number): void {
  const at = reserve(writer, 2);
  writer.view.setInt16(at, value);
}

/** Signed and unsigned numbers have the same bytes. */
export function writeInt32(writer: ByteWriter, value: number): void {
  const at = reserve(writer, 4);
  writer.view.setInt32(at, value);
}

export function writeInt64(writer: ByteWriter, value: bigint): void {
  const at = reserve(writer, 8);
  writer.view.setBigInt64(at, value);
}

export function writeBytes(writer: ByteWriter, bytes: Uint8Array): void {
  const at = reserve(writer, bytes.length);
  writer.bytes.set(bytes, at);
}

/** Makes room for so many bytes more. @returns where they begin */
function reserve(writer: ByteWriter, count: number): number {
  const at = writer.length;
  writer.length = at + count;
  if (writer.length <= writer.bytes.length) return at;
  const bytes = new Uint8Array(Math.max(writer.length, writer.bytes.length * 2));
  bytes.set(writer.bytes);
  writer.bytes = bytes;
  writer.view = new DataView(bytes.buffer);
  return at;
}
