import { describe, expect, it } from 'vitest';
import { openSession, runAhead, type Session } from '../../src/engine/session.ts';
import { KAFKA_OBSERVATIONS } from '../../src/kafka/index.ts';
import { finishRun } from '../../src/scenario/run.ts';
import { createRun, readScenario, type SystemRun } from '../../src/scenario/systems.ts';
import { bundleCount, bundleMember } from '../../src/sim/payload.ts';
import { KERNEL_OBSERVATIONS } from '../../src/sim/world.ts';
import { copiesOf, fateOf, IS_UNKNOWN, isLost, messageCount, outcomeOf, presentCount } from '../../src/truth/index.ts';
import { request, right, textOf } from '../engine/open-host.ts';

/** What lessons claim and the expectations of a file cannot say, for several seeds. */
const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34];
const FOREVER = Number.POSITIVE_INFINITY;
const KINDS = [...KERNEL_OBSERVATIONS, ...KAFKA_OBSERVATIONS].map(({ name }) => name);

describe('acks-1-leader-crash', () => {
  it('has the old leader throw away just the lost records, and at most some in doubt besides', () => {
    for (const seed of SEEDS) {
      const { head, series } = finished('acks-1-leader-crash', '', seed);
      const { ledger } = head.witness;
      const cut = new Set(
        rowsOf(series.cut, 5)
          .filter(([, partition]) => partition === 0)
          .map((row) => row[4] ?? -1),
      );
      const lost = uidsWhere(
        head,
        (uid) => isLost(ledger, uid, true) && outcomeOf(fateOf(ledger.messages, uid)) !== IS_UNKNOWN,
      );

      expect(lost.length, `seed ${seed}`).toBeGreaterThan(0);
      expect(lost.filter((uid) => !cut.has(uid))).toEqual([]);
      for (const uid of cut) {
        const inDoubt = outcomeOf(fateOf(ledger.messages, uid)) === IS_UNKNOWN;
        expect(inDoubt || lost.includes(uid), `seed ${seed}, uid ${uid}`).toBe(true);
      }
    }
  });
});

describe('acks-all-survives', () => {
  it('pays with one to two fetch round trips for each ack while the copies are slow', () => {
    for (const seed of SEEDS) {
      const { series } = finished('acks-all-survives', 'all', seed);
      const slow = rowsOf(series.acks, 2).filter(([timeUs = 0]) => timeUs > 5_450_000 && timeUs < 6_000_000);

      expect(slow.length, `seed ${seed}`).toBeGreaterThan(0);
      for (const [, latencyUs = 0] of slow) {
        expect(latencyUs).toBeGreaterThan(390_000);
        expect(latencyUs).toBeLessThan(900_000);
      }
    }
  });
});

describe('hw-lag', () => {
  it('lets nobody read a record before a fetch answer and the next fetch have told that it is committed', () => {
    for (const seed of SEEDS) {
      const run = started('hw-lag', '', seed);
      const appended = new Map<number, number>();
      let least = FOREVER;
      watch(run, (name, [a = 0, , , role = 0], bundle) => {
        if (name === 'appended' && role === 0) {
          for (const uid of membersOf(run, bundle)) if (!appended.has(uid)) appended.set(uid, run.world.now);
        } else if (name === 'delivered' && appended.has(a)) {
          least = Math.min(least, run.world.now - (appended.get(a) ?? 0));
        }
      });
      finishRun(run);

      expect(least, `seed ${seed}`).toBeGreaterThanOrEqual(390_000);
      expect(least).toBeLessThan(FOREVER);
    }
  });
});

describe('retry-duplicates', () => {
  it('stores twice only what went in batches whose answer was lost', () => {
    for (const seed of SEEDS) {
      const run = started('retry-duplicates', '', seed);
      const sent = new Map<string, number>();
      const unanswered = new Set<number>();
      watch(run, (name, [a = 0, b = 0, , d = 0, e = 0], bundle) => {
        if (name === 'sent') sent.set(`${d} ${e}`, bundle);
        else if (name === 'reply-lost')
          for (const uid of membersOf(run, sent.get(`${a} ${b}`) ?? -1)) unanswered.add(uid);
      });
      finishRun(run);
      const twice = uidsWhere(run, (uid) => presentCount(copiesOf(run.witness.ledger.messages, uid)) > 1);

      expect(twice.length, `seed ${seed}`).toBeGreaterThanOrEqual(3);
      expect(twice.filter((uid) => !unanswered.has(uid))).toEqual([]);
    }
  });
});

function finished(id: string, variant: string, seed: number): Session {
  const session = right(openSession(textOf(id), request({ source: { from: 'shipped', id }, variant, seed }), null));
  runAhead(session, FOREVER, FOREVER);
  return session;
}

function started(id: string, variant: string, seed: number): SystemRun {
  return right(createRun(right(readScenario(textOf(id))), { variant, seed }));
}

/** Hears everything that the run's own listener hears. */
function watch(run: SystemRun, hear: (name: string, values: readonly number[], bundle: number) => void): void {
  const inner = run.world.listener;
  run.world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      inner?.onObservation(kind, node, a, b, c, d, e, f, bundle);
      hear(KINDS[kind] ?? '', [a, b, c, d, e, f], bundle);
    },
  };
}

function membersOf({ world }: SystemRun, bundle: number): number[] {
  if (bundle < 0) return [];
  return Array.from({ length: bundleCount(world.payloads, bundle) }, (_, i) => bundleMember(world.payloads, bundle, i));
}

function uidsWhere({ witness }: SystemRun, holds: (uid: number) => boolean): number[] {
  return Array.from({ length: messageCount(witness.ledger.messages) }, (_, uid) => uid).filter(holds);
}

function rowsOf(list: readonly number[], width: number): (readonly number[])[] {
  return Array.from({ length: list.length / width }, (_, i) => list.slice(i * width, (i + 1) * width));
}
