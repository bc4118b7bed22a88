import { select } from 'd3';
import type { Label, Line, Marks, Plate } from './mark-shapes.ts';

/** Moves the SVG elements of the layer to where the marks are; outside React, and only those that have changed. */
export function moveMarks(svg: SVGSVGElement, marks: Marks): void {
  const root = select(svg);
  root
    .select('.stage-lines')
    .selectAll<SVGPathElement, Line>('path')
    .data(marks.lines)
    .join('path')
    .each(function ({ look, d, at }) {
      patch(this, 'class', `mark-${look}`);
      patch(this, 'd', d);
      patch(this, 'transform', at ?? '');
    });
  root
    .select('.stage-plates')
    .selectAll<SVGRectElement, Plate>('rect')
    .data(marks.plates)
    .join('rect')
    .each(function ({ look, x, y, width, height }) {
      patch(this, 'class', `mark-${look}`);
      patch(this, 'x', String(x));
      patch(this, 'y', String(y));
      patch(this, 'width', String(width));
      patch(this, 'height', String(height));
      patch(this, 'rx', '3.5');
    });
  root
    .select('.stage-labels')
    .selectAll<SVGTextElement, Label>('text')
    .data(marks.labels)
    .join('text')
    .each(function ({ look, x, y, text }) {
      patch(this, 'class', `text-${look}`);
      patch(this, 'x', String(x));
      patch(this, 'y', String(y));
      if (this.textContent !== text) this.textContent = text;
    });
}

/** Writing an attribute costs a restyle even where nothing changes; reading it does not. */
function patch(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
