import { parentPort, workerData } from 'node:worker_threads';
import { costsOf, type Size } from './cases/growth.ts';

/** One size in a thread of its own. */
const size: Size = workerData;
parentPort?.postMessage(costsOf(size));
