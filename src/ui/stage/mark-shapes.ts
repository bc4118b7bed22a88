/** A line of text; `look` names a class of `stage.css`. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly look: string;
}
export interface Line {
  readonly d: string;
  readonly look: string;
  /** For a path drawn round the origin: where it stands. */
  readonly at?: string;
}
export interface Plate {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly look: string;
}

/** Everything that lies over the cells, as plain data. */
export interface Marks {
  readonly lines: readonly Line[];
  readonly plates: readonly Plate[];
  readonly labels: readonly Label[];
}

/** Words and names of the marks, from the page's language. */
export interface MarkWords {
  node(node: number): string;
  readonly leader: string;
  readonly isr: string;
  readonly elr: string;
  readonly out: string;
  readonly down: string;
  readonly diverged: string;
  readonly noLeader: (seconds: string) => string;
  readonly groupOffsets: string;
  readonly lag: (lag: number) => string;
  readonly committed: (offset: number) => string;
  readonly position: (offset: number) => string;
  readonly held: (count: number) => string;
  readonly group: (row: number) => string;
  /** Number of the kind of observation that tells an election, −1 unknown. */
  readonly electedKind: number;
}

export const NO_MARKS: Marks = { lines: [], plates: [], labels: [] };

/** Triangle, diamond, square, hexagon: each group has a shape of its own. */
export function groupShape(shape: number): string {
  if (shape === 1) return 'M0-5.4L5.4 0 0 5.4-5.4 0z';
  if (shape === 2) return 'M-4.4-4.4h8.8v8.8h-8.8z';
  if (shape === 3) return 'M-2.7-4.7h5.4L5.4 0 2.7 4.7h-5.4L-5.4 0z';
  return 'M0-6l5.4 9.5h-10.8z';
}

/** A path drawn round the origin, at its place. */
export function placed(d: string, x: number, y: number, size: number): { readonly d: string; readonly at: string } {
  return { d, at: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${size})` };
}
