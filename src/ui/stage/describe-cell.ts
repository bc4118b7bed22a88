import { CELL_FATES, CELL_FLAGS, type Frame, type Opened } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { findReplica } from './hit-test.ts';
import type { LaneLayout } from './layout.ts';
import { shortName } from './names.ts';

/** A cell of a strip in words, for its tooltip and for the screen reader. */
export interface CellWords {
  readonly title: string;
  readonly fate: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly label: string;
  readonly address: string;
  readonly uid: number;
}

/** What is told of a record: id, key, place, producer, size, copies, fate. `cell` is its row in `frame.cells`. */
export function describeCell(opened: Opened, frame: Frame, lane: LaneLayout, cell: number): CellWords {
  const { cells } = frame;
  const offset = cells.offset[cell] ?? 0;
  const epoch = cells.leaderEpoch[cell] ?? 0;
  const node = frame.replicas.node[cells.replica[cell] ?? -1] ?? -1;
  const key = opened.names.texts[cells.label[cell] ?? -1] ?? '';
  const number = cells.number[cell] ?? 0;
  const record = key === '' ? `#${number}` : `${key}·${number}`;
  const fate = fateWords(cells.fate[cell] ?? 0, cells.flags[cell] ?? 0);
  const copies = copiesOf(opened, frame, cell);
  const producer = cells.producerId[cell] ?? -1;
  const sequence = cells.sequence[cell] ?? -1;
  const size = cells.size[cell] ?? 0;
  return {
    title: record,
    fate,
    facts: [
      { name: t('stage.tip.offset'), value: String(offset) },
      { name: t('stage.tip.epoch'), value: String(epoch) },
      ...(key === '' ? [] : [{ name: t('stage.tip.key'), value: key }]),
      ...(producer < 0 ? [] : [{ name: t('stage.tip.producer'), value: String(producer) }]),
      ...(sequence < 0 ? [] : [{ name: t('stage.tip.sequence'), value: String(sequence) }]),
      ...(size <= 0 ? [] : [{ name: t('stage.tip.size'), value: t('stage.tip.bytes', { n: size }) }]),
      { name: t('stage.tip.copies'), value: copies.join(', ') },
    ],
    label: t('stage.cell', { offset, broker: brokerWords(opened, node), record, fate }),
    address: `record(${lane.name},${offset},e${epoch})`,
    uid: cells.uid[cell] ?? -1,
  };
}

/** The name of a place where there is no record. */
export function describeEmpty(opened: Opened, node: number, offset: number): string {
  return t('stage.cellEmpty', { offset, broker: brokerWords(opened, node) });
}

/** A replica's row in one sentence. */
export function describeRow(opened: Opened, frame: Frame, partition: number, node: number): string {
  const replica = findReplica(frame, partition, node);
  const running = frame.replicas.running[replica] === 1;
  const leads = frame.partitions.leader[frame.partitions.partition.indexOf(partition)] === node;
  const sync = frame.replicas.sync[replica] ?? 0;
  const state = !running
    ? 'stage.down'
    : leads
      ? 'stage.leader'
      : sync === 2
        ? 'stage.isr'
        : sync === 1
          ? 'stage.elr'
          : 'stage.out';
  return t('stage.row', {
    broker: brokerWords(opened, node),
    end: frame.replicas.logEnd[replica] ?? 0,
    state: t(state),
  });
}

function brokerWords(opened: Opened, node: number): string {
  const broker = opened.brokers.find((one) => one.node === node);
  return broker === undefined ? shortName(opened, node) : t('stage.broker', { id: broker.id });
}

function fateWords(fate: number, flags: number): string {
  const words = [t(`stage.fate.${CELL_FATES[fate] ?? 'appended'}`)];
  if (flags & CELL_FLAGS.duplicate) words.push(t('stage.flag.duplicate'));
  if (flags & CELL_FLAGS.reordered) words.push(t('stage.flag.reordered'));
  if (flags & CELL_FLAGS.diverged) words.push(t('stage.flag.diverged'));
  if (flags & CELL_FLAGS.delivered) words.push(t('stage.flag.delivered'));
  return words.join(', ');
}

/** Brokers that hold this record in view, by offset if it stands elsewhere there. */
function copiesOf(opened: Opened, frame: Frame, cell: number): string[] {
  const { cells } = frame;
  const uid = cells.uid[cell] ?? -1;
  const found: string[] = [];
  for (let row = 0; row < cells.length; row++) {
    if (uid < 0 ? row !== cell : cells.uid[row] !== uid) continue;
    const name = shortName(opened, frame.replicas.node[cells.replica[row] ?? -1] ?? -1);
    found.push(cells.offset[row] === cells.offset[cell] ? name : `${name} @ ${cells.offset[row]}`);
  }
  return found;
}
