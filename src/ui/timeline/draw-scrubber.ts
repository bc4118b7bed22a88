import type { Frame, Names } from '../../engine/protocol.ts';
import { faultSpans } from './dock-layout.ts';
import { type Colour, type DockPen, hatch } from './dock-pen.ts';
import type { DockPalette, DockSize } from './draw-dock.ts';
import { drawGlyph, faultTone } from './fault-glyphs.ts';
import { type Span, timeScale } from './time-scale.ts';

/** Margin at both ends, so that the knob is whole at both ends of a run. */
export const SCRUBBER_MARGIN = 16;

/** The dock where there is little room: faults above one track, with a knob for a thumb. Pure, as the dock. */
export function drawScrubber(
  pen: DockPen,
  frame: Frame,
  names: Names,
  span: Span,
  { width, height }: DockSize,
  palette: DockPalette,
): void {
  const colour: Colour = (token) => palette[token] ?? '';
  const right = width - SCRUBBER_MARGIN;
  const { x } = timeScale(span, SCRUBBER_MARGIN, right);
  const settledUs = frame.clock.settledUs[0] ?? -1;
  const now = x(frame.clock.timeUs[0] ?? 0);
  const end = Math.max(now, Math.min(right, x(settledUs >= 0 ? settledUs : (frame.clock.endUs[0] ?? 0))));
  const y = height - 18;
  pen.clearRect(0, 0, width, height);
  bar(pen, SCRUBBER_MARGIN, right, y, 5, colour('sunken'));
  if (settledUs < 0) hatch(pen, end, y - 2.5, right - end, 5, colour('line-strong'));
  bar(pen, SCRUBBER_MARGIN, end, y, 5, colour('line'));
  bar(pen, SCRUBBER_MARGIN, now, y, 5, colour('ink'));
  let free = 0;
  for (const fault of faultSpans(frame, x)) {
    const verb = names.texts[frame.faults.verb[fault.row] ?? -1] ?? '';
    const tone = faultTone(verb);
    const ink = tone === 'loss' ? colour('loss') : tone === 'risk' ? colour('risk') : colour('line-strong');
    bar(pen, fault.left, Math.max(fault.left + 5, fault.right - 1), y - 9 - fault.line * 5, 4, ink);
    if (fault.left < free) continue;
    drawGlyph(pen, verb, fault.left, y - 28 - (fault.line > 0 ? 2 : 0), 13, ink);
    free = fault.left + 15;
  }
  for (let row = 0; row < frame.keyTimes.length; row++) {
    if (frame.keyTimes.stop[row] !== 1) continue;
    pen.fillStyle = colour('ink-3');
    pen.fillRect(x(frame.keyTimes.timeUs[row] ?? 0) - 1, y + 5, 2, 6);
  }
  pen.fillStyle = colour('panel');
  pen.strokeStyle = colour('ink');
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(now, y, 8.5, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

function bar(pen: DockPen, from: number, to: number, y: number, height: number, ink: string): void {
  if (to <= from) return;
  pen.fillStyle = ink;
  pen.beginPath();
  pen.roundRect(from, y - height / 2, to - from, height, height / 2);
  pen.fill();
}
