import { parentPort } from 'node:worker_threads';
import { CASES } from './cases.ts';

/** One case in a thread of its own: each message asks for one round, each answer is a speed. */
const name = process.argv[2] ?? '';
const make = CASES[name];
if (make === undefined || parentPort === null) throw new Error(`no benchmark case '${name}'`);
const one = await make();
parentPort.on('message', async () => parentPort?.postMessage(await one.run()));
parentPort.postMessage('ready');
