import { describe, expect, it } from 'vitest';
import { anomalies, worstSentence } from '../../src/ui/verdict/sentence.ts';

describe("the verdict's sentence", () => {
  it('says nothing is confirmed before the first ack', () => {
    expect(worstSentence({ counters: { produced: 3 }, atRisk: 0 }).id).toBe('strip.nothingYet');
  });

  it('says every confirmed record is safe when no counter speaks against it', () => {
    expect(worstSentence({ counters: { produced: 9, acked: 9 }, atRisk: 0 })).toMatchObject({
      id: 'verdict.none',
      tone: 'safe',
    });
  });

  it('puts a loss before a duplicate, and a duplicate before what is at risk', () => {
    const counters = { acked: 40, duplicated: 2, ackedLost: 5 };

    expect(worstSentence({ counters, atRisk: 7 })).toMatchObject({ counter: 'ackedLost', n: 5, tone: 'loss' });
    expect(worstSentence({ counters: { ...counters, ackedLost: 0 }, atRisk: 7 })).toMatchObject({
      counter: 'duplicated',
      n: 2,
    });
  });

  it('says how many records a kill would cost now while nothing worse is true', () => {
    expect(worstSentence({ counters: { acked: 40, unknown: 1 }, atRisk: 5 })).toMatchObject({
      id: 'verdict.atRisk',
      n: 5,
      tone: 'risk',
    });
  });

  it('passes over 200 ms without writes, but not 7 s', () => {
    expect(worstSentence({ counters: { acked: 4, unavailableMs: 200 }, atRisk: 0 }).counter).toBe('');
    expect(worstSentence({ counters: { acked: 4, unavailableMs: 7000 }, atRisk: 0 }).counter).toBe('unavailableMs');
  });

  it('counts only anomalies that are not zero, worst first', () => {
    expect(anomalies({ unknown: 1, ackedLost: 2, duplicated: 0 })).toEqual([
      ['ackedLost', 2],
      ['unknown', 1],
    ]);
  });
});
