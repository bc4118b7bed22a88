import { type ReactNode, useState } from 'react';
import type { BatchPage, Layout, MappedBytes } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { theEngine } from '../store/store.ts';
import { FieldGrid, meaningOf } from './field-grid.tsx';
import { Missing, size } from './folder-files.tsx';
import { offsetsOf, type Place } from './folder-place.ts';
import { HexView } from './hex-view.tsx';
import { useDisk } from './use-disk.ts';

const IN_FILE: Layout = { magic: 2, codec: 0 };
const MAGICS = [2, 1, 0] as const;
const CODECS = [0, 1] as const;

/** A batch: its bytes, what each of them is, and the same records in older layouts. */
export function BatchView({ place }: { readonly place: Place }) {
  const { owner, batch: offset } = place;
  const [layout, setLayout] = useState(IN_FILE);
  const answer = useDisk(`${owner} batch ${offset} ${layout.magic} ${layout.codec}`, (timeUs) =>
    theEngine().batch(timeUs, owner, offset, layout),
  );
  // The old layout stays until the new one is there, so that nothing jumps.
  const [page, setPage] = useState<BatchPage | null>(null);
  if (answer !== null && answer.value !== page) setPage(answer.value);
  if (page === null) return <Missing answer={answer} />;
  const { head, written, block } = page;
  return (
    <>
      <p className="folder-note">
        {t('folder.span', { n: head.lastOffset - head.baseOffset + 1, range: offsetsOf(head) })} ·{' '}
        {t('folder.at', { position: head.position })} · {size(head.bytes)}
        {' · '}
        <Glyph name={page.isIntact ? 'check' : 'cross'} size={11} />{' '}
        {t(page.isIntact ? 'folder.intact' : 'folder.damaged')}
      </p>
      <Remarks head={head} />
      <Bytes page={page} written={written} block={block} record={offset - head.baseOffset}>
        <Layouts page={page} layout={layout} onChoose={setLayout} />
      </Bytes>
    </>
  );
}

/** What compression and cleanings have made of a batch. */
function Remarks({ head }: { readonly head: BatchPage['head'] }) {
  const { codec, bytes, plainBytes, records, deleteHorizonMs } = head;
  const span = head.lastOffset - head.baseOffset + 1;
  return (
    <>
      {codec === 'none' ? null : (
        <p className="folder-note">{t('folder.codec', { codec, bytes: size(bytes), plain: size(plainBytes) })}</p>
      )}
      {records === span ? null : <p className="folder-note">{t('folder.holes', { records, span })}</p>}
      {deleteHorizonMs < 0 ? null : <p className="folder-note">{t('folder.horizon', { ms: deleteHorizonMs })}</p>}
    </>
  );
}

interface LayoutsProps {
  readonly page: BatchPage;
  readonly layout: Layout;
  readonly onChoose: (layout: Layout) => void;
}

/** Sizes of the same records, each a way to see its bytes. */
function Layouts({ page, layout, onChoose }: LayoutsProps) {
  const most = Math.max(...page.sizes.map(({ bytes }) => bytes));
  return (
    <fieldset className="folder-layouts">
      <legend>{t('folder.layouts')}</legend>
      {CODECS.map((codec) =>
        MAGICS.map((magic) => {
          const bytes = page.sizes.find((one) => one.magic === magic && one.codec === codec)?.bytes ?? 0;
          const isChosen = layout.magic === magic && layout.codec === codec;
          return (
            <label key={`${magic} ${codec}`} data-chosen={isChosen}>
              <input type="radio" name="folder-layout" checked={isChosen} onChange={() => onChoose({ magic, codec })} />
              <span>
                {t(`folder.layout.${magic}`)}
                {codec === 1 ? ' + gzip' : ''}
              </span>
              <span className="mono">{bytes.toLocaleString('en')}</span>
              <i style={{ width: `${(bytes / most) * 100}%` }} />
            </label>
          );
        }),
      )}
      <p className="folder-note">
        {t(`folder.layoutNote.${layout.magic}`)} {layout.codec === 1 ? t('folder.gzipNote') : ''}
      </p>
    </fieldset>
  );
}

interface BytesProps {
  readonly page: BatchPage;
  readonly written: MappedBytes;
  readonly block: MappedBytes | null;
  /** Whose bytes are looked at first. */
  readonly record: number;
  /** Stands between the bytes and the table of fields. */
  readonly children: ReactNode;
}

function Bytes({ page, written, block, record, children }: BytesProps) {
  const [part, setPart] = useState<'written' | 'block'>('written');
  const [chosen, setChosen] = useState(() => firstOf(written, record));
  const [hovered, setHovered] = useState(-1);
  // Another layout has other fields, and the switch between them keeps its focus.
  const [layout, setLayout] = useState(page.layout);
  if (layout.magic !== page.layout.magic || layout.codec !== page.layout.codec) {
    setLayout(page.layout);
    setPart('written');
    setChosen(firstOf(written, record));
    setHovered(-1);
  }
  const { bytes, fields } = part === 'block' && block !== null ? block : written;
  const active = hovered >= 0 ? hovered : Math.min(chosen, fields.length - 1);
  const field = fields[active];
  const isOld = page.layout.magic < 2;
  return (
    <>
      {block === null ? null : (
        <div className="folder-parts" role="radiogroup" aria-label={t('folder.part')}>
          {(['written', 'block'] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="folder-part"
                checked={part === one}
                onChange={() => {
                  setPart(one);
                  setChosen(0);
                  setHovered(-1);
                }}
              />
              {t(`folder.part.${one}`)}
            </label>
          ))}
        </div>
      )}
      <HexView
        bytes={bytes}
        fields={fields}
        active={active}
        chosen={chosen}
        onChoose={setChosen}
        onHover={setHovered}
      />
      {field === undefined ? null : (
        <p className="folder-reads" aria-live="polite">
          {t('folder.reads', {
            name: field.name,
            from: field.from,
            length: field.length,
            value: field.value.length > 60 ? `${field.value.slice(0, 60)}…` : field.value,
            meaning: meaningOf(field.name, isOld),
          })}
        </p>
      )}
      {children}
      <FieldGrid
        fields={fields}
        records={page.records}
        isOld={isOld}
        chosen={chosen}
        active={active}
        onChoose={setChosen}
        onHover={setHovered}
      />
    </>
  );
}

/** The first field of a record; the first of all for the first record. */
function firstOf({ fields }: MappedBytes, record: number): number {
  return record > 0
    ? Math.max(
        0,
        fields.findIndex((field) => field.record === record),
      )
    : 0;
}
