/** What the dock takes from a 2D context; a test gives one that only writes down what was asked. */
export type DockPen = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'rect'
  | 'roundRect'
  | 'arc'
  | 'ellipse'
  | 'closePath'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'fillRect'
  | 'clearRect'
  | 'fillText'
  | 'measureText'
  | 'setLineDash'
  | 'translate'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
>;

/** A token's colour, by its name without the dashes. */
export type Colour = (token: string) => string;
/** From a time in µs to px. */
export type X = (timeUs: number) => number;

export function line(pen: DockPen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

export function cross(pen: DockPen, x: number, y: number, size: number, ink: string): void {
  pen.strokeStyle = ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x + size, y - size);
  pen.lineTo(x - size, y + size);
  pen.stroke();
}

/** Slanted lines in a rectangle. */
export function hatch(pen: DockPen, x: number, y: number, width: number, height: number, ink: string): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  pen.beginPath();
  // The lines stand still while the edge moves: they start at multiples of their distance.
  for (let at = Math.floor((x - height) / 7) * 7; at < x + width; at += 7) {
    pen.moveTo(at, y + height);
    pen.lineTo(at + height, y);
  }
  pen.stroke();
  pen.restore();
}

export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  /** Width that the text may take; where it is less, nothing is written. */
  readonly room: number;
  readonly align: 'left' | 'center' | 'right';
}

/** A text where there is room for it, on a plate of colour where one is given. @returns the width that it took, 0 = none */
export function label(pen: DockPen, text: string, place: LabelPlace, ink: string, behind: string | null): number {
  const width = pen.measureText(text).width;
  if (width > place.room) return 0;
  const left = place.align === 'left' ? place.x : place.align === 'right' ? place.x - width : place.x - width / 2;
  if (behind !== null) {
    pen.fillStyle = behind;
    pen.fillRect(left - 4, place.y - 7, width + 8, 14);
  }
  pen.fillStyle = ink;
  pen.textAlign = 'left';
  pen.fillText(text, left, place.y + 0.5);
  return width;
}
