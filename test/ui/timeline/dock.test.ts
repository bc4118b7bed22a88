import { describe, expect, it } from 'vitest';
import { type Frame, TICK_FATES } from '../../../src/engine/protocol.ts';
import { dockLanes, faultSpans, LANE_IDS } from '../../../src/ui/timeline/dock-layout.ts';
import { drawDock } from '../../../src/ui/timeline/draw-dock.ts';
import type { DockWords } from '../../../src/ui/timeline/draw-lanes.ts';
import { drawScrubber } from '../../../src/ui/timeline/draw-scrubber.ts';
import { timeScale, wholeRun } from '../../../src/ui/timeline/time-scale.ts';
import { clock, frameOfRun, NAMES } from './fixture.ts';
import { NAMED, recordingPen } from './recording-pen.ts';

const SIZE = { width: 1180, height: 172 };
const WORDS: DockWords = {
  lanes: {},
  fault: (verb, target) => `${verb} ${target}`,
  leader: (node, epoch) => `B${node + 1}, epoch ${epoch}`,
  noLeader: (seconds) => `no leader, ${seconds} s`,
  notYet: 'not simulated yet',
  healing: 'healing',
  final: 'final',
  minIsr: (n) => `min.insync ${n}`,
  mark: (fate, count) => `${count} ${fate}`,
};

function drawn(frame: Frame, span = wholeRun(24e6, 0, -1)) {
  const pen = recordingPen();
  drawDock(pen, frame, NAMES, span, SIZE, NAMED, WORDS);
  return { ...pen, words: pen.texts.map((text) => text.text) };
}

describe('the lanes of the dock', () => {
  it('put faults that overlap below each other, and share what height is left', () => {
    const { x } = timeScale({ fromUs: 0, toUs: 24e6 }, 96, 1166);

    const spans = faultSpans(frameOfRun(), x);

    expect(spans.map((span) => span.line)).toEqual([0, 1, 1]);
    for (const lines of [1, 2, 3]) {
      const lanes = dockLanes(lines, 172);
      const ends = LANE_IDS.map((id) => lanes[id].top + lanes[id].height);
      expect(ends.at(-1)).toBeCloseTo(172);
      expect(LANE_IDS.slice(1).every((id, at) => lanes[id].top >= (ends[at] ?? 0) - 0.001)).toBe(true);
    }
  });

  it('give a fault without length the width of its sign', () => {
    const { x } = timeScale({ fromUs: 0, toUs: 24e6 }, 96, 1166);

    const reset = faultSpans(frameOfRun(), x).find((span) => span.row === 1);

    expect((reset?.right ?? 0) - (reset?.left ?? 0)).toBe(20);
  });
});

describe('drawing the dock', () => {
  it('tells how long nobody led, and where the in-sync set stands against min.insync', () => {
    const { words, strokes } = drawn(frameOfRun());

    expect(words).toContain('no leader, 9.2 s');
    expect(words).toEqual(expect.arrayContaining(['B1, epoch 3', 'B2, epoch 4', 'min.insync 1']));
    expect(strokes.some((stroke) => stroke.startsWith('loss dashed'))).toBe(true);
  });

  it('gathers losses that fall on one another, and writes no word over another', () => {
    const { texts } = drawn(frameOfRun());

    const marks = texts.filter((text) => / (lost|duplicate|in-doubt)$/.test(text.text));
    expect(marks.map((mark) => mark.text).sort()).toEqual(['1 duplicate', '2 lost', '3 in-doubt']);
    const sorted = [...marks].sort((a, b) => a.x - b.x);
    expect(
      sorted.every(
        (mark, at) => at === 0 || mark.x >= (sorted[at - 1]?.x ?? 0) + (sorted[at - 1]?.text.length ?? 0) * 6,
      ),
    ).toBe(true);
  });

  it('tells a row of refusals in one sum beside the marks, not over them', () => {
    const refused = TICK_FATES.indexOf('refused');
    const ledgerMarks = [10, 10.6, 11.2, 11.8].map((second) => ({ timeUs: second * 1e6, fate: refused, count: 6 }));

    const { texts } = drawn(frameOfRun({ ledgerMarks }));

    const words = texts.filter((text) => text.text.endsWith('refused'));
    expect(words.map((text) => text.text)).toEqual(['24 refused']);
    const { x } = timeScale(wholeRun(24e6, 0, -1), 96, 1166);
    expect(words[0]?.x).toBeGreaterThan(x(11.8e6) + 4);
  });

  it('says what is not simulated yet until the run has settled, then where its verdict became final', () => {
    const before = drawn(frameOfRun()).words;
    const after = drawn(frameOfRun({ clock: [clock(15.48, 27, 27)] }), wholeRun(24e6, 27e6, 27e6)).words;

    expect([before.includes('not simulated yet'), before.includes('final')]).toEqual([true, false]);
    expect([after.includes('not simulated yet'), after.includes('final'), after.includes('healing')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('is the same picture for the same instant, whatever was drawn before', () => {
    const now = frameOfRun();
    const earlier = frameOfRun({ clock: [clock(3, 19.2, -1)] });
    const pen = recordingPen();

    drawDock(pen, now, NAMES, wholeRun(24e6, 0, -1), SIZE, NAMED, WORDS);
    const first = [pen.texts.splice(0), pen.fills.splice(0), pen.strokes.splice(0)];
    drawDock(pen, earlier, NAMES, wholeRun(24e6, 0, -1), SIZE, NAMED, WORDS);
    for (const list of [pen.texts, pen.fills, pen.strokes]) list.length = 0;
    drawDock(pen, now, NAMES, wholeRun(24e6, 0, -1), SIZE, NAMED, WORDS);

    expect([pen.texts, pen.fills, pen.strokes]).toEqual(first);
  });

  it('draws an empty run without a word of lanes', () => {
    const empty = {
      faults: [],
      leaderSpans: [],
      isrSteps: [],
      lagSteps: [],
      ackDots: [],
      ledgerMarks: [],
      keyTimes: [],
    };

    expect(drawn(frameOfRun({ ...empty, clock: [clock(0, 0, -1)] })).words).toContain('0.000');
  });
});

describe('the scrubber of a small page', () => {
  it('draws a killed process in the colour of loss above the track, and the knob at the instant', () => {
    const pen = recordingPen();

    drawScrubber(pen, frameOfRun(), NAMES, { fromUs: 0, toUs: 24e6 }, { width: 390, height: 62 }, NAMED);

    expect(pen.fills.some((fill) => fill.startsWith('loss '))).toBe(true);
    expect(pen.strokes.some((stroke) => stroke.startsWith('ink arc(247,44,9'))).toBe(true);
  });
});
