import type { GlyphName } from '../components/glyph.tsx';

/** What a verdict's sentence is chosen from. */
export interface VerdictFacts {
  readonly counters: Readonly<Record<string, number>>;
  /** Acknowledged records without a second copy, now. */
  readonly atRisk: number;
}

export type VerdictTone = 'loss' | 'dup' | 'risk' | 'doubt' | 'safe' | 'quiet';

export interface VerdictSentence {
  /** `verdict.<counter>`, or `verdict.none` when every confirmed record is safe. */
  readonly id: string;
  readonly counter: string;
  /** The counter's value; milliseconds of `unavailableMs`. */
  readonly n: number;
  readonly tone: VerdictTone;
  readonly glyph: GlyphName;
}

/** Counters that make a sentence, worst first. `atRisk` is no counter of the verdict: it is what a kill would cost now. */
const BY_SEVERITY: readonly (readonly [counter: string, tone: VerdictTone, glyph: GlyphName])[] = [
  ['ackedLost', 'loss', 'cross'],
  ['lostEverywhere', 'loss', 'cross'],
  ['readThenLost', 'loss', 'cross'],
  ['unprocessed', 'loss', 'cross'],
  ['logReordered', 'risk', 'swap'],
  ['processReordered', 'risk', 'swap'],
  ['duplicated', 'dup', 'two'],
  ['reprocessed', 'dup', 'two'],
  ['ackedUnavailable', 'risk', 'cut'],
  ['weakLost', 'risk', 'cross'],
  ['unknownLost', 'risk', 'cross'],
  ['fireAndForgetLost', 'risk', 'cross'],
  ['unavailableMs', 'risk', 'clock'],
  ['atRisk', 'risk', 'half'],
  ['unknown', 'doubt', 'question'],
  ['unknownPresent', 'doubt', 'question'],
];
/** A leader change shorter than this is not worth the sentence. */
const SHORT_MS = 1000;

/** The worst thing that is true, as one sentence; with nothing confirmed yet it says just that. */
export function worstSentence(facts: VerdictFacts): VerdictSentence {
  for (const [counter, tone, glyph] of BY_SEVERITY) {
    const n = counter === 'atRisk' ? facts.atRisk : (facts.counters[counter] ?? 0);
    if (n > (counter === 'unavailableMs' ? SHORT_MS : 0)) return { id: `verdict.${counter}`, counter, n, tone, glyph };
  }
  if ((facts.counters.acked ?? 0) === 0) {
    return { id: 'strip.nothingYet', counter: '', n: 0, tone: 'quiet', glyph: 'ring' };
  }
  return { id: 'verdict.none', counter: '', n: 0, tone: 'safe', glyph: 'check' };
}

/** What producers know: how many records they were told are stored, refused, or nothing about. */
export function producersSentence(counters: Readonly<Record<string, number>>): VerdictSentence {
  const inDoubt = (counters.unknown ?? 0) + (counters.refused ?? 0) > 0;
  const tone: VerdictTone = inDoubt ? 'doubt' : 'quiet';
  return { id: 'strip.told', counter: 'told', n: counters.acked ?? 0, tone, glyph: inDoubt ? 'question' : 'check' };
}

/** Anomalies that are not zero, for the counts at the right, in order of severity. */
export function anomalies(counters: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return ANOMALIES.flatMap((counter) => {
    const n = counters[counter] ?? 0;
    return n > 0 ? [[counter, n] as const] : [];
  });
}

const ANOMALIES: readonly string[] = [
  'ackedLost',
  'readThenLost',
  'unprocessed',
  'logReordered',
  'processReordered',
  'duplicated',
  'redelivered',
  'reprocessed',
  'ackedUnavailable',
  'weakLost',
  'unknownLost',
  'fireAndForgetLost',
  'unknown',
  'refused',
  'stuck',
];

/** The colour family of a counter: its sentence's, or the plain one. */
export function toneOf(counter: string): VerdictTone {
  return BY_SEVERITY.find(([name]) => name === counter)?.[1] ?? (counter === 'redelivered' ? 'dup' : 'quiet');
}

/** Ledger ticks that a counter is about, by `TICK_FATES`; null = all of them. */
export function fatesOf(counter: string): readonly string[] | null {
  return FATES[counter] ?? null;
}

const FATES: Readonly<Record<string, readonly string[]>> = {
  acked: ['delivered', 'committed', 'acked-on-one', 'reordered', 'duplicate', 'lost'],
  ackedLost: ['lost'],
  lostEverywhere: ['lost'],
  readThenLost: ['lost'],
  ackedUnavailable: ['lost'],
  atRisk: ['acked-on-one'],
  duplicated: ['duplicate'],
  redelivered: ['duplicate'],
  reprocessed: ['duplicate'],
  logReordered: ['reordered'],
  processReordered: ['reordered'],
  unknown: ['in-doubt'],
  unknownPresent: ['in-doubt'],
  unknownLost: ['in-doubt', 'gone-unacked'],
  weakLost: ['gone-unacked', 'lost'],
  fireAndForgetLost: ['gone-unacked'],
  refused: ['refused'],
};
