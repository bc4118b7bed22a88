import { assert } from '../sim/assert.ts';
import { at, numberAt } from '../sim/column.ts';
import type { Listener } from '../sim/observation.ts';
import { bundleCount, bundleMember, type Payloads } from '../sim/payload.ts';
import type { World } from '../sim/world.ts';
import type { Ledger } from './ledger-state.ts';
import {
  APPENDED,
  AS_LEADER,
  DELIVERED,
  ELECTED,
  FROM_COMMITTED,
  HW_MOVED,
  kindsOf,
  LOG_LOST,
  NODE_STATUS,
  POSITION_COMMITTED,
  POSITION_RESET,
  PROCESSED,
  PRODUCED,
  SHIPPED,
  TRUNCATED,
} from './vocabulary.ts';

/** One hop of a message's way: the observation that told it. */
export interface StoryStep {
  readonly timeUs: number;
  readonly seq: number;
  /** The observation's name, or `committed`, which nobody but the ledger can say. */
  readonly kind: string;
  readonly node: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A listener that gathers what concerns one message. */
export interface Story extends Listener {
  readonly steps: StoryStep[];
}

/** Copies of the message: pairs (node, offset). */
interface Whereabouts {
  partition: number;
  copies: number[];
  committed: boolean;
  /** Groups whose position passed it. */
  passed: number[];
}

/**
 * Follows one message through a run.
 *
 * @remarks Make it listen to a world that was forked before the message was created, and run that.
 * @param ledger - the fork's own ledger, which tells who leads
 * @param next - listens after it: the ledger's listener
 */
export function collectStory<S>(world: World<S>, ledger: Ledger, uid: number, next: Listener): Story {
  const kinds = kindsOf(world.model.observations);
  const { codes } = ledger;
  const steps: StoryStep[] = [];
  const where: Whereabouts = { partition: -1, copies: [], committed: false, passed: [] };
  return {
    steps,
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      const values = [a, b, c, d, e, f];
      const code = codes[kind] ?? 0;
      const inBundle = bundle >= 0 && holds(world.payloads, bundle, uid);
      if (concerns(where, code, node, values, inBundle, uid)) {
        const { name, fields } = at(kinds, kind);
        const parameters: Record<string, number> = {};
        fields.forEach((field, i) => {
          parameters[field] = values[i] ?? 0;
        });
        if (code === APPENDED) parameters.offset = b + placeIn(world.payloads, bundle, uid);
        steps.push({ timeUs: world.now, seq: world.cause, kind: name, node, parameters });
      }
      const place = inBundle ? placeIn(world.payloads, bundle, uid) : -1;
      const committedAt = follow(where, ledger, code, node, values, place);
      if (committedAt >= 0) {
        const parameters = { partition: where.partition, offset: committedAt, leaderEpoch: b };
        steps.push({ timeUs: world.now, seq: world.cause, kind: 'committed', node, parameters });
      }
      next.onObservation(kind, node, a, b, c, d, e, f, bundle);
    },
  };
}

/** Whether an observation belongs to the story, by what is known before it. */
function concerns(
  where: Whereabouts,
  code: number,
  node: number,
  values: readonly number[],
  inBundle: boolean,
  uid: number,
): boolean {
  const [a, b, c, d] = values;
  assert(a !== undefined && b !== undefined && c !== undefined && d !== undefined, 'an observation has six integers');
  if (inBundle) return true;
  switch (code) {
    case PRODUCED:
    case DELIVERED:
    case PROCESSED:
      return a === uid;
    case SHIPPED:
    case HW_MOVED: {
      const offset = a === where.partition ? offsetOn(where, node) : -1;
      return offset >= 0 && offset >= c && offset < d;
    }
    case TRUNCATED:
    case LOG_LOST:
      return a === where.partition && offsetOn(where, node) >= Math.min(b, c);
    case ELECTED:
      return a === where.partition && where.copies.length > 0;
    case NODE_STATUS:
      return offsetOn(where, node) >= 0;
    case POSITION_COMMITTED:
      return b === where.partition && !where.passed.includes(a) && isBelow(where, c);
    case POSITION_RESET:
      return b === where.partition && d !== FROM_COMMITTED && where.copies.length > 0;
    default:
      return false;
  }
}

/** Keeps track of the message. Answers its offset when it has just been committed, else −1. */
function follow(
  where: Whereabouts,
  ledger: Ledger,
  code: number,
  node: number,
  values: readonly number[],
  place: number,
): number {
  const [a = -1, b = -1, c = -1, d = -1, e = -1] = values;
  switch (code) {
    case APPENDED:
      if (place < 0) return -1;
      where.partition = a;
      where.copies.push(node, b + place);
      return -1;
    case HW_MOVED: {
      const offset = a === where.partition && e === AS_LEADER ? offsetOn(where, node) : -1;
      const part = ledger.partitions[a];
      if (where.committed || offset < 0 || offset >= d || node !== part?.leader || b !== part.epoch) return -1;
      where.committed = true;
      return offset;
    }
    case TRUNCATED:
    case LOG_LOST:
      if (a === where.partition) forget(where, node, Math.min(b, c));
      return -1;
    case POSITION_COMMITTED:
      if (b === where.partition && isBelow(where, c)) where.passed.push(a);
      return -1;
    default:
      return -1;
  }
}

function offsetOn(where: Whereabouts, node: number): number {
  for (let i = 0; i < where.copies.length; i += 2) {
    if (where.copies[i] === node) return numberAt(where.copies, i + 1);
  }
  return -1;
}

function isBelow(where: Whereabouts, offset: number): boolean {
  return where.copies.length > 0 && numberAt(where.copies, 1) < offset;
}

function forget(where: Whereabouts, node: number, from: number): void {
  const kept: number[] = [];
  for (let i = 0; i < where.copies.length; i += 2) {
    const offset = numberAt(where.copies, i + 1);
    if (where.copies[i] !== node || offset < from) kept.push(numberAt(where.copies, i), offset);
  }
  where.copies = kept;
}

function holds(payloads: Payloads, bundle: number, uid: number): boolean {
  return placeIn(payloads, bundle, uid) >= 0;
}

/** Place of a message in a bundle, −1 if it is not in it. */
function placeIn(payloads: Payloads, bundle: number, uid: number): number {
  const members = bundleCount(payloads, bundle);
  for (let i = 0; i < members; i++) if (bundleMember(payloads, bundle, i) === uid) return i;
  return -1;
}
