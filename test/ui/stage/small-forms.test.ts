import { describe, expect, it } from 'vitest';
import { buildFrame } from '../../../src/engine/frame-layout.ts';
import type { Frame } from '../../../src/engine/protocol.ts';
import { drawBars } from '../../../src/ui/stage/draw-bars.ts';
import { drawCells } from '../../../src/ui/stage/draw-cells.ts';
import { APPEND_MS, paceAt, progress } from '../../../src/ui/stage/effects.ts';
import { layOut } from '../../../src/ui/stage/layout.ts';
import { frameOfLoss, openedWith, TEXTS } from './fixture.ts';
import { namedPalette, recordingPen } from './recording-pen.ts';

const SIZE = { width: 848, narrow: false, lane: 0, anyDown: true };
const columns = (count: number): readonly number[] => Array.from({ length: count }, () => 18);

describe('small cells', () => {
  it('draw a run of equal ones as one rectangle, and nothing with words', () => {
    const pen = recordingPen();

    drawCells(pen, frameOfLoss(columns(8), 8), layOut(openedWith(8), SIZE), namedPalette, TEXTS, {
      selectedUid: -1,
      still: false,
    });

    const runs = pen.calls.filter((call) => call.startsWith('fillRect durable-soft'));
    expect(runs.length).toBeLessThan(8 * 3 * 3);
    expect(runs.some((call) => Number(call.split(',')[2]) > 100)).toBe(true);
    expect(pen.calls.some((call) => call.startsWith('text'))).toBe(false);
  });

  it('keep a shape of their own for what was lost: a broken frame with a cross', () => {
    const pen = recordingPen();

    drawCells(pen, frameOfLoss(columns(8), 8), layOut(openedWith(8), SIZE), namedPalette, TEXTS, {
      selectedUid: -1,
      still: false,
    });

    expect(pen.calls.some((call) => call.startsWith('stroke loss moveTo'))).toBe(true);
    expect(pen.calls.filter((call) => call.startsWith('fillRect loss ')).length).toBeGreaterThanOrEqual(8);
  });
});

describe('bars of many partitions', () => {
  it('put the readable limit of all partitions at the same place', () => {
    const pen = recordingPen();

    drawBars(pen, frameOfLoss(columns(20), 20), layOut(openedWith(20), SIZE), namedPalette, {
      lag: (n) => `lag ${n}`,
      noLeader: 'none',
    });

    const limits = pen.calls.filter((call) => call.startsWith('stroke ink moveTo'));
    expect(limits).toHaveLength(20);
    expect(new Set(limits.map((call) => /moveTo\(([\d.]+),/.exec(call)?.[1])).size).toBe(1);
    expect(pen.calls).toContain('text risk-text lag 5');
  });

  it('always show a loss, with its number', () => {
    const pen = recordingPen();

    drawBars(pen, frameOfLoss(columns(20), 20), layOut(openedWith(20), SIZE), namedPalette, {
      lag: String,
      noLeader: 'none',
    });

    expect(pen.calls.filter((call) => call === 'text loss-text 2')).toHaveLength(7);
  });
});

describe('the pace of a motion', () => {
  const frameAt = (timeUs: number, keys: readonly number[]): Frame =>
    buildFrame(
      {
        clock: [
          {
            timeUs,
            endUs: 1e9,
            durationUs: 1e9,
            settledUs: -1,
            phase: 0,
            event: 0,
            events: 0,
            commands: 0,
            breach: 0,
            stuck: 0,
            version: 1,
          },
        ],
        keyTimes: keys.map((time) => ({ timeUs: time, stop: 0 })),
      },
      1,
    );

  it('is slow between key events that are near each other, and never faster than the run itself', () => {
    expect(paceAt(frameAt(10_500, [10_000, 16_000]))).toBeCloseTo(10);
    expect(paceAt(frameAt(1e6, [0, 9e6]))).toBe(1000);
  });

  it('is a function of the instant: over after its duration, and as if never begun before its start', () => {
    const frame = frameAt(1_000_000, []);

    expect(progress(frame, 1_000_000, APPEND_MS, 1000)).toBe(0);
    expect(progress(frame, 940_000, APPEND_MS, 1000)).toBeCloseTo(0.5);
    expect(progress(frame, 0, APPEND_MS, 1000)).toBe(1);
    expect(progress(frame, 1_000_001, APPEND_MS, 1000)).toBe(1);
  });
});
