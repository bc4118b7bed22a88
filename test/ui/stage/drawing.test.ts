import { describe, expect, it } from 'vitest';
import { buildFrame } from '../../../src/engine/frame-layout.ts';
import { CELL_FATES } from '../../../src/engine/protocol.ts';
import { lookOf } from '../../../src/ui/stage/cell-places.ts';
import { drawCells } from '../../../src/ui/stage/draw-cells.ts';
import { clientsOf, tokensOf } from '../../../src/ui/stage/draw-wires.ts';
import { DUPLICATE_LOOK, FATE_LOOKS, SHAPES } from '../../../src/ui/stage/fates.ts';
import { layOut } from '../../../src/ui/stage/layout.ts';
import type { MarkWords } from '../../../src/ui/stage/mark-shapes.ts';
import { marksOf } from '../../../src/ui/stage/marks.ts';
import { TOKENS } from '../../../src/ui/stage/palette.ts';
import { frameOfLoss, opened, TEXTS } from './fixture.ts';
import { namedPalette, recordingPen } from './recording-pen.ts';

const NOTHING = { selectedUid: -1, still: false };

const layout = layOut(opened, { width: 848, narrow: false, lane: 0, anyDown: false });

const WORDS: MarkWords = {
  node: (node) => `B${node + 1}`,
  leader: 'leader',
  isr: 'ISR',
  elr: 'ELR',
  out: 'behind',
  down: 'down',
  diverged: 'diverged',
  noLeader: (seconds) => `none ${seconds}`,
  groupOffsets: 'offsets',
  lag: (n) => `lag ${n}`,
  committed: (n) => `committed ${n}`,
  position: (n) => `position ${n}`,
  held: (n) => `${n} held`,
  group: () => 'billing',
  electedKind: -1,
};

describe('the look of a record', () => {
  it('has a colour and a shape for every fate, and no two fates share both', () => {
    const looks = [...CELL_FATES.map((fate) => FATE_LOOKS[fate]), DUPLICATE_LOOK];

    for (const look of looks) {
      expect(TOKENS).toContain(look.token);
      expect(SHAPES).toContain(look.shape);
    }
    expect(new Set(looks.map((look) => look.shape)).size).toBe(looks.length);
  });

  it('tells a loss before a duplicate', () => {
    expect(lookOf(CELL_FATES.indexOf('lost'), 1)).toBe(FATE_LOOKS.lost);
    expect(lookOf(CELL_FATES.indexOf('committed'), 1)).toBe(DUPLICATE_LOOK);
  });
});

describe('drawing cells', () => {
  it('draws all equal cells as one path, and lost ones with a dashed frame and a struck label', () => {
    const pen = recordingPen();

    drawCells(pen, frameOfLoss(), layout, namedPalette, TEXTS, NOTHING);

    const sealed = pen.calls.filter((call) => call.startsWith('fill durable-soft'));
    expect(sealed).toHaveLength(1);
    expect(sealed[0]?.match(/roundRect/g)?.length).toBeGreaterThan(60);
    expect(pen.calls.some((call) => call.startsWith('stroke loss dashed'))).toBe(true);
    expect(pen.calls).toContain('text loss-text A17');
  });

  it('asks for the same drawing each time: nothing is remembered between frames', () => {
    const first = recordingPen();
    const second = recordingPen();

    drawCells(first, frameOfLoss(), layout, namedPalette, TEXTS, { ...NOTHING, selectedUid: 542 });
    drawCells(second, frameOfLoss(), layout, namedPalette, TEXTS, { ...NOTHING, selectedUid: 542 });

    expect(second.calls).toEqual(first.calls);
    expect(first.calls.at(-1)).toMatch(/^stroke ink/);
  });

  it('draws nothing for a frame without tables', () => {
    const pen = recordingPen();

    drawCells(pen, buildFrame({}, 1), layout, namedPalette, [], NOTHING);

    expect(pen.calls).toEqual([]);
  });
});

describe('messages under way', () => {
  it('stand where the time between sending and arriving says', () => {
    const frame = frameOfLoss();

    const tokens = tokensOf(frame, layout, clientsOf(frame));

    expect(tokens).toHaveLength(4);
    const request = tokens[0];
    const lane = layout.lanes[0];
    expect(request?.x).toBeCloseTo(((lane?.left.width ?? 0) + (lane?.box.x ?? 0) - 3) / 2, 0);
    expect(request?.records).toBe(2);
  });

  it('are merged when there are more than five, and say how many', () => {
    const now = 1000;
    const messages = Array.from({ length: 8 }, (_, correlation) => ({
      from: 4,
      to: 1,
      connection: 0,
      correlation,
      api: 0,
      reply: 0,
      partition: 0,
      records: 1,
      label: -1,
      number: 0,
      error: 0,
      fate: 0,
      sentUs: 900,
      arrivesUs: 1100,
    }));
    const frame = buildFrame(
      {
        clock: [
          {
            timeUs: now,
            endUs: now,
            durationUs: now,
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
        nodes: [
          {
            node: 4,
            name: 4,
            kind: 2,
            status: 0,
            paused: 0,
            fenced: 0,
            cut: 0,
            slow: 0,
            sinceUs: -1,
            dirty: 0,
            written: 0,
            leaders: 0,
          },
        ],
        messages,
      },
      1,
    );

    expect(tokensOf(frame, layout, clientsOf(frame)).map((token) => token.count)).toEqual([8]);
  });
});

describe('axes and flags', () => {
  it('tell the readable limit, the log ends, the new epoch, the divergence and the lag', () => {
    const { labels, lines } = marksOf(frameOfLoss(), layout, WORDS, false);
    const texts = labels.map((label) => label.text);

    expect(texts).toEqual(
      expect.arrayContaining(['HW 44', 'HW 62', 'HW 37', 'e4', 'diverged', 'lag 5', '45', '57', 'billing']),
    );
    expect(lines.filter((line) => line.look === 'sign leader')).toHaveLength(3);
    expect(lines.filter((line) => line.look === 'sign down')).toHaveLength(3);
    expect(lines.filter((line) => line.look === 'hw dotted').length).toBeGreaterThanOrEqual(3);
  });
});
