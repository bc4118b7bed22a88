import { Worker } from 'node:worker_threads';
import type { Costs, Size } from './cases/growth.ts';

/** From the smallest cluster to the largest that a scenario may have, along one direction at a time. */
const SIZES: readonly Size[] = [
  { brokers: 3, partitions: 10, producers: 1, members: 0 },
  { brokers: 3, partitions: 100, producers: 1, members: 0 },
  { brokers: 3, partitions: 1000, producers: 1, members: 0 },
  { brokers: 30, partitions: 100, producers: 1, members: 0 },
  { brokers: 100, partitions: 10, producers: 1, members: 0 },
  { brokers: 100, partitions: 1000, producers: 1, members: 0 },
  { brokers: 100, partitions: 1000, producers: 500, members: 500 },
];

/** Prints how the costs of a run grow with the cluster, a line for each size. */
export async function tellGrowth(): Promise<void> {
  console.log('\nbrokers partitions clients  events per simulated s    events/s   MB per 10^6 records   ms per frame');
  for (const size of SIZES) {
    const costs = await measure(size);
    const cells = [
      `${size.brokers}`.padStart(7),
      `${size.partitions}`.padStart(10),
      `${size.producers + size.members}`.padStart(7),
      Math.round(costs.events).toLocaleString('en').padStart(23),
      `${(costs.eventsPerSecond / 1e6).toFixed(2)} M`.padStart(11),
      Math.round(costs.bytesPerMillion / 1e6)
        .toLocaleString('en')
        .padStart(21),
      costs.frameMs.toFixed(1).padStart(14),
    ];
    console.log(cells.join(' '));
  }
}

function measure(size: Size): Promise<Costs> {
  const worker = new Worker(new URL('../../tools/launch.mjs', import.meta.url), {
    argv: ['test/bench/growth-worker.ts'],
    workerData: size,
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (costs: Costs) => {
      void worker.terminate();
      resolve(costs);
    });
  });
}
