import { useEffect, useRef, useState } from 'react';
import type { LedgerRow } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { recordLabel, selectRecord } from '../components/record-label.ts';
import { runNames } from '../components/run-names.ts';
import { has, t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { type Choices, goTo, set, theEngine, useStore } from '../store/store.ts';
import './ledger.css';

const ROW = 28;
const PAGE = 80;

interface Page {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly LedgerRow[];
}

/** Every message of the run in a dialog. */
export function Ledger() {
  useLanguage();
  const filter = useStore((state) => state.filter);
  const [total, setTotal] = useState(0);
  return (
    <Dialog
      size="wide"
      title={t('records.title')}
      onClose={() => set({ panel: 'none' })}
      aside={
        <span className="ledger-aside">
          {t('records.count', { n: total })}
          {filter !== '' ? (
            <button type="button" onClick={() => set({ filter: '' })}>
              {has(`count.${filter}`) ? t(`count.${filter}`) : filter} ×
            </button>
          ) : null}
        </span>
      }
    >
      <Records onTotal={setTotal} />
    </Dialog>
  );
}

interface RecordsProps {
  /** Hears how many records match. */
  readonly onTotal?: (total: number) => void;
}

/** One row for each message. Only the rows in view are asked for. */
export function Records({ onTotal }: RecordsProps) {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const filter = useStore((state) => state.filter);
  const timeUs = useStore(shownUs);
  const uid = useStore((state) => state.uid);
  const [from, setFrom] = useState(0);
  const [page, setPage] = useState<Page>({ from: 0, total: 0, rows: [] });
  const box = useRef<HTMLDivElement>(null);
  const run = opened?.run;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other records
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => {
      void theEngine()
        .ledger(timeUs, from, PAGE, filter)
        .then(({ total, rows }) => {
          if (isOld) return;
          setPage({ from, total, rows });
          onTotal?.(total);
        });
    }, 40);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [timeUs, from, filter, run, onTotal]);
  if (opened === null) return null;
  const names = runNames(opened, frames.current());
  const onScroll = (): void => {
    const first = Math.floor((box.current?.scrollTop ?? 0) / ROW);
    const wanted = Math.max(0, Math.floor((first - 20) / 20) * 20);
    if (wanted !== from) setFrom(wanted);
  };
  const choose = (row: LedgerRow): void => {
    selectRecord(row.uid, row.partition, row.offset);
    set({ panel: 'none', inspectorShown: true });
  };
  const below = Math.max(0, page.total - page.from - page.rows.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the table scrolls, so keys must reach it
    <div className="ledger" data-first="" ref={box} onScroll={onScroll} tabIndex={0}>
      <table aria-rowcount={page.total} aria-label={t('records.title')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`records.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.from > 0 ? <Space height={page.from * ROW} /> : null}
          {page.rows.map((row, i) => (
            <tr key={row.uid} aria-rowindex={page.from + i + 1} aria-selected={row.uid === uid}>
              <td>
                <button type="button" className="ledger-record" onClick={() => choose(row)}>
                  {recordLabel(row)}
                </button>
              </td>
              <td>{names.partition(row.partition)}</td>
              <td className="mono">{row.offset < 0 ? '–' : row.offset}</td>
              <td>
                <Time us={row.createdUs} />
              </td>
              <td>
                <Time us={row.outcomeUs} />
              </td>
              <td>{outcomeName(row.outcome)}</td>
              <td className="mono">{row.deliveries}</td>
              <td>
                <span className={`ledger-fate ledger-fate-${row.fate}`}>{word('fate', row.fate)}</span>
              </td>
              <td>{row.where === '' || row.where === 'none' ? '' : word('where', row.where)}</td>
            </tr>
          ))}
          {below > 0 ? <Space height={below * ROW} /> : null}
        </tbody>
      </table>
      {page.total === 0 ? (
        <p className="ledger-none">{t(filter === '' ? 'records.none' : 'records.noneSuch')}</p>
      ) : null}
    </div>
  );
}

/** The instant on the screen; while time runs, four times a simulated second. */
function shownUs({ timeUs, playing }: Choices): number {
  return playing ? Math.floor(timeUs / 250_000) * 250_000 : Math.floor(timeUs);
}

const COLUMNS = [
  'record',
  'partition',
  'offset',
  'created',
  'settled',
  'outcome',
  'deliveries',
  'fate',
  'where',
] as const;

function Space({ height }: { readonly height: number }) {
  return (
    <tr>
      <td colSpan={COLUMNS.length} style={{ height, padding: 0 }} />
    </tr>
  );
}

function Time({ us }: { readonly us: number }) {
  if (us < 0) return '–';
  return (
    <button
      type="button"
      className="ledger-time mono"
      onClick={() => {
        set({ panel: 'none' });
        goTo(us);
      }}
    >
      {(us / 1e6).toFixed(3)}
    </button>
  );
}

function word(room: string, name: string): string {
  return has(`${room}.${name}`) ? t(`${room}.${name}`) : name;
}

function outcomeName(outcome: string): string {
  return has(`records.outcome.${outcome}`) ? t(`records.outcome.${outcome}`) : outcome;
}
