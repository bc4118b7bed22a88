import type { Context } from '../../sim/actor.ts';
import { createPayloads } from '../../sim/payload.ts';

/** A context without a world: the clock stands where the vector puts it, and nothing is sent or told. */
export function stillContext(node: number): Context & { now: number } {
  return {
    node,
    now: 0,
    payloads: createPayloads(),
    connect: () => 1,
    close: () => undefined,
    isOpen: () => true,
    peer: () => node,
    request: () => 0,
    reply: () => undefined,
    setTimer: () => 1,
    cancelTimer: () => undefined,
    openStream: () => 0,
    intInclusive: (_stream, low) => low,
    chance: () => false,
    exponential: (_stream, meanUs) => meanUs,
    write: () => 0,
    flush: () => 0,
    diskFault: () => 0,
    halt: () => undefined,
    flushedPosition: () => 0,
    observe: () => undefined,
    newMessage: () => 0,
    newBundle: () => 0,
    text: () => 0,
    exit: () => undefined,
  };
}
