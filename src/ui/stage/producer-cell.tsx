import type { ReactNode } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { at } from './cluster-cards.tsx';
import { leaderOf } from './draw-cells.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import { shortName } from './names.ts';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

type CellProps = StageProps & { readonly layout: StageLayout; readonly lane: LaneLayout };

interface Slot {
  readonly own: boolean;
  /** Part of the time to the timeout that is left. */
  readonly left: number;
}

const SLOTS = 5;

/** The producers' side of a lane: what waits for its batch, what waits for its answer. */
export function ProducerCell({ source, opened, layout, lane, reducedMotion }: CellProps): ReactNode {
  const state = useStageFrame(
    source,
    (frame) => readCell(opened, frame, lane.partition),
    null,
    `${opened.run} ${lane.partition}`,
  );
  if (state === null) return null;
  const small = layout.level === 'lane';
  const note =
    state.attempt > 0
      ? t('stage.retry', { n: state.attempt })
      : state.oldestUs > 1_000_000
        ? t('stage.oldest', { seconds: (state.oldestUs / 1e6).toFixed(1) })
        : '';
  if (small) {
    return (
      <div className="stage-cell small" style={at(lane.left)}>
        <Pair name={t('stage.batching')} value={String(state.records)} />
        <Pair name={t('stage.inFlightNone')} value={`${state.own} / ${SLOTS}`} />
      </div>
    );
  }
  return (
    <div className="stage-cell" style={at(lane.left)}>
      <Pair name={t('stage.batching')} value={t('stage.records', { n: state.records })} />
      <div className="stage-tray" aria-hidden="true">
        {Array.from({ length: Math.min(6, state.records) }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are places
          <span key={i} />
        ))}
        {state.records > 6 && <b className="mono">+</b>}
      </div>
      <Pair
        name={state.leader === '' ? t('stage.inFlightNone') : t('stage.inFlight', { node: state.leader })}
        value={`${state.used} / ${SLOTS}`}
      />
      <div className="stage-slots" aria-hidden="true">
        {state.slots.map((slot, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are places
          <SlotSign key={i} slot={slot} />
        ))}
      </div>
      <p className="stage-cell-note" data-risk={note !== ''}>
        {note !== '' ? note : state.used > state.own ? t('stage.shared') : ''}
      </p>
      {reducedMotion && state.sent !== '' && <p className="stage-cell-note">{state.sent}</p>}
    </div>
  );
}

function readCell(opened: Opened, frame: Frame, partition: number) {
  const now = frame.clock.timeUs[0] ?? 0;
  const leader = leaderOf(frame, partition);
  let records = 0;
  let attempt = 0;
  let oldestUs = 0;
  for (let row = 0; row < frame.batching.length; row++) {
    if (frame.batching.partition[row] !== partition) continue;
    records += frame.batching.records[row] ?? 0;
    attempt = Math.max(attempt, frame.batching.attempt[row] ?? 0);
    oldestUs = Math.max(oldestUs, now - (frame.batching.sinceUs[row] ?? now));
  }
  const slots: (Slot | null)[] = [];
  let own = 0;
  const ownTo: number[] = [];
  for (let row = 0; row < frame.inFlight.length; row++) {
    if (frame.inFlight.partition[row] === partition) ownTo.push(frame.inFlight.to[row] ?? -1);
  }
  const shown = ownTo.includes(leader) || leader >= 0 ? leader : (ownTo[0] ?? -1);
  for (let row = 0; row < frame.inFlight.length; row++) {
    const isOwn = frame.inFlight.partition[row] === partition;
    if (!isOwn && frame.inFlight.to[row] !== shown) continue;
    const sent = frame.inFlight.sentUs[row] ?? now;
    const timeout = frame.inFlight.timeoutUs[row] ?? now;
    if (isOwn) {
      own += 1;
      // What is in flight for the first time is no retry.
      attempt = Math.max(attempt, (frame.inFlight.attempt[row] ?? 1) - 1);
      oldestUs = Math.max(oldestUs, now - sent);
    }
    const left = timeout > sent ? Math.max(0, Math.min(1, (timeout - now) / (timeout - sent))) : 1;
    slots.push({ own: isOwn, left: Math.round(left * 24) / 24 });
  }
  slots.sort((a, b) => Number(b?.own ?? false) - Number(a?.own ?? false));
  const used = slots.length;
  while (slots.length < SLOTS) slots.push(null);
  return {
    records,
    attempt,
    oldestUs: Math.round(oldestUs / 100_000) * 100_000,
    own,
    used,
    slots: slots.slice(0, SLOTS),
    leader: shown < 0 ? '' : shortName(opened, shown),
    sent: underWay(opened, frame, partition),
  };
}

/** When the newest message between a producer and a lane was sent and arrives, for who has asked that nothing moves. */
function underWay(opened: Opened, frame: Frame, partition: number): string {
  const { messages } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  for (let row = messages.length - 1; row >= 0; row--) {
    const isProducers = opened.producers.some(
      (one) => one.node === messages.from[row] || one.node === messages.to[row],
    );
    const sent = messages.sentUs[row] ?? 0;
    const arrives = messages.arrivesUs[row] ?? -1;
    if (!isProducers || messages.partition[row] !== partition || arrives < now || sent > now) continue;
    return t('stage.sentAt', { sent: (sent / 1e6).toFixed(3), arrives: (arrives / 1e6).toFixed(3) });
  }
  return '';
}

function SlotSign({ slot }: { readonly slot: Slot | null }): ReactNode {
  const round = 2 * Math.PI * 6;
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      data-state={slot === null ? 'free' : slot.own ? 'own' : 'other'}
      aria-hidden="true"
    >
      <rect x="0.8" y="0.8" width="18.4" height="18.4" rx="4.5" />
      {slot?.own === true && (
        <circle
          cx="10"
          cy="10"
          r="6"
          strokeDasharray={`${(slot.left * round).toFixed(1)} ${round.toFixed(1)}`}
          transform="rotate(-90 10 10)"
        />
      )}
    </svg>
  );
}

function Pair({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div className="stage-fact">
      <span>{name}</span>
      <b className="mono">{value}</b>
    </div>
  );
}
