import { buildFrame } from '../../engine/client.ts';
import type { Frame, Opened } from '../../engine/protocol.ts';

/** A run at time zero: what the engine answers when it opens the first scenario, and its first frame. */
export interface FirstRun {
  readonly opened: Opened;
  readonly rows: Parameters<typeof buildFrame>[0];
}

/**
 * The build asks the engine for it (`tools/first-run-plugin.mjs`), so that the page has a picture before it has
 * an engine. Null elsewhere: then the picture comes with the engine.
 */
export const FIRST_RUN: FirstRun | null = null;

export function frameOf({ opened, rows }: FirstRun): Frame {
  return buildFrame(rows, opened.run);
}
