/**
 * What a model says about itself while it acts. Always a call with whole numbers, never an object.
 *
 * The frame is the kernel's: time, sequence number and cause of the event in progress, the acting node, a kind
 * that the system declares, six integers whose meaning the kind gives, and a *bundle* of messages (see
 * `payload.ts`), −1 for none. Listeners read the frame from the world.
 */
export interface ObservationKind {
  /** Stable name, as scenarios write it under `event` and `on`. */
  readonly name: string;
  /** Names of the integers a … f, in order; what a `match` may name. */
  readonly fields: readonly string[];
  /** Kept in the event list and used as a stop of `next key event`. */
  readonly key: boolean;
}

/** Somebody who watches a world. It must not change it. */
export interface Listener {
  onObservation(
    kind: number,
    node: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    bundle: number,
  ): void;
}
