import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import type { FieldRow } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';

const PER_ROW = 8;
const ROW = 18;
/** Rows that are drawn above and below those in view. */
const SPARE = 6;
const IN_VIEW = 10;

interface HexViewProps {
  readonly bytes: Uint8Array;
  readonly fields: readonly FieldRow[];
  /** Index of the field that is marked. */
  readonly active: number;
  /** Index of the field from which arrows go on. */
  readonly chosen: number;
  readonly onChoose: (field: number) => void;
  readonly onHover: (field: number) => void;
}

/** Bytes with their places and their text; those of one field are marked together. Only rows in view are drawn. */
export function HexView({ bytes, fields, active, chosen, onChoose, onHover }: HexViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const rows = Math.ceil(bytes.length / PER_ROW);
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(rows, first + IN_VIEW + 2 * SPARE);
  const field = fields[chosen];
  useEffect(() => {
    const element = box.current;
    if (element === null || field === undefined) return;
    const from = Math.floor(field.from / PER_ROW) * ROW;
    const isSeen = from >= element.scrollTop && from + ROW <= element.scrollTop + element.clientHeight;
    if (!isSeen) element.scrollTop = Math.max(0, from - 2 * ROW);
  }, [field]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextField(event.key, chosen, fields);
    if (next < 0) return;
    event.preventDefault();
    onChoose(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of bytes is no set of form fields
    <div
      ref={box}
      className="folder-hex mono"
      role="group"
      aria-label={t('folder.hex')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows go from field to field in here
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onMouseOver={(event) => onHover(fieldUnder(event))}
      onFocus={() => onHover(-1)}
      onMouseLeave={() => onHover(-1)}
      onClick={(event) => {
        const under = fieldUnder(event);
        if (under >= 0) onChoose(under);
      }}
    >
      <div style={{ height: rows * ROW }}>
        {range(first, last).map((row) => (
          <Row key={row} row={row} bytes={bytes} fields={fields} active={active} />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: number;
  readonly bytes: Uint8Array;
  readonly fields: readonly FieldRow[];
  readonly active: number;
}

function Row({ row, bytes, fields, active }: RowProps) {
  const from = row * PER_ROW;
  const cells = Array.from(bytes.subarray(from, from + PER_ROW), (byte, i) => {
    const field = fieldAt(fields, from + i);
    return { byte, field, name: className(fields[field], field === active) };
  });
  return (
    <div className="folder-hex-row" style={{ top: row * ROW }}>
      <span className="folder-hex-at">{from.toString(16).padStart(4, '0')}</span>
      <span className="folder-hex-bytes">
        {cells.map(({ byte, field, name }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
          <i key={i} data-field={field} className={name}>
            {byte.toString(16).padStart(2, '0')}
          </i>
        ))}
      </span>
      <span className="folder-hex-text" aria-hidden="true">
        {cells.map(({ byte, field, name }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
          <i key={i} data-field={field} className={name}>
            {byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'}
          </i>
        ))}
      </span>
    </div>
  );
}

/** Records are told apart by their ground, keys and values by their weight. */
function className(field: FieldRow | undefined, isActive: boolean): string {
  if (isActive) return 'folder-hex-active';
  if (field === undefined || field.record < 0) return 'folder-hex-header';
  const isContent = field.name === 'key' || field.name === 'value';
  return `${field.record % 2 === 0 ? 'folder-hex-even' : 'folder-hex-odd'}${isContent ? ' folder-hex-content' : ''}`;
}

/** Index of the field that holds a byte. */
function fieldAt(fields: readonly FieldRow[], position: number): number {
  let low = 0;
  let high = fields.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((fields[middle]?.from ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

function nextField(key: string, chosen: number, fields: readonly FieldRow[]): number {
  const from = fields[chosen]?.from ?? 0;
  const end = (fields[chosen]?.from ?? 0) + (fields[chosen]?.length ?? 1) - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(chosen + 1, fields.length - 1);
    case 'ArrowLeft':
      return Math.max(0, chosen - 1);
    case 'ArrowDown':
      return fieldAt(fields, Math.max(end + 1, from + PER_ROW));
    case 'ArrowUp':
      return fieldAt(fields, Math.max(0, from - PER_ROW));
    case 'Home':
      return 0;
    case 'End':
      return fields.length - 1;
    default:
      return -1;
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function fieldUnder({ target }: MouseEvent): number {
  const field = target instanceof HTMLElement ? target.dataset.field : undefined;
  return field === undefined ? -1 : Number(field);
}
