import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Frame } from '../../engine/protocol.ts';
import { eventSentence, type ToldEvent } from '../components/event-sentence.ts';
import { runNames } from '../components/run-names.ts';
import { t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';

/** While time runs, a screen reader hears at most one sentence in so many ms. */
const SENTENCE_MS = 5000;

/** What a screen reader hears: acts, key events, a summary when paused, the first loss of a run as an alert. */
export function LiveRegion(): ReactNode {
  useLanguage();
  const playing = useStore((state) => state.playing);
  const said = useStore((state) => state.said);
  const opened = useStore((state) => state.opened);
  const told = useSentence(SENTENCE_MS);
  const [spoken, setSpoken] = useState('');
  const state = useFrame(readSummary, { time: '0.00', lost: 0, risk: 0, down: 0 });
  useEffect(() => {
    if (said !== '') setSpoken(said);
  }, [said]);
  useEffect(() => {
    if (playing && told !== null) setSpoken(told.sentence);
  }, [playing, told]);
  const summary = playing || opened === null ? '' : t('app.summary', { ...state, brokers: opened.brokers.length });
  return (
    <>
      <div className="sr-only" role="status" aria-live="polite">
        <p>{spoken}</p>
        <p>{summary}</p>
      </div>
      <div className="sr-only" role="alert">
        {state.lost > 0 ? t('app.firstLoss') : ''}
      </div>
    </>
  );
}

/** The sentence of the instant for the eye, where the list of events is not in view. */
export function Narration(): ReactNode {
  useLanguage();
  const told = useSentence(0);
  const nowUs = useFrame((frame) => Math.floor((frame.clock.timeUs[0] ?? 0) / 10_000) * 10_000, 0);
  if (told === null) return null;
  return (
    <section className="app-narration card">
      <small>
        <span className="mono">{(told.timeUs / 1e6).toFixed(3)} s</span>
        {t('app.keyEvent', { ago: Math.max(0, (nowUs - told.timeUs) / 1e6).toFixed(2) })}
      </small>
      <p>{told.sentence}</p>
    </section>
  );
}

interface Told {
  readonly timeUs: number;
  readonly sentence: string;
}

/** The latest key event in words; while time runs it changes at most once in `leastMs`. */
function useSentence(leastMs: number): Told | null {
  const language = useLanguage();
  const opened = useStore((state) => state.opened);
  const playing = useStore((state) => state.playing);
  const latest = useFrame(readLatest, null);
  const [told, setTold] = useState<Told | null>(null);
  const toldAt = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another sentence
  useEffect(() => {
    const speak = (): void => {
      const kind = opened?.names.kinds[latest?.kind ?? -1];
      if (opened === null || latest === null || kind === undefined) {
        setTold(null);
        return;
      }
      toldAt.current = performance.now();
      const fields = Object.fromEntries(kind.fields.map((field, i) => [field, latest.values[i] ?? 0]));
      const event: ToldEvent = { kind: kind.name, node: latest.node, fields };
      const sentence = eventSentence(event, runNames(opened, frames.current()));
      setTold({ timeUs: latest.timeUs, sentence });
    };
    const left = playing ? leastMs - (performance.now() - toldAt.current) : 0;
    const timer = setTimeout(speak, Math.max(0, left));
    return () => clearTimeout(timer);
  }, [latest, opened, playing, language, leastMs]);
  return told;
}

interface Latest {
  readonly timeUs: number;
  readonly kind: number;
  readonly node: number;
  readonly values: readonly number[];
}

function readLatest({ events, clock }: Frame): Latest | null {
  const now = clock.timeUs[0] ?? 0;
  for (let row = events.length - 1; row >= 0; row--) {
    const timeUs = events.timeUs[row] ?? 0;
    if (timeUs > now) continue;
    const values = [events.a, events.b, events.c, events.d, events.e, events.f].map((column) => column[row] ?? 0);
    return { timeUs, kind: events.kind[row] ?? -1, node: events.node[row] ?? -1, values };
  }
  return null;
}

function readSummary({ clock, partitions, nodes }: Frame) {
  return {
    time: ((clock.timeUs[0] ?? 0) / 1e6).toFixed(2),
    lost: partitions.lost.reduce((sum, lost) => sum + Math.max(0, lost), 0),
    risk: partitions.atRisk.reduce((sum, risk) => sum + Math.max(0, risk), 0),
    down: nodes.status.reduce((sum, status, row) => sum + (nodes.kind[row] === 0 && status !== 0 ? 1 : 0), 0),
  };
}
