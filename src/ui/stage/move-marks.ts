import type { Marks } from './mark-shapes.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Moves the SVG elements of the layer to where the marks are; outside React, and only those that have changed. */
export function moveMarks(svg: SVGSVGElement, marks: Marks): void {
  join(svg, '.stage-lines', 'path', marks.lines, (path, { look, d, at }) => {
    patch(path, 'class', `mark-${look}`);
    patch(path, 'd', d);
    patch(path, 'transform', at ?? '');
  });
  join(svg, '.stage-plates', 'rect', marks.plates, (rect, { look, x, y, width, height }) => {
    patch(rect, 'class', `mark-${look}`);
    patch(rect, 'x', String(x));
    patch(rect, 'y', String(y));
    patch(rect, 'width', String(width));
    patch(rect, 'height', String(height));
    patch(rect, 'rx', '3.5');
  });
  join(svg, '.stage-labels', 'text', marks.labels, (label, { look, x, y, text }) => {
    patch(label, 'class', `text-${look}`);
    patch(label, 'x', String(x));
    patch(label, 'y', String(y));
    if (label.textContent !== text) label.textContent = text;
  });
}

/** One element of a group for each item, in their order: what is missing is made, what is too much goes. */
function join<T>(
  svg: SVGSVGElement,
  group: string,
  tag: string,
  items: readonly T[],
  draw: (element: Element, item: T) => void,
): void {
  const parent = svg.querySelector(group);
  if (parent === null) return;
  items.forEach((item, at) => {
    draw(parent.children[at] ?? parent.appendChild(document.createElementNS(SVG, tag)), item);
  });
  while (parent.children.length > items.length) parent.lastElementChild?.remove();
}

/** Writing an attribute costs a restyle even where nothing changes; reading it does not. */
function patch(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
