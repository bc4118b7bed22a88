/**
 * A second door to Kafka's room: what a screen may ask about files and bytes. It is a door of its own so that codec and
 * storage rules are loaded only when somebody opens a folder.
 */
export { dataDirectory, replicaFolder } from './view/folder.ts';
export type {
  BatchHead,
  BatchPage,
  FieldRow,
  FileKind,
  Folder,
  FolderFile,
  IndexEntry,
  Layout,
  Lookup,
  LookupStep,
  MappedBytes,
  RecordHead,
  SegmentPage,
} from './view/folder-rows.ts';
export { FILE_KINDS, LOOKUP_STEPS, ROLL_REASONS } from './view/folder-rows.ts';
export { lookUpOffset, lookUpTime } from './view/lookup.ts';
export { batchPage, segmentPage } from './view/segment-page.ts';
