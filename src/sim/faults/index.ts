import { crash } from './crash.ts';
import { cutLink } from './cut-link.ts';
import { diskError } from './disk-error.ts';
import { diskFull } from './disk-full.ts';
import { isolate } from './isolate.ts';
import { pause } from './pause.ts';
import { powerCut } from './power-cut.ts';
import { resetConnection } from './reset-connection.ts';
import { restart } from './restart.ts';
import { slowDisk } from './slow-disk.ts';
import { slowLink } from './slow-link.ts';
import { stop } from './stop.ts';
import type { Verb } from './verb.ts';

/** Faults of any node, link or disk, in reading order. `heal`, which ends them, belongs to the script. */
export const FAULTS: readonly Verb<unknown>[] = [
  crash,
  powerCut,
  stop,
  restart,
  pause,
  isolate,
  cutLink,
  slowLink,
  resetConnection,
  slowDisk,
  diskFull,
  diskError,
];
