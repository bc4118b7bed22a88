import type { Case } from './case.ts';
import { kafkaEvents, kafkaRuns, kafkaSeconds, minimalRuns, minimalSeconds } from './cases/kafka.ts';
import { handMm1, kernelMm1, simjsMm1 } from './cases/mm1.ts';
import { bareQueue, closureQueue, kernelQueue } from './cases/queue.ts';
import { checkpoints, seeks } from './cases/seek.ts';
import { clones, columnRecords, forks, hashing, objectRecords } from './cases/state.ts';
import { workers } from './cases/workers.ts';
import { loadSimjs } from './reference/simjs.ts';

/** Everything that is measured in a thread of its own, by name. */
export const CASES: Readonly<Record<string, () => Case | Promise<Case>>> = {
  'queue-100': () => kernelQueue(100),
  'queue-1000': () => kernelQueue(1000),
  'queue-10000': () => kernelQueue(10_000),
  'bare-100': () => bareQueue(100),
  'bare-1000': () => bareQueue(1000),
  'bare-10000': () => bareQueue(10_000),
  'closures-1000': () => closureQueue(1000),
  mm1: () => kernelMm1(1_000_000),
  'mm1-hand': () => handMm1(1_000_000),
  'mm1-simjs': async () => simjsMm1(await loadSimjs(), 100_000),
  'kafka-seconds': kafkaSeconds,
  'kafka-events': kafkaEvents,
  'kafka-runs': kafkaRuns,
  'minimal-seconds': minimalSeconds,
  'minimal-runs': minimalRuns,
  'one-worker': () => workers(1),
  'two-workers': () => workers(2),
  forks,
  clones,
  hashing,
  seeks,
  checkpoints,
  'records-in-columns': columnRecords,
  'records-as-objects': objectRecords,
};
