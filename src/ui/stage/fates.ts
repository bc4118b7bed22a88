import type { CELL_FATES } from '../../engine/protocol.ts';
import type { Token } from './palette.ts';

/** How a cell's frame is drawn. Each state has a shape of its own, so that colour is never the only sign. */
export const SHAPES = [
  'sealed',
  'grey-sealed',
  'hatched-rim',
  'cut-corner',
  'ghost',
  'diamond',
  'ring',
  'double-frame',
  'dashed-frame',
] as const;
export type Shape = (typeof SHAPES)[number];

export interface Look {
  readonly shape: Shape;
  /** What the outline or bar is drawn with. */
  readonly token: Token;
  readonly label: Token;
  /** Label struck through. */
  readonly struck: boolean;
  readonly bold: boolean;
}

export type Fate = (typeof CELL_FATES)[number];

export const FATE_LOOKS: Readonly<Record<Fate, Look>> = {
  appended: { shape: 'hatched-rim', token: 'pending', label: 'ink', struck: false, bold: false },
  'acked-on-one': { shape: 'cut-corner', token: 'risk', label: 'ink', struck: false, bold: true },
  committed: { shape: 'sealed', token: 'durable', label: 'ink', struck: false, bold: false },
  offline: { shape: 'grey-sealed', token: 'off', label: 'ink-3', struck: false, bold: false },
  lost: { shape: 'dashed-frame', token: 'loss', label: 'loss-text', struck: true, bold: true },
  'never-acked': { shape: 'ghost', token: 'off', label: 'ink-3', struck: false, bold: false },
  internal: { shape: 'diamond', token: 'ink', label: 'ink', struck: false, bold: false },
  unknown: { shape: 'ring', token: 'ink-2', label: 'ink', struck: false, bold: false },
};

export const DUPLICATE_LOOK: Look = {
  shape: 'double-frame',
  token: 'dup',
  label: 'dup-text',
  struck: false,
  bold: true,
};
