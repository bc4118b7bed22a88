import { useState } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { EventRow } from '../components/event-row.tsx';
import { eventLook, type ToldEvent } from '../components/event-sentence.ts';
import { runNames } from '../components/run-names.ts';
import { t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import './events.css';

const FILTERS = ['key', 'network', 'storage', 'group', 'yours'] as const;
type Filter = (typeof FILTERS)[number];
const SHOWN = 40;

/** What just happened: key events up to the instant, newest first, one sentence each. */
export function Events() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const playing = useStore((state) => state.playing);
  const [filter, setFilter] = useState<Filter>('key');
  const told = useFrame(readEvents, []);
  if (opened === null) return null;
  const names = runNames(opened, frames.current());
  const matching = told.flatMap((one) => {
    const event = eventOf(opened, one);
    return event !== null && belongs(filter, event, names.fault(one.values[0] ?? -1).byUser) ? [{ event, one }] : [];
  });
  const shown = gathered(matching);
  return (
    <section className="events" aria-label={t('events.title')}>
      <header className="events-head">
        <h2>{t('events.title')}</h2>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's looks and meaning */}
        <div className="events-filters" role="group" aria-label={t('events.filter')}>
          {FILTERS.map((one) => (
            <button key={one} type="button" aria-pressed={filter === one} onClick={() => setFilter(one)}>
              {t(`events.${one}`)}
            </button>
          ))}
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, so keys must reach it */}
      <div className="events-list" role="log" aria-live={playing ? 'off' : 'polite'} data-events="" tabIndex={0}>
        {shown.length === 0 ? <p>{t('events.none')}</p> : null}
        {shown.slice(0, SHOWN).map(({ event, one, times }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one event may tell several things of one kind
          <EventRow key={`${one.seq} ${one.kind} ${i}`} event={event} timeUs={one.timeUs} names={names} times={times} />
        ))}
      </div>
    </section>
  );
}

/** A row of the frame's events. */
interface Told {
  readonly timeUs: number;
  readonly seq: number;
  readonly kind: number;
  readonly node: number;
  readonly values: readonly number[];
}

function readEvents(frame: Frame): readonly Told[] {
  const { events } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  const told: Told[] = [];
  for (let row = events.length - 1; row >= 0; row--) {
    const timeUs = events.timeUs[row] ?? 0;
    if (timeUs > now) continue;
    told.push({
      timeUs,
      seq: events.seq[row] ?? 0,
      kind: events.kind[row] ?? 0,
      node: events.node[row] ?? -1,
      values: [events.a, events.b, events.c, events.d, events.e, events.f].map((column) => column[row] ?? 0),
    });
  }
  return told;
}

interface Row {
  readonly event: ToldEvent;
  readonly one: Told;
}

/** The same thing over and over, as attempts on a broker that is down, becomes one row with its count. */
function gathered(rows: readonly Row[]): readonly (Row & { readonly times: number })[] {
  const all: (Row & { times: number })[] = [];
  for (const row of rows) {
    const last = all.at(-1);
    const isSame = last !== undefined && last.event.kind === row.event.kind && last.event.node === row.event.node;
    if (isSame && eventLook(row.event).group === 'network') last.times += 1;
    else all.push({ ...row, times: 1 });
  }
  return all;
}

function eventOf(opened: Opened, told: Told): ToldEvent | null {
  const kind = opened.names.kinds[told.kind];
  if (kind === undefined) return null;
  const fields = Object.fromEntries(kind.fields.map((field, i) => [field, told.values[i] ?? 0]));
  return { kind: kind.name, node: told.node, fields };
}

function belongs(filter: Filter, event: ToldEvent, isUsers: boolean): boolean {
  if (filter === 'key') return true;
  const { group } = eventLook(event);
  if (filter === 'yours') return group === 'yours' && (event.fields.command === undefined || isUsers);
  return group === filter;
}
