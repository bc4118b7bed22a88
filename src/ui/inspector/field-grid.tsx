import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import type { BatchPage, FieldRow } from '../../engine/protocol.ts';
import { has, t } from '../i18n/index.ts';

/** Records listed before and after the one that is open. */
const NEIGHBOURS = 40;

interface FieldGridProps {
  readonly fields: readonly FieldRow[];
  readonly records: BatchPage['records'];
  /** Of a layout before batches. */
  readonly isOld: boolean;
  readonly chosen: number;
  readonly active: number;
  readonly onChoose: (field: number) => void;
  readonly onHover: (field: number) => void;
}

/** What a field is for, in a sentence. */
export function meaningOf(name: string, isOld: boolean): string {
  const old = `folder.field.${name}.old`;
  return t(isOld && has(old) ? old : `folder.field.${name}`);
}

/** The fields as a table: the header, and the record that is looked at; the others are one row each. */
export function FieldGrid({ fields, records, isOld, chosen, active, onChoose, onHover }: FieldGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const open = fields[chosen]?.record ?? -1;
  const rows = rowsOf(fields, open);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...(box.current?.querySelectorAll('button') ?? [])];
    const place = document.activeElement instanceof HTMLButtonElement ? all.indexOf(document.activeElement) : -1;
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || place < 0) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table that arrows walk through is no set of form fields
    <div
      ref={box}
      className="folder-fields"
      role="group"
      aria-label={t('folder.fields')}
      onKeyDown={onKeyDown}
      onMouseOver={(event) => onHover(fieldUnder(event))}
      onFocus={() => onHover(-1)}
      onMouseLeave={() => onHover(-1)}
    >
      <table>
        <thead>
          <tr>
            {['field', 'from', 'length', 'value'].map((column) => (
              <th key={column} scope="col">
                {t(`folder.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map(({ field, index, isGroup }) =>
          isGroup ? (
            <tbody key={`record ${field.record}`}>
              <tr>
                <td colSpan={4}>
                  <button
                    type="button"
                    className="folder-fields-record"
                    aria-expanded={field.record === open}
                    tabIndex={-1}
                    onClick={() => onChoose(index)}
                  >
                    {t('folder.record', { n: field.record })} <RecordHead head={records[field.record]} />
                  </button>
                </td>
              </tr>
            </tbody>
          ) : (
            <tbody key={index} data-field={index} data-active={index === active}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    className="mono"
                    aria-current={index === chosen}
                    tabIndex={index === chosen ? 0 : -1}
                    onFocus={() => onChoose(index)}
                    onClick={() => onChoose(index)}
                  >
                    {field.name}
                  </button>
                </th>
                <td className="mono">{field.from}</td>
                <td className="mono">{field.length}</td>
                <td className="mono">{field.value}</td>
              </tr>
              <tr>
                <td colSpan={4}>{meaningOf(field.name, isOld)}</td>
              </tr>
            </tbody>
          ),
        )}
      </table>
      <More rows={rows} fields={fields} />
    </div>
  );
}

function RecordHead({ head }: { readonly head: BatchPage['records'][number] | undefined }) {
  if (head === undefined) return null;
  return (
    <small className="mono">
      {t('folder.recordAt', { offset: head.offset })} {head.key === '' ? '' : `· ${head.key}`}
    </small>
  );
}

interface GridRow {
  readonly field: FieldRow;
  readonly index: number;
  /** A record's first field, standing for the record. */
  readonly isGroup: boolean;
}

function rowsOf(fields: readonly FieldRow[], open: number): GridRow[] {
  const rows: GridRow[] = [];
  let record = -1;
  fields.forEach((field, index) => {
    if (field.record >= 0 && field.record !== record) {
      record = field.record;
      const isNear = Math.abs(record - Math.max(0, open)) <= NEIGHBOURS;
      if (isNear) rows.push({ field, index, isGroup: true });
    }
    if (field.record < 0 || field.record === open) rows.push({ field, index, isGroup: false });
  });
  return rows;
}

function More({ rows, fields }: { readonly rows: readonly GridRow[]; readonly fields: readonly FieldRow[] }) {
  const all = (fields.at(-1)?.record ?? -1) + 1;
  const hidden = all - rows.filter(({ isGroup }) => isGroup).length;
  return hidden > 0 ? <p className="folder-note">{t('folder.more', { n: hidden })}</p> : null;
}

function fieldUnder({ target }: MouseEvent): number {
  const field = target instanceof Element ? target.closest<HTMLElement>('[data-field]')?.dataset.field : undefined;
  return field === undefined ? -1 : Number(field);
}
