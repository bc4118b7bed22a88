import { describe, expect, it } from 'vitest';
import { CONTROLLER_ROLES } from '../../src/engine/protocol.ts';
import { QUORUM_ROLES } from '../../src/kafka/quorum/quorum-state.ts';
import { openHost, VIEW } from './open-host.ts';

const QUORUM = { source: { from: 'shipped', id: 'minority-controller' } } as const;
/** The leader is cut off, and has written what it cannot commit. */
const CUT_US = 9_500_000;

describe('the metadata log of a controller', () => {
  it('is read page by page, with names for numbers', async () => {
    const { engine } = await openHost(QUORUM);

    const page = await engine.metadataLog(CUT_US, 'controller-2', 0, 3);

    expect(page.rows.map(({ offset, epoch, type }) => [offset, epoch, type])).toEqual([
      [0, 1, 'LeaderChange'],
      [1, 1, 'RegisterBroker'],
      [2, 1, 'RegisterBroker'],
    ]);
    expect(page.rows[1]?.fields[0]).toEqual({ name: 'broker', value: 'broker-1' });
    expect([page.from, page.end, page.committed]).toEqual([0, 14, 14]);
  });

  it('ends with what its own controller has written and no majority has', async () => {
    const { engine } = await openHost(QUORUM);

    const { rows, end, committed } = await engine.metadataLog(CUT_US, 'controller-1', -1, 6);

    expect(end).toBeGreaterThan(committed);
    expect(rows).toHaveLength(6);
    expect(rows.at(-1)).toMatchObject({ offset: end - 1, type: 'PartitionChange', committed: 0 });
  });

  it('is there for a single controller too, without epochs', async () => {
    const { engine } = await openHost();

    const { rows } = await engine.metadataLog(20_000_000, 'controller-1', -1, 50);

    expect(rows.some(({ type, epoch }) => type === 'PartitionChange' && epoch === -1)).toBe(true);
  });

  it('is empty for whoever is no controller', async () => {
    const { engine } = await openHost(QUORUM);

    expect((await engine.metadataLog(CUT_US, 'broker-1', -1, 5)).rows).toEqual([]);
  });
});

describe('a frame of a run with a quorum', () => {
  it('has a row for each controller, as it has itself', async () => {
    const { engine } = await openHost(QUORUM);

    const { controllers } = await engine.frame(CUT_US, VIEW);

    expect([...controllers.role].map((role) => CONTROLLER_ROLES[role])).toEqual(['leader', 'follower', 'follower']);
    expect([...controllers.active]).toEqual([1, 0, 0]);
    expect(controllers.logEnd[0]).toBeGreaterThan(controllers.highWatermark[0] ?? 0);
  });

  it('has none with a single controller', async () => {
    const { engine } = await openHost();

    expect((await engine.frame(1_000_000, VIEW)).controllers).toHaveLength(0);
  });

  it('names the roles as the model does', () => {
    expect(CONTROLLER_ROLES).toEqual(QUORUM_ROLES);
  });
});
