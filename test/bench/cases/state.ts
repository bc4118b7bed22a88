import { addBatch, createBatchTable, PLAIN } from '../../../src/kafka/batches.ts';
import { appendBatch, createLog } from '../../../src/kafka/log/log.ts';
import { advance, forkRun } from '../../../src/scenario/run.ts';
import { addBundle, addMessage, createPayloads } from '../../../src/sim/payload.ts';
import { observe } from '../../../src/sim/world.ts';
import { type Case, secondsOf } from '../case.ts';
import { startCluster } from './kafka.ts';
import { usedBytes } from './memory.ts';

const REPLICAS = 3;
const MESSAGES = 120_000;

/** Checkpoints per second of a run with 360,000 replica records. */
export function forks(): Case {
  const run = startCluster({ rate: 1000, seconds: 600, seed: 1, script: [] });
  advance(run, (MESSAGES / 1000) * 1_000_000, Number.POSITIVE_INFINITY);
  const count = 200;
  return {
    run: () => {
      let events = 0;
      const seconds = secondsOf(() => {
        for (let i = 0; i < count; i++) events += forkRun(run).world.handled;
      });
      if (events !== count * run.world.handled) throw new Error('a fork stands where its origin stands');
      return count / seconds;
    },
  };
}

/** Copies per second of as many records as plain objects, in one list for each replica of each partition. */
export function clones(): Case {
  const logs: object[][] = [];
  const perLog = MESSAGES / 12;
  for (let log = 0; log < 12 * REPLICAS; log++) {
    const records: object[] = [];
    for (let offset = 0; offset < perLog; offset++) {
      records.push({ offset, epoch: 0, uid: offset * 12 + log, key: `k${offset % 1000}`, size: 200, time: offset });
    }
    logs.push(records);
  }
  const count = 2;
  return {
    run: () => {
      let copied = 0;
      const seconds = secondsOf(() => {
        for (let i = 0; i < count; i++) copied += structuredClone(logs).length;
      });
      if (copied !== count * logs.length) throw new Error('a copy has as many logs');
      return count / seconds;
    },
  };
}

/** Observations per event at 1,000 unbatched messages per second, and the header of the event itself. */
const MIXES_PER_EVENT = 3;

/** Events per second if nothing but the running hash were to be done for them. */
export function hashing(): Case {
  const { world } = startCluster({ rate: 1000, seconds: 600, seed: 1, script: [] });
  world.listener = null;
  const events = 5_000_000;
  return {
    run: () =>
      events /
      secondsOf(() => {
        for (let i = 0; i < events; i++) {
          for (let k = 0; k < MIXES_PER_EVENT; k++) observe(world, 9 + k, i & 3, i, k, i ^ k, 0, 1, 2, i);
        }
      }),
  };
}

const RECORDS = 1_000_000;
const BATCH_RECORDS = 10;

/** Records per megabyte in payload store, batch table and three logs, in batches of ten. */
export function columnRecords(): Case {
  return {
    run: () =>
      perMegabyte(() => {
        const payloads = createPayloads();
        const table = createBatchTable();
        const logs = [createLog(0), createLog(0), createLog(0)];
        for (let first = 0; first < RECORDS; first += BATCH_RECORDS) {
          const uids: number[] = [];
          for (let i = 0; i < BATCH_RECORDS; i++) {
            uids.push(addMessage(payloads, 1, 0, first + i, 0, (first + i) % 1000, -1, 200, (first + i) * 1000));
          }
          addBundle(payloads, uids);
          const batch = addBatch(table, 0, 1, 0, first, BATCH_RECORDS, 2100, first * 1000, PLAIN);
          for (const log of logs) appendBatch(log, table, batch, first, 0);
        }
        return { payloads, table, logs };
      }),
  };
}

/** The same with one plain object for each record, that the three logs share. */
export function objectRecords(): Case {
  return {
    run: () =>
      perMegabyte(() => {
        const logs: object[][] = [[], [], []];
        for (let offset = 0; offset < RECORDS; offset++) {
          const record = {
            offset,
            epoch: 0,
            sender: 1,
            session: 0,
            callIndex: offset,
            key: offset % 1000,
            size: 200,
            created: offset * 1000,
          };
          for (const log of logs) log.push(record);
        }
        return logs;
      }),
  };
}

function perMegabyte(build: () => unknown): number {
  const before = usedBytes();
  const built = build();
  const bytes = usedBytes() - before;
  // Used once more, so that it is there when its bytes are counted.
  if (built === null) throw new Error('something was built');
  return RECORDS / (bytes / 1_000_000);
}
