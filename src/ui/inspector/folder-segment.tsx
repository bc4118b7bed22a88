import { useState } from 'react';
import type { SegmentPage } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { theEngine } from '../store/store.ts';
import { Missing, size } from './folder-files.tsx';
import { offsetsOf, type Place } from './folder-place.ts';
import { useDisk } from './use-disk.ts';

interface SegmentViewProps {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
}

/** The rows of a segment's file: batches by their headers, or entries of an index. */
export function SegmentView({ place, onGo }: SegmentViewProps) {
  const { owner, segment } = place;
  const file = place.file === 'index' || place.file === 'timeindex' ? place.file : 'log';
  const [from, setFrom] = useState(-1);
  const answer = useDisk(`${owner} ${file} ${segment} ${from}`, (timeUs) =>
    theEngine().segment(timeUs, owner, file, segment, from),
  );
  const page = answer?.value ?? null;
  if (page === null) return <Missing answer={answer} />;
  const rows = page.batches.length + page.entries.length;
  return (
    <>
      <p className="folder-note">
        {t(page.isActive ? 'folder.active' : 'folder.sealed')} · {t(`folder.reason.${page.reason}`)} ·{' '}
        {t(file === 'log' ? 'folder.batches' : 'folder.entries', { n: page.total })}
        {file === 'log' ? ` · ${size(page.bytes)}` : ''}
      </p>
      {rows === 0 ? <p className="inspector-empty">{t('folder.noRows')}</p> : null}
      {rows === 0 ? null : file === 'log' ? (
        <Batches page={page} place={place} onGo={onGo} />
      ) : (
        <Entries page={page} place={place} onGo={onGo} />
      )}
      {rows < page.total ? (
        <div className="folder-pages">
          <button type="button" disabled={page.from === 0} onClick={() => setFrom(Math.max(0, page.from - rows))}>
            {t('folder.earlier')}
          </button>
          <button
            type="button"
            disabled={page.from + rows >= page.total}
            onClick={() => setFrom(Math.min(page.from + rows, page.total - 1))}
          >
            {t('folder.later')}
          </button>
        </div>
      ) : null}
    </>
  );
}

interface RowsProps extends SegmentViewProps {
  readonly page: SegmentPage;
}

function Batches({ page, place, onGo }: RowsProps) {
  return (
    <table className="folder-table folder-numbers">
      <thead>
        <tr>
          {['offsets', 'position', 'bytes', 'records', 'epoch'].map((column) => (
            <th key={column} scope="col">
              {t(`folder.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.batches.map((batch) => (
          <tr key={batch.position}>
            <td>
              <button
                type="button"
                className="mono folder-open"
                onClick={() => onGo({ ...place, segment: page.baseOffset, batch: batch.baseOffset })}
              >
                {offsetsOf(batch)}
              </button>
            </td>
            <td className="mono">{batch.position}</td>
            <td className="mono">{batch.bytes}</td>
            <td className="mono">{batch.records}</td>
            <td className="mono">{batch.leaderEpoch}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Entries({ page, place, onGo }: RowsProps) {
  const isTime = page.file === 'timeindex';
  return (
    <table className="folder-table folder-numbers">
      <thead>
        <tr>
          <th scope="col">{t('folder.slot')}</th>
          <th scope="col">{t(isTime ? 'folder.timestamp' : 'folder.offset')}</th>
          <th scope="col">{t(isTime ? 'folder.offset' : 'folder.position')}</th>
          <th scope="col">{t('folder.onDisk')}</th>
        </tr>
      </thead>
      <tbody>
        {page.entries.map((entry) => (
          <tr key={entry.slot}>
            <td className="mono">{entry.slot}</td>
            <td className="mono">{isTime ? entry.timestampMs : entry.offset}</td>
            <td>
              <button
                type="button"
                className="mono folder-open"
                onClick={() => onGo({ ...place, file: 'log', segment: page.baseOffset, batch: entry.offset })}
              >
                {isTime ? entry.offset : entry.position}
              </button>
            </td>
            <td className="mono folder-raw">{hexOf(entry.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** In groups of four bytes, as the numbers of an entry are. */
function hexOf(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return text.replace(/.{8}(?=.)/g, '$& ');
}
