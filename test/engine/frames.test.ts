import { describe, expect, it } from 'vitest';
import { frameInputOf } from '../../src/engine/frame-input.ts';
import { createBufferPool } from '../../src/engine/frame-layout.ts';
import { buildFrameOf } from '../../src/engine/frames.ts';
import { addNames, createNamesTable, type NamesTable } from '../../src/engine/names-table.ts';
import { CELL_FATES, CELL_FLAGS, type Frame, KNOWN_FATES, TICK_FATES, type View } from '../../src/engine/protocol.ts';
import { knownUs, openSession, runAhead, type Session } from '../../src/engine/session.ts';
import { COUNTERS, PLACES } from '../../src/truth/index.ts';
import { request, right, textOf, VIEW } from './open-host.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const KILL_US = 6_300_000;
const ELECTION_US = 15_371_148;
const BACK_US = 22_844_476;
/** Nodes of the brokers 1 and 2. */
const OLD_LEADER = 1;
const NEW_LEADER = 2;
/** Offsets that only the old leader has when it is killed. */
const ONLY_THERE = [121, 122, 123, 124, 125];

const session = finished();
const names = namesOf(session);

describe('a frame right before the leader is killed', () => {
  const frame = frameAt(KILL_US - 1);

  it('shows five confirmed records on the leader alone, and counts the same five as at risk', () => {
    const alone = cellsOf(frame, OLD_LEADER).filter(({ fate }) => fate === 'acked-on-one');

    expect(alone.map(({ offset }) => offset)).toEqual(ONLY_THERE);
    expect(frame.partitions.atRisk[0]).toBe(5);
    expect(frame.risk.value.at(-1)).toBe(5);
  });

  it('has the leader with its own log end, the followers behind, and all three in the in-sync set', () => {
    const rows = replicasOf(frame);

    expect(rows.map(({ believes }) => believes)).toEqual([1, 0, 0]);
    expect(rows.map(({ sync }) => sync)).toEqual([2, 2, 2]);
    expect(rows[0]?.logEnd).toBe(126);
    expect(rows[1]?.logEnd).toBeLessThan(121);
    expect(frame.partitions.leader[0]).toBe(OLD_LEADER);
  });

  it('draws the records on their way to followers, sent before this instant and arriving after it', () => {
    const carrying = rowsWhere(frame.messages.length, (row) => (frame.messages.records[row] ?? 0) > 0);

    expect(carrying.length).toBeGreaterThan(0);
    for (const row of carrying) {
      expect(frame.messages.sentUs[row]).toBeLessThanOrEqual(KILL_US - 1);
      expect(frame.messages.arrivesUs[row]).toBeGreaterThanOrEqual(KILL_US - 1);
      expect(frame.messages.partition[row]).toBe(0);
      expect(textAt(frame.messages.label[row])).toMatch(/^k\d$/);
    }
  });

  it('says in the producer’s row what its application has called and been answered', () => {
    const { producers } = frame;

    expect(producers.acks[0]).toBe(1);
    expect(producers.produced[0]).toBe(counter(frame, 'produced'));
    expect(producers.acked[0]).toBe(counter(frame, 'acked'));
    expect(producers.waiting[0]).toBe(counter(frame, 'open'));
  });
});

describe('a frame while the leader is down and nobody is elected', () => {
  const frame = frameAt(KILL_US + 3_000_000);

  it('has its cells offline, and no loss yet', () => {
    const fates = new Set(cellsOf(frame, OLD_LEADER).map(({ fate }) => fate));

    expect([...fates]).toEqual(['offline']);
    expect(counter(frame, 'ackedLost')).toBe(0);
    expect(frame.partitions.lost[0]).toBe(0);
  });

  it('tells since when there is no leader, and that the node is crashed since then', () => {
    const node = rowsWhere(frame.nodes.length, (row) => frame.nodes.node[row] === OLD_LEADER)[0] ?? -1;

    expect(frame.partitions.leaderlessUs[0]).toBe(KILL_US);
    expect(frame.nodes.status[node]).toBe(3);
    expect(frame.nodes.sinceUs[node]).toBe(KILL_US);
  });

  it('has the fault as a span without an end', () => {
    const row = rowsWhere(frame.faults.length, (one) => textAt(frame.faults.verb[one]) === 'crash')[0] ?? -1;

    expect(textAt(frame.faults.target[row])).toBe('broker-1');
    expect(frame.faults.fromUs[row]).toBe(KILL_US);
    expect(frame.faults.toUs[row]).toBe(-1);
  });
});

describe('a frame after the election', () => {
  const frame = frameAt(ELECTION_US + 1_000_000, { lanes: [{ partition: 0, from: 110, columns: 20 }] });

  it('has the five records lost on the old leader, and others at their offsets on the new one', () => {
    const lost = cellsOf(frame, OLD_LEADER).filter(({ fate }) => fate === 'lost');
    const instead = cellsOf(frame, NEW_LEADER).filter(({ offset }) => ONLY_THERE.includes(offset));

    expect(lost.map(({ offset }) => offset)).toEqual(ONLY_THERE);
    for (const cell of lost) expect(cell.flags & CELL_FLAGS.diverged).toBe(CELL_FLAGS.diverged);
    expect(instead.map(({ offset }) => offset)).toEqual(ONLY_THERE);
    for (const cell of instead) expect(lost.map(({ uid }) => uid)).not.toContain(cell.uid);
    expect((instead[0]?.flags ?? 0) & CELL_FLAGS.epochStart).toBe(CELL_FLAGS.epochStart);
  });

  it('counts them alike in the verdict, the partition, the ledger’s ticks and marks, while no place is final', () => {
    expect(counter(frame, 'ackedLost')).toBe(5);
    expect(frame.partitions.lost[0]).toBe(5);
    expect(rowsWhere(frame.ticks.length, (row) => TICK_FATES[frame.ticks.fate[row] ?? -1] === 'lost')).toHaveLength(5);
    expect([frame.ledgerMarks.timeUs[0], frame.ledgerMarks.count[0]]).toEqual([ELECTION_US, 5]);
    expect(frame.places.value[PLACES.indexOf('only-on-dead-node')]).toBe(5);
  });

  it('has the leaders as spans: the old one, nobody, the new one', () => {
    const { leaderSpans } = frame;

    expect([...leaderSpans.leader]).toEqual([OLD_LEADER, -1, NEW_LEADER]);
    expect([...leaderSpans.fromUs]).toEqual([0, KILL_US, ELECTION_US]);
    expect(leaderSpans.toUs.at(-1)).toBe(knownUs(session));
  });
});

describe('a frame after the old leader is back', () => {
  const frame = frameAt(BACK_US + 100_000);

  it('keeps the records that it cut off as ghosts, with their names', () => {
    const before = cellsOf(frameAt(BACK_US - 1, { lanes: [{ partition: 0, from: 121, columns: 5 }] }), OLD_LEADER);
    const rows = rowsWhere(frame.ghosts.length, (row) => frame.ghosts.partition[row] === 0);

    expect(rows.map((row) => frame.ghosts.offset[row])).toEqual(ONLY_THERE);
    expect(rows.map((row) => frame.ghosts.uid[row])).toEqual(before.map(({ uid }) => uid));
    for (const row of rows) {
      expect(frame.ghosts.truncatedUs[row]).toBe(BACK_US);
      expect(CELL_FATES[frame.ghosts.fate[row] ?? -1]).toBe('lost');
      expect(textAt(frame.ghosts.label[row])).toMatch(/^k\d$/);
    }
    expect(frame.places.value[PLACES.indexOf('truncated-after-election')]).toBe(5);
  });

  it('has it as a follower out of the in-sync set until it has caught up', () => {
    const [old] = replicasOf(frame);
    const [later] = replicasOf(frameAt(25_000_000));

    expect([old?.believes, old?.sync]).toEqual([0, 0]);
    expect(later?.sync).toBe(2);
  });
});

describe('frames', () => {
  it('number a message by its key the same way, whichever instant is drawn first', () => {
    const cells = cellsOf(frameAt(KILL_US - 1), OLD_LEADER);

    // Ten keys in turn, and one message each 50 ms: the n-th round is the n-th message of a key.
    for (const { uid, number } of cells) expect(number).toBe(Math.floor(uid / 10) + 1);
  });

  it('grow with the view and not with the run', () => {
    const late = frameAt(35_000_000);

    expect(late.cells.length).toBeLessThanOrEqual(3 * 24);
    expect(frameAt(35_000_000, { ticks: 100 }).ticks.length).toBeLessThanOrEqual(100);
    expect(frameAt(35_000_000, { lanes: [] }).cells.length).toBe(0);
    expect(frameAt(35_000_000, { events: 7 }).events.length).toBe(7);
  });

  it('tell of each lost record that its producer was told it is stored', () => {
    const { ticks } = frameAt(ELECTION_US + 1_000_000);
    const lost = rowsWhere(ticks.length, (row) => TICK_FATES[ticks.fate[row] ?? -1] === 'lost');

    expect(lost).toHaveLength(5);
    expect(lost.map((row) => KNOWN_FATES[ticks.known[row] ?? -1])).toEqual(Array.from(lost, () => 'confirmed'));
  });

  it('bin the ticks so that none is left out and the worst of a bin shows', () => {
    const { ticks } = frameAt(ELECTION_US + 1_000_000, { ticks: 10 });

    expect(ticks.count.reduce((sum, count) => sum + count, 0)).toBe(
      counter(frameAt(ELECTION_US + 1_000_000), 'produced'),
    );
    expect([...ticks.fate].map((fate) => TICK_FATES[fate])).toContain('lost');
  });

  it('name the times of key events in order, with the stops of the guide among them', () => {
    const frame = frameAt(KILL_US - 1_000_000, {}, [KILL_US, -1]);
    const times = [...frame.keyTimes.timeUs];

    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(frame.keyTimes.stop[times.indexOf(KILL_US)]).toBe(1);
    expect(times).toContain(ELECTION_US);
  });

  it('agree with the end of the run on every counter', () => {
    const frame = frameAt(FOREVER);

    expect(frame.clock.phase[0]).toBe(2);
    expect(counter(frame, 'acked')).toBe(700);
    expect(counter(frame, 'ackedLost')).toBe(5);
    expect(counter(frame, 'lostEverywhere')).toBe(5);
  });
});

function finished(): Session {
  const made = right(openSession(textOf('first-light'), request(), null));
  runAhead(made, FOREVER, FOREVER);
  return made;
}

function namesOf({ head }: Session): NamesTable {
  const table = createNamesTable();
  addNames(table, head);
  return table;
}

function frameAt(timeUs: number, change: Partial<View> = {}, stops: readonly number[] = []): Frame {
  const at = Math.min(timeUs, knownUs(session));
  const input = frameInputOf(session, at, names, stops);
  return buildFrameOf(input, at, { ...VIEW, ...change }, createBufferPool());
}

function counter(frame: Frame, name: (typeof COUNTERS)[number]): number {
  return frame.counters.value[COUNTERS.indexOf(name)] ?? -1;
}

function textAt(index: number | undefined): string {
  return names.texts[index ?? -1] ?? '';
}

function rowsWhere(length: number, holds: (row: number) => boolean): number[] {
  return Array.from({ length }, (_, row) => row).filter(holds);
}

/** Replicas of `orders-0`, by broker. */
function replicasOf({ replicas }: Frame) {
  return rowsWhere(replicas.length, (row) => replicas.partition[row] === 0).map((row) => ({
    node: replicas.node[row] ?? -1,
    believes: replicas.believes[row] ?? -1,
    sync: replicas.sync[row] ?? -1,
    logEnd: replicas.logEnd[row] ?? -1,
  }));
}

/** Cells of `orders-0` on a node. */
function cellsOf({ cells, replicas }: Frame, node: number) {
  const isOn = (row: number): boolean => cells.partition[row] === 0 && replicas.node[cells.replica[row] ?? -1] === node;
  return rowsWhere(cells.length, isOn).map((row) => ({
    offset: cells.offset[row] ?? -1,
    uid: cells.uid[row] ?? -1,
    number: cells.number[row] ?? -1,
    fate: CELL_FATES[cells.fate[row] ?? -1] ?? '',
    flags: cells.flags[row] ?? 0,
  }));
}
