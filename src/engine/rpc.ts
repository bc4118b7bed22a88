import type { Engine } from './protocol.ts';

/** Names of the engine's calls that wait for an answer. */
export type EngineCall = Exclude<keyof Engine, 'release'>;

export interface CallMessage {
  readonly id: number;
  readonly call: EngineCall;
  readonly parameters: readonly unknown[];
}

/** The page gives a frame's buffer back. */
export interface ReleaseMessage {
  readonly release: ArrayBuffer;
}

export type ToWorker = CallMessage | ReleaseMessage;

export type FromWorker =
  | { readonly id: number; readonly value: unknown }
  /** A frame travels as its buffer. */
  | { readonly id: number; readonly frame: ArrayBuffer }
  /** The simulator contradicted itself; the run cannot go on. */
  | { readonly id: number; readonly contradiction: Contradiction };

/** Our own mistake, with what is needed to see it again. */
export interface Contradiction {
  readonly claim: string;
  readonly seed: number;
  readonly timeUs: number;
  readonly scenario: string;
}

/** What a call throws on the page when the engine failed in itself. */
export class ContradictionError extends Error {
  override readonly name = 'ContradictionError';
  readonly contradiction: Contradiction;

  constructor(contradiction: Contradiction) {
    super(contradiction.claim);
    this.contradiction = contradiction;
  }
}
