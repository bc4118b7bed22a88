import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atRisk } from '../../src/truth/index.ts';
import {
  acked,
  append,
  B1,
  B2,
  B3,
  FOLLOWER,
  formedScene,
  LEADER,
  loseTail,
  type Scene,
  sendOne,
  ship,
  status,
  tell,
  truncate,
} from './scene.ts';

const BROKERS = [B1, B2, B3];

describe('records at risk', () => {
  it('are those that are confirmed and stand on one running broker only', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    expect(atRisk(scene.ledger)).toBe(0);

    acked(scene, bundle, 0);
    expect(atRisk(scene.ledger)).toBe(1);

    ship(scene, B2, 0, 1);
    expect(atRisk(scene.ledger)).toBe(0);
  });

  it('are so again when the connection ends before the copy arrives', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    acked(scene, bundle, 0);
    ship(scene, B2, 0, 1, B1, 33);

    tell(scene, 'connection-ended', B2, [33, B1]);

    expect(atRisk(scene.ledger)).toBe(1);
  });

  it('are so again when the receiver is killed, and not when the sender is', () => {
    for (const [killed, risk] of [
      [B2, 1],
      [B1, 0],
    ] as const) {
      const scene = formedScene();
      const { bundle } = sendOne(scene);
      append(scene, B1, 0, bundle);
      acked(scene, bundle, 0);
      ship(scene, B2, 0, 1);

      status(scene, killed, 'crashed');

      expect(atRisk(scene.ledger)).toBe(risk);
    }
  });

  it('become so when the other broker that has them stops', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B2, 0, bundle);
    acked(scene, bundle, 0);

    status(scene, B1, 'crashed');
    expect(atRisk(scene.ledger)).toBe(1);
    status(scene, B1, 'up');
    expect(atRisk(scene.ledger)).toBe(0);
  });

  it('do not count a second record in the same log as a copy', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B1, 1, bundle);
    acked(scene, bundle, 0);
    expect(atRisk(scene.ledger)).toBe(1);

    truncate(scene, B1, 1, 2);
    expect(atRisk(scene.ledger)).toBe(1);
  });

  it('are exactly those of the definition, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const) }),
      fc.record({ kind: fc.constant('ack' as const), at: fc.nat(30) }),
      fc.record({ kind: fc.constant('ship' as const), to: fc.constantFrom(1, 2) }),
      fc.record({ kind: fc.constant('arrive' as const), to: fc.constantFrom(1, 2) }),
      fc.record({ kind: fc.constant('break' as const), to: fc.constantFrom(1, 2) }),
      fc.record({ kind: fc.constant('crash' as const), node: fc.nat(2), power: fc.boolean() }),
      fc.record({ kind: fc.constant('start' as const), node: fc.nat(2) }),
      fc.record({ kind: fc.constant('cut' as const), node: fc.constantFrom(1, 2), by: fc.integer({ min: 1, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const plain = new PlainCluster();
        for (const one of steps) {
          plain.take(one);
          expect(atRisk(plain.scene.ledger)).toBe(plain.atRisk());
        }
      }),
      { numRuns: 300 },
    );
  });
});

type Step =
  | { kind: 'append' }
  | { kind: 'ack'; at: number }
  | { kind: 'ship' | 'arrive' | 'break'; to: number }
  | { kind: 'crash'; node: number; power: boolean }
  | { kind: 'start'; node: number }
  | { kind: 'cut'; node: number; by: number };

/** Logs as lists, and the definition as it is written. Broker 1 leads whenever it runs. */
class PlainCluster {
  readonly scene: Scene = formedScene();
  readonly logs: number[][] = [[], [], []];
  readonly running = [true, true, true];
  readonly underWay: (readonly number[])[] = [[], [], []];
  readonly confirmed = new Set<number>();

  take(step: Step): void {
    const { scene, logs, running } = this;
    const leader = logs[0] ?? [];
    switch (step.kind) {
      case 'append': {
        if (running[0] !== true) return;
        const { bundle } = sendOne(scene);
        leader.push(bundle);
        append(scene, B1, leader.length - 1, bundle, 0, LEADER);
        return;
      }
      case 'ack': {
        const bundle = leader[step.at];
        if (bundle === undefined || this.confirmed.has(bundle)) return;
        this.confirmed.add(bundle);
        acked(scene, bundle, step.at);
        return;
      }
      case 'ship': {
        const log = logs[step.to] ?? [];
        if (running[0] !== true || running[step.to] !== true || leader.length <= log.length) return;
        if (!log.every((bundle, i) => leader[i] === bundle)) return;
        this.underWay[step.to] = leader.slice(log.length);
        ship(scene, step.to + 1, log.length, leader.length);
        return;
      }
      case 'arrive': {
        const log = logs[step.to] ?? [];
        for (const bundle of this.underWay[step.to] ?? []) {
          log.push(bundle);
          append(scene, step.to + 1, log.length - 1, bundle, 0, FOLLOWER);
        }
        this.underWay[step.to] = [];
        return;
      }
      case 'break':
        this.underWay[step.to] = [];
        tell(scene, 'connection-ended', B1, [21 + step.to, step.to + 1]);
        return;
      case 'crash': {
        if (running[step.node] !== true) return;
        if (step.power) this.drop(step.node, 2);
        running[step.node] = false;
        this.underWay[step.node] = [];
        status(scene, step.node + 1, 'crashed');
        return;
      }
      case 'start':
        if (running[step.node] === true) return;
        running[step.node] = true;
        status(scene, step.node + 1, 'up');
        return;
      case 'cut':
        if (running[step.node] !== true) return;
        // What arrives later was meant for the log as it was: a follower that cuts its log has dropped it.
        if ((this.underWay[step.node] ?? []).length > 0) return;
        this.drop(step.node, step.by);
        return;
    }
  }

  atRisk(): number {
    let count = 0;
    for (const bundle of this.confirmed) {
      const holders = this.logs.filter((log, i) => this.running[i] === true && log.includes(bundle)).length;
      if (holders === 1 && !this.underWay.some((list) => list.includes(bundle))) count += 1;
    }
    return count;
  }

  /** The last records of a log are lost; what a leader has lost counts as under way no more. */
  private drop(node: number, by: number): void {
    const log = this.logs[node] ?? [];
    const from = Math.max(0, log.length - by);
    if (from === log.length) return;
    if (node === 0) this.underWay.fill([]);
    const to = log.length;
    log.length = from;
    loseTail(this.scene, BROKERS[node] ?? B1, from, to);
  }
}
