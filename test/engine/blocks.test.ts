import { describe, expect, it } from 'vitest';
import { tickFate, tickRows } from '../../src/engine/frame-ledger.ts';
import { addCommand, knownUs, openSession, runAhead, runAt, type Session } from '../../src/engine/session.ts';
import { forkRun } from '../../src/scenario/run.ts';
import { blockSummary, messageCount, placesNow } from '../../src/truth/index.ts';
import { request, right } from './open-host.ts';

const BOTH = { en: 'Many records', zh: '许多记录' };
/** Enough messages for a dozen blocks; a leader is killed in the middle and comes back. */
const TEXT = JSON.stringify({
  format: 'mqscope/1',
  id: 'many-records',
  title: BOTH,
  question: BOTH,
  system: 'kafka',
  seed: 5,
  duration: '20s',
  cluster: { brokers: 3 },
  topics: [
    {
      name: 'orders',
      partitions: 2,
      replicas: [
        [1, 2, 3],
        [2, 3, 1],
      ],
    },
  ],
  producers: [{ id: 'p1', topic: 'orders', rate: '300/s', arrivals: 'even', keys: 10, config: { acks: '1' } }],
  groups: [{ id: 'g', topics: ['orders'], members: [{ id: 'c1', processing: '500us' }] }],
  network: { latency: '20ms' },
  script: [
    { at: '12s', do: 'crash', node: 'leader(orders-0)', as: 'dead' },
    { at: '15s', do: 'restart', node: '$dead' },
  ],
});

describe('what frames remember of settled messages', () => {
  it('changes no tick and no place, at any instant, before and after a command in the past', () => {
    const session = opened();
    const instants = [19_000_000, 3_000_000, 12_500_000, 11_999_000, 60_000_000];

    for (const timeUs of instants) expectAsLookedAtOneByOne(session, timeUs);
    right(addCommand(session, { atUs: 8_000_000, entry: { do: 'pause', node: 'broker-2', for: '2s' } }));
    runAhead(session, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    for (const timeUs of instants) expectAsLookedAtOneByOne(session, timeUs);

    expect(session.blocks.filter((block) => block?.isDelivered === true).length).toBeGreaterThan(4);
    expect(session.blocks.some((block) => block?.isWhole === false)).toBe(true);
  });

  it('changes nothing where nobody reads', () => {
    const session = opened([]);

    for (const timeUs of [19_000_000, 5_000_000, 12_500_000, 60_000_000]) expectAsLookedAtOneByOne(session, timeUs);

    expect(session.blocks.filter((block) => block?.isUnread === true).length).toBeGreaterThan(4);
  });

  it('is nothing about messages that may still change in place', () => {
    const session = opened();
    const run = runAt(session, knownUs(session));

    expect(blockSummary(run.witness.ledger, messageCount(run.witness.ledger.messages) - 1, [])).toBe(null);
  });
});

function opened(groups?: readonly object[]): Session {
  const text = groups === undefined ? TEXT : JSON.stringify({ ...JSON.parse(TEXT), groups });
  const session = right(openSession(text, request({ source: { from: 'text', text } }), null));
  while (!runAhead(session, Number.POSITIVE_INFINITY, 1000));
  return session;
}

function expectAsLookedAtOneByOne(session: Session, timeUs: number): void {
  const run = runAt(session, timeUs);
  // A fork shares every chunk, so that each full block can be summed up.
  forkRun(run);
  const { ledger } = run.witness;
  const rows = tickRows({ run, blocks: session.blocks }, 840);
  const worstOf = rows.map(({ from, count }) => {
    let worst = 0;
    for (let uid = from; uid < from + count; uid++) worst = Math.max(worst, tickFate(run, uid));
    return worst;
  });
  expect(
    rows.map((row) => row.fate),
    `ticks at ${timeUs}`,
  ).toEqual(worstOf);
  const isFinal = run.phase === 'ended';
  expect(placesNow(ledger, isFinal, session.blocks)).toEqual(placesNow(ledger, isFinal, []));
}
