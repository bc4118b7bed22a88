import type { Context, Model } from '../../../src/sim/actor.ts';
import { startNode } from '../../../src/sim/node-life.ts';
import { EXPONENTIAL_QUANTILES } from '../../../src/sim/quantiles.ts';
import { createStreams, exponential, openStream } from '../../../src/sim/random.ts';
import { NUMBER, shape } from '../../../src/sim/shape.ts';
import { runWorld } from '../../../src/sim/step.ts';
import { addNode, createWorld } from '../../../src/sim/world.ts';
import { type Case, secondsOf } from '../case.ts';
import { barePop, barePush, createBareHeap } from '../reference/bare-heap.ts';
import type { SimLibrary } from '../reference/simjs.ts';

/** A single server, arrivals each 1.25 ms in the mean, service 1 ms. Results are customers per second. */
const ARRIVAL_US = 1250;
const SERVICE_US = 1000;

interface Counter {
  waiting: number;
  served: number;
  arrived: number;
  arrivals: number;
  services: number;
}

const counterForm = shape<Counter>({
  waiting: NUMBER,
  served: NUMBER,
  arrived: NUMBER,
  arrivals: NUMBER,
  services: NUMBER,
});
const ARRIVE = 1;
const SERVE = 2;

const counterModel: Model<Counter> = {
  name: 'mm1',
  observations: [],
  fork: counterForm.fork,
  hash: counterForm.hash,
  onStart: (state, ctx) => {
    state.arrivals = ctx.openStream('workload', 0);
    state.services = ctx.openStream('workload', 1);
    ctx.setTimer(ARRIVE, ctx.exponential(state.arrivals, ARRIVAL_US), 0, 0);
  },
  onTimer: (state, kind, _a, _b, ctx) => {
    if (kind === ARRIVE) {
      state.arrived += 1;
      state.waiting += 1;
      if (state.waiting === 1) serve(state, ctx);
      ctx.setTimer(ARRIVE, ctx.exponential(state.arrivals, ARRIVAL_US), 0, 0);
    } else {
      state.waiting -= 1;
      state.served += 1;
      if (state.waiting > 0) serve(state, ctx);
    }
  },
  onRequest: () => undefined,
  onReply: () => undefined,
  onDisconnect: () => undefined,
  onStop: () => undefined,
  onCrash: () => undefined,
};

function serve(state: Counter, ctx: Context): void {
  ctx.setTimer(SERVE, ctx.exponential(state.services, SERVICE_US), 0, 0);
}

/** Through the kernel's public API, with the running hash and the journal on. */
export function kernelMm1(customers: number): Case {
  return {
    run: () => {
      const world = createWorld(counterModel, { waiting: 0, served: 0, arrived: 0, arrivals: 0, services: 0 }, 1, {
        latencyUs: 0,
        jitterUs: 0,
        bandwidth: 0,
      });
      startNode(world, addNode(world, 'desk', 'server'));
      return (
        customers /
        secondsOf(() => {
          while (world.state.served < customers) runWorld(world, Number.MAX_SAFE_INTEGER, 10_000);
        })
      );
    },
  };
}

/** A hand-written switch over the bare heap. */
export function handMm1(customers: number): Case {
  return {
    run: () => {
      const heap = createBareHeap(64);
      const streams = createStreams(1);
      const arrivals = openStream(streams, 'workload', 0);
      const services = openStream(streams, 'workload', 1);
      let seq = 0;
      let waiting = 0;
      let served = 0;
      const draw = (stream: number, mean: number): number => exponential(streams, stream, mean, EXPONENTIAL_QUANTILES);
      return (
        customers /
        secondsOf(() => {
          barePush(heap, draw(arrivals, ARRIVAL_US), seq++ * 2);
          while (served < customers) {
            const now = heap.times[0] ?? 0;
            const kind = (heap.seqs[0] ?? 0) & 1;
            barePop(heap);
            switch (kind) {
              case 0:
                waiting += 1;
                if (waiting === 1) barePush(heap, now + draw(services, SERVICE_US), seq++ * 2 + 1);
                barePush(heap, now + draw(arrivals, ARRIVAL_US), seq++ * 2);
                break;
              default:
                waiting -= 1;
                served += 1;
                if (waiting > 0) barePush(heap, now + draw(services, SERVICE_US), seq++ * 2 + 1);
            }
          }
        })
      );
    },
  };
}

/** The same in simjs 2.0.3. */
export function simjsMm1(library: SimLibrary, customers: number): Case {
  return {
    run: () => {
      const sim = new library.Sim();
      const desk = new library.Facility('desk');
      const random = new library.Random(1);
      let served = 0;
      class Arrivals extends library.Entity {
        start(): void {
          this.setTimer(random.exponential(1 / ARRIVAL_US)).done(() => {
            this.useFacility(desk, random.exponential(1 / SERVICE_US)).done(() => {
              served += 1;
            });
            this.start();
          });
        }
      }
      sim.addEntity(Arrivals);
      const seconds = secondsOf(() => sim.simulate(customers * ARRIVAL_US));
      return served / seconds;
    },
  };
}
