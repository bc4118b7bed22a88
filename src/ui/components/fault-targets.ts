import type { Opened } from '../../engine/protocol.ts';

/** A node as the palette needs it: `kind` and `status` as in a frame's `nodes`. */
export interface NodeRow {
  readonly name: string;
  readonly kind: number;
  readonly status: number;
}

const KINDS = ['broker', 'controller', 'producer', 'consumer'] as const;
const UP = 0;

/** Nodes that a verb may be aimed at now: only what is down can be started, only what runs can be broken. */
export function targetsOf(verb: string, opened: Pick<Opened, 'verbs'>, rows: readonly NodeRow[]): readonly NodeRow[] {
  const aims = opened.verbs.find((one) => one.name === verb)?.targets ?? ['broker'];
  return rows.filter((row) => {
    const kind = KINDS[row.kind];
    if (kind === undefined || !aims.includes(kind)) return false;
    return verb === 'restart' ? row.status > 1 : row.status === UP;
  });
}
