import { describe, expect, it } from 'vitest';
import { forkWorld } from '../../src/sim/world.ts';
import { COUNTERS, forkLedger, PLACES, verdictAtEnd, verdictNow } from '../../src/truth/index.ts';
import { attachLedger } from '../../src/truth/ledger.ts';
import {
  acked,
  append,
  B1,
  B2,
  B3,
  CONSUMER,
  CONTROLLER,
  call,
  closeBatch,
  commit,
  deliver,
  elect,
  emptyScene,
  FOLLOWER,
  formedScene,
  isr,
  LEADER,
  lead,
  loseTail,
  mark,
  outcome,
  PRODUCER,
  pass,
  process,
  reset,
  type Scene,
  send,
  sendOne,
  settled,
  ship,
  status,
  tell,
  truncate,
} from './scene.ts';

const counters = (scene: Scene) => verdictNow(scene.world, scene.ledger).counters;
const where = (scene: Scene) => {
  const places = verdictNow(scene.world, scene.ledger).where;
  return Object.fromEntries(Object.entries(places).filter(([, count]) => count > 0));
};

/** A confirmed record at offset 0 on broker 1 only; then broker 1 crashes and broker 2 is elected without it. */
function lostByElection(how: 'clean' | 'unclean' = 'clean'): { scene: Scene; uid: number } {
  const scene = formedScene({ uncleanAllowed: how === 'unclean' });
  const { uid, bundle } = sendOne(scene);
  append(scene, B1, 0, bundle);
  acked(scene, bundle, 0);
  status(scene, B1, 'crashed');
  pass(scene, 8_000_000);
  elect(scene, B2, 1, how);
  isr(scene, [B2, B3]);
  lead(scene, B2, 1);
  return { scene, uid };
}

describe('the verdict', () => {
  it('prints every counter and every place, zero where nothing happened', () => {
    const verdict = verdictAtEnd(formedScene().world, formedScene().ledger, false);

    expect(Object.keys(verdict.counters)).toEqual([...COUNTERS]);
    expect(Object.keys(verdict.where)).toEqual([...PLACES]);
    expect(Object.values(verdict.counters).every((value) => value === 0)).toBe(true);
    expect(Object.keys(verdict.partitions)).toEqual(['orders-0']);
    expect(Object.keys(verdict.groups)).toEqual(['g1']);
    expect(verdict.breaches).toEqual([]);
  });

  it('counts a call as open until it has its one outcome', () => {
    const scene = formedScene();
    const one = sendOne(scene);
    const two = sendOne(scene);
    const three = sendOne(scene);
    const four = sendOne(scene);
    sendOne(scene);
    append(scene, B1, 0, one.bundle);
    acked(scene, one.bundle, 0);
    outcome(scene, 'unknown', two.bundle);
    outcome(scene, 'refused', three.bundle);
    outcome(scene, 'fire-and-forget', four.bundle);

    expect(counters(scene)).toMatchObject({ produced: 5, acked: 1, unknown: 1, refused: 1, fireAndForget: 1, open: 1 });
  });

  it('counts the open calls of a client that died as unknown: nobody will hear', () => {
    const scene = formedScene();
    call(scene);

    status(scene, PRODUCER, 'crashed');

    expect(counters(scene)).toMatchObject({ open: 0, unknown: 1, unknownLost: 1 });
    expect(where(scene)).toEqual({ 'never-left-client': 1 });
  });

  it('calls an unknown message present when the legitimate log has it', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    outcome(scene, 'unknown', bundle);

    expect(counters(scene)).toMatchObject({ unknown: 1, unknownPresent: 1, unknownLost: 0 });
  });

  it('calls a refused message present when the legitimate log has it', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    outcome(scene, 'refused', bundle);

    expect(counters(scene).refusedPresent).toBe(1);
  });

  it('counts each further record of a message as a duplicate', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B1, 1, bundle);
    append(scene, B1, 2, bundle);

    expect(counters(scene).duplicated).toBe(2);

    truncate(scene, B1, 2, 3);
    expect(counters(scene).duplicated).toBe(1);
  });
});

describe('a loss', () => {
  it('is an election without the record, provisionally on a dead node', () => {
    const { scene } = lostByElection();

    expect(counters(scene)).toMatchObject({ ackedLost: 1, ackedUnavailable: 0, lostEverywhere: 0 });
    expect(where(scene)).toEqual({ 'only-on-dead-node': 1 });
  });

  it('is truncated-after-election once the old leader has come back and cut its log', () => {
    const { scene } = lostByElection();
    status(scene, B1, 'up');
    expect(where(scene)).toEqual({ 'truncated-after-election': 1 });

    truncate(scene, B1, 0, 1);

    expect(counters(scene)).toMatchObject({ ackedLost: 1, lostEverywhere: 1 });
    expect(where(scene)).toEqual({ 'truncated-after-election': 1 });
  });

  it('is truncated-unclean after an unclean election', () => {
    const { scene } = lostByElection('unclean');
    status(scene, B1, 'up');
    truncate(scene, B1, 0, 1);

    expect(where(scene)).toEqual({ 'truncated-unclean': 1 });
  });

  it('is truncated-unclean for what a zombie confirmed after an unclean election', () => {
    const scene = formedScene({ uncleanAllowed: true });
    elect(scene, B2, 1, 'unclean');
    lead(scene, B2, 1);
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle, 0, LEADER);
    acked(scene, bundle, 0);

    expect(counters(scene).ackedLost).toBe(1);
    truncate(scene, B1, 0, 1);
    expect(where(scene)).toEqual({ 'truncated-unclean': 1 });
  });

  it('is the page cache when the only copy goes with the power', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    acked(scene, bundle, 0);
    loseTail(scene, B1, 0, 1);
    status(scene, B1, 'off');
    expect(counters(scene)).toMatchObject({ ackedLost: 0, ackedUnavailable: 0, lostEverywhere: 1 });
    expect(where(scene)).toEqual({ 'page-cache': 1 });

    status(scene, B1, 'up');
    elect(scene, B1, 1, 'last-known');
    lead(scene, B1, 1);

    expect(counters(scene)).toMatchObject({ ackedLost: 1, lostEverywhere: 1 });
    expect(where(scene)).toEqual({ 'page-cache': 1 });
  });

  it('is the disk when that is destroyed', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    acked(scene, bundle, 0);
    loseTail(scene, B1, 0, 1, 1);
    status(scene, B1, 'off');
    elect(scene, B2, 1);

    expect(where(scene)).toEqual({ 'disk-destroyed': 1 });
  });

  it('is the connection for a record without acknowledgement that never arrived', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    outcome(scene, 'fire-and-forget', bundle);
    expect(counters(scene).fireAndForgetLost).toBe(0);

    tell(scene, 'request-lost', PRODUCER, [7, 0, 0, B1]);

    expect(counters(scene)).toMatchObject({ fireAndForget: 1, fireAndForgetLost: 1 });
    expect(where(scene)).toEqual({ 'lost-with-connection': 1 });
  });

  it('is none for a record without acknowledgement that arrives', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    outcome(scene, 'fire-and-forget', bundle);
    append(scene, B1, 0, bundle);
    tell(scene, 'connection-ended', PRODUCER, [7, B1]);

    expect(counters(scene).fireAndForgetLost).toBe(0);
    expect(where(scene)).toEqual({});
  });

  it('is the client for a record in doubt that was never sent', () => {
    const scene = formedScene();
    const bundle = closeBatch(scene, [call(scene)]);
    outcome(scene, 'unknown', bundle);

    expect(where(scene)).toEqual({ 'never-left-client': 1 });
  });

  it('is unavailable, not lost, while nobody leads and a disk has it', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    acked(scene, bundle, 0);
    status(scene, B1, 'crashed');
    elect(scene, -1, 1, 'none');

    expect(counters(scene)).toMatchObject({ ackedLost: 0, ackedUnavailable: 1 });
    expect(where(scene)).toEqual({});
  });

  it('knows the event that ended the last copy', () => {
    const { scene } = lostByElection();
    status(scene, B1, 'up');
    scene.world.cause = 1234;
    truncate(scene, B1, 0, 1);

    expect(scene.ledger.endings.seq.chunks[0]?.[0]).toBe(1234);
  });
});

describe('unavailability', () => {
  it('lasts from the crash of the leader to the election of the next', () => {
    const { scene } = lostByElection();
    pass(scene, 5_000_000);

    expect(counters(scene).unavailableMs).toBe(8000);
    expect(verdictNow(scene.world, scene.ledger).partitions['orders-0']?.unavailableMs).toBe(8000);
  });

  it('goes on while the controller means the process that a leader was before it restarted', () => {
    const scene = formedScene();
    status(scene, B1, 'crashed');
    pass(scene, 1_000_000);
    status(scene, B1, 'up');
    pass(scene, 2_000_000);

    expect(counters(scene).unavailableMs).toBe(3000);

    elect(scene, B1, 1);
    pass(scene, 1_000_000);
    expect(counters(scene).unavailableMs).toBe(4000);

    tell(scene, 'broker-registered', CONTROLLER, [B1, 9, 0]);
    elect(scene, B1, 2);
    pass(scene, 2_000_000);
    expect(counters(scene).unavailableMs).toBe(4000);
  });

  it('begins at time zero where nobody leads yet', () => {
    const scene = emptyScene();
    pass(scene, 250_000);

    expect(counters(scene).unavailableMs).toBe(250);
  });
});

describe('readers', () => {
  it('counts deliveries and processings beyond the first', () => {
    const scene = formedScene();
    const { uid } = settled(scene, 0);
    deliver(scene, uid, 0, 1);
    process(scene, uid, 0, 1);
    deliver(scene, uid, 0, 2);
    deliver(scene, uid, 0, 3);
    process(scene, uid, 0, 3);

    expect(counters(scene)).toMatchObject({ redelivered: 2, reprocessed: 1, nonMonotonicPoll: 0 });
  });

  it('sees within one ownership a step back and a step over a record', () => {
    const scene = formedScene();
    const uids = [0, 1, 2, 3].map((offset) => settled(scene, offset).uid);
    deliver(scene, uids[0] ?? -1, 0);
    deliver(scene, uids[2] ?? -1, 2);
    deliver(scene, uids[1] ?? -1, 1);

    expect(counters(scene)).toMatchObject({ pollSkip: 1, nonMonotonicPoll: 1 });
  });

  it('takes a seek, and another owner in between, for no step', () => {
    const scene = formedScene();
    const uids = [0, 1, 2, 3].map((offset) => settled(scene, offset).uid);
    deliver(scene, uids[0] ?? -1, 0, 1, CONSUMER);
    deliver(scene, uids[0] ?? -1, 0, 2, 9);
    deliver(scene, uids[1] ?? -1, 1, 1, CONSUMER);
    deliver(scene, uids[1] ?? -1, 1, 2, 9);
    reset(scene, 3, 'out-of-range', 2);
    deliver(scene, uids[3] ?? -1, 3, 1, CONSUMER);

    expect(counters(scene)).toMatchObject({ pollSkip: 0, nonMonotonicPoll: 0 });
  });

  it('calls a confirmed record unprocessed when the position passed it and nobody did the work', () => {
    const scene = formedScene();
    const { uid } = settled(scene, 0);
    deliver(scene, uid, 0);
    commit(scene, 1);

    expect(counters(scene).unprocessed).toBe(1);
    expect(where(scene)).toEqual({ 'skipped-by-position': 1 });

    process(scene, uid, 0);
    expect(counters(scene).unprocessed).toBe(0);
    expect(where(scene)).toEqual({});
  });

  it('does not mind while the position is below it', () => {
    const scene = formedScene();
    const { uid } = settled(scene, 0);
    deliver(scene, uid, 0);
    commit(scene, 1);
    commit(scene, 0);

    expect(counters(scene).unprocessed).toBe(0);
  });

  it('blames a reset to the latest offset', () => {
    const scene = formedScene();
    settled(scene, 0);
    settled(scene, 1);
    reset(scene, 2, 'no-committed-offset');
    commit(scene, 2);

    expect(counters(scene).unprocessed).toBe(2);
    expect(where(scene)).toEqual({ 'offset-reset-latest': 2 });
  });

  it('does not blame an operator who moves the position', () => {
    const scene = formedScene();
    settled(scene, 0);
    commit(scene, 1, -1);

    expect(counters(scene).unprocessed).toBe(0);
  });

  it('keeps the largest distance between position and high watermark', () => {
    const scene = formedScene();
    for (const offset of [0, 1, 2]) settled(scene, offset);
    commit(scene, 3);

    expect(counters(scene).maxLag).toBe(3);
    expect(verdictNow(scene.world, scene.ledger).groups.g1).toMatchObject({ maxLag: 3, lag: 0 });
  });

  it('sees a key processed against real-time order', () => {
    const scene = formedScene();
    const first = settled(scene, 0, { key: 4 });
    pass(scene, 10);
    const second = settled(scene, 1, { key: 4 });
    for (const [uid, offset] of [
      [second.uid, 1],
      [first.uid, 0],
    ] as const) {
      deliver(scene, uid, offset, offset);
      process(scene, uid, offset, offset);
    }

    expect(counters(scene).processReordered).toBe(1);
  });

  it('allows any order between calls that overlapped', () => {
    const scene = formedScene();
    const first = settled(scene, 0, { key: 4 });
    const second = settled(scene, 1, { key: 4 });
    for (const [uid, offset] of [
      [second.uid, 1],
      [first.uid, 0],
    ] as const) {
      deliver(scene, uid, offset, offset);
      process(scene, uid, offset, offset);
    }

    expect(counters(scene).processReordered).toBe(0);
  });

  it('sees a record that was read and is gone from the log', () => {
    const scene = formedScene({ uncleanAllowed: true });
    const { uid } = settled(scene, 0);
    deliver(scene, uid, 0);
    for (const broker of [B2, B3]) truncate(scene, broker, 0, 1);
    status(scene, B1, 'crashed');
    expect(counters(scene).readThenLost).toBe(0);

    elect(scene, B2, 1, 'unclean');

    expect(counters(scene).readThenLost).toBe(1);
  });

  it('does not call a record lost that only the old leader lost', () => {
    const scene = formedScene();
    const { uid } = settled(scene, 0);
    deliver(scene, uid, 0);
    loseTail(scene, B1, 0, 1);
    status(scene, B1, 'off');
    elect(scene, B2, 1);

    expect(counters(scene)).toMatchObject({ readThenLost: 0, ackedLost: 0 });
    expect(scene.ledger.breaches).toEqual([]);
  });

  it('sees two different records at one offset', () => {
    const scene = formedScene({ uncleanAllowed: true });
    const first = sendOne(scene);
    append(scene, B1, 0, first.bundle);
    acked(scene, first.bundle, 0);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    lead(scene, B2, 1);
    const second = sendOne(scene);
    append(scene, B2, 0, second.bundle, 1, LEADER);
    acked(scene, second.bundle, 0, 1, B2);

    expect(counters(scene).inconsistentOffset).toBe(1);
  });
});

describe('order in the log', () => {
  it('counts a message that stands behind a later call of its producer', () => {
    const scene = formedScene();
    const first = sendOne(scene, { callIndex: 1000 });
    const second = sendOne(scene, { callIndex: 1001 });
    append(scene, B1, 0, second.bundle);
    append(scene, B1, 1, first.bundle);

    expect(counters(scene).logReordered).toBe(1);
  });

  it('begins anew with another session, and ignores second records', () => {
    const scene = formedScene();
    const first = sendOne(scene, { callIndex: 1000 });
    const second = sendOne(scene, { callIndex: 0, session: 1 });
    append(scene, B1, 0, first.bundle);
    append(scene, B1, 1, second.bundle);
    append(scene, B1, 2, first.bundle);

    expect(counters(scene).logReordered).toBe(0);
  });

  it('is that of the log which the next leader has', () => {
    const scene = formedScene();
    const first = sendOne(scene, { callIndex: 1000 });
    const second = sendOne(scene, { callIndex: 1001 });
    append(scene, B1, 0, second.bundle);
    append(scene, B1, 1, first.bundle);
    append(scene, B2, 0, second.bundle);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);

    expect(counters(scene).logReordered).toBe(0);

    lead(scene, B2, 1);
    append(scene, B2, 1, first.bundle, 1, LEADER);
    expect(counters(scene).logReordered).toBe(1);
  });
});

describe('a fork of the ledger', () => {
  it('goes on equally, and by itself', () => {
    const scene = formedScene();
    settled(scene, 0);
    const world = forkWorld(scene.world);
    const fork: Scene = { world, ledger: forkLedger(scene.ledger) };
    attachLedger(world, fork.ledger);

    for (const side of [scene, fork]) {
      const { bundle, uid } = sendOne(side, { callIndex: 500 });
      append(side, B1, 1, bundle);
      ship(side, B2, 1, 2);
      mark(side, B2, 1, 0, FOLLOWER);
      acked(side, bundle, 1);
      deliver(side, uid, 1);
      status(side, B1, 'crashed');
      elect(side, B2, 1);
    }
    expect(verdictNow(fork.world, fork.ledger)).toEqual(verdictNow(scene.world, scene.ledger));

    send(fork, closeBatch(fork, [call(fork)]));
    expect(counters(fork).produced).toBe(3);
    expect(counters(scene).produced).toBe(2);
  });
});
