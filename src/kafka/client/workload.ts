import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { utf8 } from '../../sim/utf8.ts';
import type { KafkaState } from '../cluster.ts';
import { murmur2 } from './partitioner.ts';
import { type ProducerState, RUNNING } from './producer-state.ts';
import { send } from './send-call.ts';

/**
 * What the application sends by itself: so many records a time, evenly or at random, keys k0, k1, … in turn.
 *
 * @remarks What would have been sent while the process was down is not sent later; the schedule goes on from now.
 */
export const WORKLOAD_TIMER = 2;

/** A client instance begins: goes on with the schedule. */
export function startWorkload(self: ProducerState, ctx: Context): void {
  const { workload, setup } = self;
  if (workload.stream < 0) workload.stream = ctx.openStream('workload', ctx.node);
  const { count, perUs } = setup.rate;
  if (count <= 0 || workload.stopped === 1) return;
  if (setup.arrivals === 'even') {
    const elapsed = ctx.now - setup.startUs;
    if (elapsed > 0) {
      let next = Math.floor((elapsed * count) / perUs);
      while (arrivalTime(self, next) < ctx.now) next += 1;
      workload.next = Math.max(workload.next, next);
    }
    schedule(self, arrivalTime(self, workload.next), ctx);
  } else {
    schedule(self, Math.max(ctx.now, setup.startUs) + poissonGap(self, ctx), ctx);
  }
}

export function onWorkloadTimer(state: KafkaState, self: ProducerState, ctx: Context): void {
  const { workload, setup } = self;
  workload.timer = NO_TIMER;
  const { keys } = setup;
  const turn = workload.sent;
  workload.sent = turn + 1;
  workload.next += 1;
  const time = setup.arrivals === 'even' ? arrivalTime(self, workload.next) : ctx.now + poissonGap(self, ctx);
  schedule(self, time, ctx);
  if (keys === 0) {
    send(state, self, -1, -1, -1, -1, -1, setup.sizeBytes, ctx);
    return;
  }
  const key = turn % keys;
  if (key === workload.keyTexts.length) learnKey(self, key, ctx);
  const text = at(workload.keyTexts, key);
  send(state, self, text, at(workload.keyHashes, key), at(workload.keyBytes, key), -1, -1, setup.sizeBytes, ctx);
}

/** The workload ends for good; what is under way goes on. The closing phase does this to every producer. */
export function stopProducing(self: ProducerState, ctx: Context): void {
  self.workload.stopped = 1;
  pauseWorkload(self, ctx);
}

/** No further record until `startWorkload`. */
export function pauseWorkload(self: ProducerState, ctx: Context): void {
  if (self.workload.timer !== NO_TIMER) ctx.cancelTimer(self.workload.timer);
  self.workload.timer = NO_TIMER;
}

/** The first record is sent at `startUs`, the n-th after it n periods later. */
function arrivalTime(self: ProducerState, n: number): number {
  const { count, perUs } = self.setup.rate;
  return self.setup.startUs + Math.floor((n * perUs) / count);
}

function poissonGap(self: ProducerState, ctx: Context): number {
  const { count, perUs } = self.setup.rate;
  return ctx.exponential(self.workload.stream, Math.max(1, Math.floor(perUs / count)));
}

function schedule(self: ProducerState, time: number, ctx: Context): void {
  const { workload, setup } = self;
  if (self.life !== RUNNING || (setup.stopUs >= 0 && time >= setup.stopUs)) return;
  workload.timer = ctx.setTimer(WORKLOAD_TIMER, Math.max(0, time - ctx.now), 0, 0);
}

/** The hash of a key is computed once; keys come in turn, so the next unknown one is the next in the list. */
function learnKey(self: ProducerState, key: number, ctx: Context): void {
  const { workload } = self;
  const text = `k${key}`;
  const bytes = utf8(text);
  workload.keyTexts.push(ctx.text(text));
  workload.keyHashes.push(murmur2(bytes) & 0x7fff_ffff);
  workload.keyBytes.push(bytes.length);
}
