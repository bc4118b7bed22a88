import { describe, expect, it } from 'vitest';
import { openHost } from './open-host.ts';

const REPLICA = 'replica(orders-0,broker-1)';
const AT_US = 5_000_000;

describe('the engine, asked about files', () => {
  it('lists the data directory of a broker and the folder of a replica', async () => {
    const { engine } = await openHost();

    const directory = await engine.folder(AT_US, 'broker-1');
    const folder = await engine.folder(AT_US, REPLICA);

    expect(directory?.files.map(({ name }) => name)).toContain('orders-0');
    expect(folder?.name).toBe('orders-0');
    expect(directory?.files.find(({ name }) => name === 'orders-0')?.bytes).toBe(
      folder?.files.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  });

  it('shows the files as they are at the instant, earlier ones too', async () => {
    const { engine } = await openHost();

    const later = await engine.folder(AT_US, REPLICA);
    const earlier = await engine.folder(1_000_000, REPLICA);

    expect(later?.logEnd).toBeGreaterThan(earlier?.logEnd ?? Number.POSITIVE_INFINITY);
    expect(earlier?.logEnd).toBeGreaterThan(0);
  });

  it('answers a segment, a batch and a look-up of a replica, and nothing of what no broker holds', async () => {
    const { engine } = await openHost();
    const layout = { magic: 2, codec: 0 } as const;

    const segment = await engine.segment(AT_US, REPLICA, 'log', 0, 0);
    const batch = await engine.batch(AT_US, REPLICA, 20, layout);
    const lookup = await engine.lookup(AT_US, REPLICA, 'offset', 20);

    expect(segment?.batches.some(({ baseOffset }) => baseOffset === batch?.head.baseOffset)).toBe(true);
    expect(batch?.written?.bytes).toHaveLength(batch?.head.bytes ?? -1);
    expect(lookup?.offset).toBe(20);
    expect(await engine.folder(AT_US, 'producer(checkout)')).toBeNull();
    expect(await engine.batch(AT_US, REPLICA, 1_000_000, layout)).toBeNull();
  });

  it('has the records of __consumer_offsets with the versions that brokers write: 1 and 3 of a commit, 2 and 3 of a group', async () => {
    const { engine, opened } = await openHost();
    const internal = opened.partitions.find((one) => one.internal)?.name;
    const pages = await Promise.all(
      Array.from({ length: 30 }, (_, offset) =>
        engine.batch(AT_US, `replica(${internal},broker-1)`, offset, { magic: 2, codec: 0 }),
      ),
    );

    const records = pages.flatMap((page) => page?.records ?? []);
    const commit = records.find(({ key }) => key.includes('"topic"'));
    const group = records.find(({ key }) => key.startsWith('{"version":2'));

    expect(pages.every((page) => page === null || page.written.bytes.length === page.head.bytes)).toBe(true);
    expect(JSON.parse(commit?.key ?? '')).toMatchObject({ version: 1, topic: 'orders' });
    expect(JSON.parse(commit?.value ?? '')).toMatchObject({ version: 3, leaderEpoch: 0, metadata: '' });
    expect(JSON.parse(group?.value ?? '')).toMatchObject({ version: 3, protocolType: 'consumer' });
  });
});
