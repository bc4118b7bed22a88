import { set, useStore } from '../store/store.ts';

/** `A17`, the 17th record of key A; without a key, its number in the run. */
export function recordLabel(row: { readonly key: string; readonly number: number; readonly uid: number }): string {
  if (row.key === '') return `#${row.uid}`;
  return row.number < 0 ? row.key : `${row.key}${/\d$/.test(row.key) ? '·' : ''}${row.number}`;
}

/** Selects a record by its uid; the address says where it stands, as far as that is known. */
export function selectRecord(uid: number, partition: number, offset: number): void {
  const name = useStore.getState().opened?.partitions.find((one) => one.partition === partition)?.name ?? '';
  set({ uid, selection: offset < 0 ? `record(${name},?)` : `record(${name},${offset})` });
}
