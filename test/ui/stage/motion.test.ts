import { describe, expect, it } from 'vitest';
import { drawCells } from '../../../src/ui/stage/draw-cells.ts';
import { commitOf } from '../../../src/ui/stage/effects.ts';
import { layOut } from '../../../src/ui/stage/layout.ts';
import { frameOfLoss, opened, TEXTS } from './fixture.ts';
import { namedPalette, recordingPen } from './recording-pen.ts';

const NOW = frameOfLoss().clock.timeUs[0] ?? 0;
const PACE = 100;

function moved(msAgo: number) {
  const hwMoves = { length: 1, partition: [0], from: [42], to: [44], timeUs: [NOW - msAgo * PACE] };
  return { ...frameOfLoss(), hwMoves: tableOf(hwMoves) };
}

function tableOf(given: { length: number; partition: number[]; from: number[]; to: number[]; timeUs: number[] }) {
  return {
    length: given.length,
    partition: Int32Array.from(given.partition),
    from: Int32Array.from(given.from),
    to: Int32Array.from(given.to),
    timeUs: Float64Array.from(given.timeUs),
  };
}

describe('a move of the readable limit', () => {
  it('first draws the bars of what it commits, then slides, and then is over', () => {
    const [early, half, late] = [
      commitOf(moved(80), 0, PACE),
      commitOf(moved(260), 0, PACE),
      commitOf(moved(361), 0, PACE),
    ];

    expect([early?.bars, early?.limit]).toEqual([0.5, 0]);
    expect([half?.bars, half?.limit]).toEqual([1, 0.5]);
    expect(late).toBeNull();
  });

  it('is there at once where nothing may move, and is the same whenever it is asked for', () => {
    expect(commitOf(moved(80), 0, 0)).toBeNull();
    expect(commitOf(moved(80), 1, PACE)).toBeNull();
    expect(commitOf(moved(80), 0, PACE)).toEqual(commitOf(moved(80), 0, PACE));
  });

  it('leaves the cells of a still picture as they are', () => {
    const layout = layOut(opened, { width: 848, narrow: false, lane: 0, anyDown: false });
    const [still, before] = [recordingPen(), recordingPen()];

    drawCells(still, moved(80), layout, namedPalette, TEXTS, { selectedUid: -1, still: true });
    drawCells(before, frameOfLoss(), layout, namedPalette, TEXTS, { selectedUid: -1, still: true });

    expect(still.calls).toEqual(before.calls);
  });
});
