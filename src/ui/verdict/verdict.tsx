import { useEffect, useRef } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { has, t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { goTo, restart, set, theEngine, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import { drawTicks, tickColours } from './ledger-ticks.ts';
import { RiskLine } from './risk-line.tsx';
import { anomalies, producersSentence, toneOf, type VerdictSentence, worstSentence } from './sentence.ts';
import { canRunAcksAll, followLoss, producersAtAll, runAcksAll, stopBefore } from './what-next.ts';
import './verdict.css';

/** The judgement of the run as one sentence, worst first, with every message as a tick under it. */
export function Verdict() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const settled = useStore((state) => state.verdict);
  const asProducer = useStore((state) => state.asProducer);
  const numbers = useFrame(readNumbers, NOTHING);
  if (opened === null) return null;
  const counters = settled?.counters ?? named(opened.names.counters, numbers.counters);
  const final = numbers.phase === 2 || settled !== null;
  const sentence = asProducer
    ? producersSentence(counters)
    : worstSentence({ counters, atRisk: final ? 0 : numbers.atRisk });
  return (
    <section
      className={`verdict verdict-${sentence.tone}`}
      aria-label={t('strip.label')}
      data-verdict={sentence.counter}
      data-final={final}
      data-view={asProducer ? 'producer' : 'truth'}
    >
      <div className="verdict-row">
        <h2 className="verdict-sentence">
          <span className="verdict-glyph">
            <Glyph name={sentence.glyph} size={16} />
          </span>
          <span>{asProducer ? t(sentence.id, told(counters)) : words(sentence, opened)}</span>
        </h2>
        {sentence.tone === 'loss' ? (
          <span className="verdict-where">
            {lossPlaces(settled?.where ?? named(opened.names.places, numbers.places))}
          </span>
        ) : null}
        <span className="verdict-chip">{t(final ? 'strip.final' : 'strip.soFar')}</span>
        <button
          type="button"
          className="verdict-view"
          aria-pressed={asProducer}
          data-act="as-producer"
          onClick={() => set({ asProducer: !asProducer })}
        >
          {t('strip.asProducer')}
        </button>
        {!asProducer && (sentence.counter === 'atRisk' || numbers.atRisk > 0) ? <RiskLine /> : null}
        {asProducer ? null : <Counts counters={counters} atRisk={numbers.atRisk} />}
      </div>
      <Ticks />
      {numbers.run === opened.run ? (
        <Next opened={opened} counters={counters} final={final} elected={numbers.elected} timeUs={numbers.timeUs} />
      ) : null}
    </section>
  );
}

/** What the producers together were told. */
function told(counters: Readonly<Record<string, number>>): Record<string, number> {
  return {
    confirmed: (counters.acked ?? 0) + (counters.weak ?? 0),
    refused: counters.refused ?? 0,
    doubt: counters.unknown ?? 0,
    silent: counters.fireAndForget ?? 0,
    open: counters.open ?? 0,
  };
}

interface Numbers {
  readonly run: number;
  readonly counters: readonly number[];
  /** Losses by place. */
  readonly places: readonly number[];
  readonly atRisk: number;
  readonly phase: number;
  readonly timeUs: number;
  /** Time of the latest election near the instant, −1 none. */
  readonly elected: number;
}
const NOTHING: Numbers = { run: -1, counters: [], places: [], atRisk: 0, phase: 0, timeUs: 0, elected: -1 };

function readNumbers(frame: Frame): Numbers {
  let atRisk = 0;
  for (let row = 0; row < frame.partitions.length; row++) atRisk += frame.partitions.atRisk[row] ?? 0;
  const now = frame.clock.timeUs[0] ?? 0;
  let elected = -1;
  for (let row = 0; row < frame.leaderSpans.length; row++) {
    const from = frame.leaderSpans.fromUs[row] ?? 0;
    if (from <= now && (frame.leaderSpans.leader[row] ?? -1) >= 0) elected = Math.max(elected, from);
  }
  return {
    run: frame.run,
    counters: Array.from(frame.counters.value),
    places: Array.from(frame.places.value),
    atRisk,
    phase: frame.clock.phase[0] ?? 0,
    timeUs: now,
    elected,
  };
}

function named(names: readonly string[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0]));
}

/** Where the losses happened, the most first. */
function lossPlaces(where: Readonly<Record<string, number>>): string {
  return Object.entries(where)
    .filter(([place, n]) => n > 0 && has(`where.${place}`))
    .toSorted((a, b) => b[1] - a[1])
    .map(([place]) => t(`where.${place}`))
    .join(' · ');
}

function words(sentence: VerdictSentence, opened: Opened): string {
  const parameters = {
    n: sentence.n,
    t: (sentence.n / 1000).toFixed(1),
    group: opened.groups[0]?.id ?? '',
  };
  if (has(sentence.id)) return t(sentence.id, parameters);
  return `${sentence.n} · ${countName(sentence.counter)}`;
}

function countName(counter: string): string {
  return has(`count.${counter}`) ? t(`count.${counter}`) : counter;
}

function Counts({
  counters,
  atRisk,
}: {
  readonly counters: Readonly<Record<string, number>>;
  readonly atRisk: number;
}) {
  const filter = useStore((state) => state.filter);
  const shown: (readonly [string, number])[] = [['acked', counters.acked ?? 0]];
  if (counters.delivered !== undefined) shown.push(['delivered', counters.delivered]);
  if (atRisk > 0) shown.push(['atRisk', atRisk]);
  shown.push(...anomalies(counters));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's looks and meaning
    <div className="verdict-counts" role="group" aria-label={t('strip.filter')}>
      {shown.map(([counter, n]) => (
        <button
          key={counter}
          type="button"
          className={`verdict-count verdict-count-${toneOf(counter)}`}
          aria-pressed={filter === counter}
          data-counter={counter}
          onClick={() => set({ filter: filter === counter ? '' : counter })}
        >
          {countName(counter)} <b>{n.toLocaleString()}</b>
        </button>
      ))}
    </div>
  );
}

/** Every message as one tick. The canvas is decoration: the counts beside it say the same. */
function Ticks() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const filter = useStore((state) => state.filter);
  const asProducer = useStore((state) => state.asProducer);
  const theme = useStore((state) => state.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the custom properties hold
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const colours = tickColours(element);
    const draw = (): void => {
      const frame = frames.current();
      if (frame !== null) drawTicks(element, frame.ticks, filter, asProducer, colours);
    };
    const watch = new ResizeObserver(draw);
    watch.observe(element);
    const stop = frames.onFrame(draw);
    return () => {
      watch.disconnect();
      stop();
    };
  }, [filter, asProducer, theme]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus
  return <canvas ref={canvas} className="verdict-ticks" aria-hidden="true" />;
}

interface NextProps {
  readonly opened: Opened;
  readonly counters: Readonly<Record<string, number>>;
  readonly final: boolean;
  readonly elected: number;
  readonly timeUs: number;
}

/** What to do with the verdict: after a loss, ask why and try acks=all; after a kill without one, try again. */
function Next({ opened, counters, final, elected, timeUs }: NextProps) {
  const { run, commands } = opened;
  const lost = useRef({ run, commands, timeUs: -1 });
  if (lost.current.run !== run || lost.current.commands !== commands) lost.current = { run, commands, timeUs: -1 };
  const isLost = (counters.ackedLost ?? 0) > 0;
  if (isLost) lost.current.timeUs = Math.max(timeUs, lost.current.timeUs);
  const lostUs = lost.current.timeUs;
  if (isLost || lostUs >= 0) {
    return (
      <div className="verdict-next">
        {isLost ? (
          <button type="button" className="btn primary" data-act="why" onClick={() => void followLoss(theEngine())}>
            {t('strip.why')}
          </button>
        ) : (
          <button type="button" className="btn" data-act="back-to-loss" onClick={() => goTo(lostUs)}>
            {t('strip.backToLoss')}
          </button>
        )}
        {canRunAcksAll(opened, timeUs) ? (
          <button type="button" className="btn" data-act="acks-all" onClick={() => void runAcksAll(opened)}>
            {t('strip.acksAll')}
          </button>
        ) : null}
      </div>
    );
  }
  const kill = opened.commands.findLast((one) => one.entry.do === 'crash' || one.entry.do === 'power-cut');
  if (kill === undefined || kill.atUs > timeUs || !(final || elected > kill.atUs)) return null;
  const stopUs = stopBefore(opened, kill.atUs);
  const allAcks = producersAtAll(opened, kill.atUs);
  return (
    <div className="verdict-next">
      <p>{t(allAcks ? 'strip.nothingLostAll' : 'strip.nothingLost')}</p>
      {stopUs >= 0 && !allAcks ? (
        <button type="button" className="btn" data-act="back-to-stop" onClick={() => goTo(stopUs)}>
          {t('strip.backToStop')}
        </button>
      ) : null}
      {allAcks ? (
        <button type="button" className="btn" onClick={() => void restart(null)}>
          {t('strip.again')}
        </button>
      ) : null}
    </div>
  );
}
