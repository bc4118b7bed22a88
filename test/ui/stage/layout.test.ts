import { describe, expect, it } from 'vitest';
import { columnFrom, findCell, hitTest } from '../../../src/ui/stage/hit-test.ts';
import { layOut, offsetScale } from '../../../src/ui/stage/layout.ts';
import { frameOfLoss, opened, openedWith } from './fixture.ts';

const WIDE = { width: 848, narrow: false, lane: 0, anyDown: false };

describe('the layout of the stage', () => {
  it('gives three partitions one lane of 136 px each, below each other', () => {
    const { lanes, level } = layOut(opened, WIDE);

    expect(level).toBe('record');
    expect(lanes.map((lane) => lane.box.height)).toEqual([136, 136, 136]);
    expect(lanes.every((lane, at) => at === 0 || lane.box.y >= (lanes[at - 1]?.box.y ?? 0) + 136)).toBe(true);
  });

  it('lets the rows of a single partition grow into free room, and never beyond it', () => {
    const one = { ...opened, partitions: opened.partitions.slice(0, 1) };

    const plain = layOut(one, WIDE);
    const roomy = layOut(one, { ...WIDE, room: 480 });

    expect(layOut(one, { ...WIDE, room: 200 })).toEqual(plain);
    expect(roomy.cellHeight).toBe(plain.cellHeight + 24);
    expect(roomy.height).toBeGreaterThan(plain.height + 60);
    expect(roomy.height).toBeLessThanOrEqual(480);
    expect(roomy.lanes[0]?.columns).toBe(plain.lanes[0]?.columns);
  });

  it('keeps replicas in the order of broker ids, whatever the assignment says', () => {
    const shuffled = { ...opened, partitions: opened.partitions.map((one) => ({ ...one, replicas: [2, 0, 1] })) };

    const rows = layOut(shuffled, WIDE).lanes[0]?.rows ?? [];

    expect(rows.map((row) => row.node)).toEqual([0, 1, 2]);
    expect(rows.map((row) => row.y)).toEqual([...rows.map((row) => row.y)].sort((a, b) => a - b));
  });

  it('fits its columns into the lane, and more of them into a wider one', () => {
    const narrowLane = layOut(opened, WIDE).lanes[0];
    const wideLane = layOut(opened, { ...WIDE, width: 1200 }).lanes[0];

    expect((narrowLane?.stripX ?? 0) + (narrowLane?.columns ?? 0) * 22).toBeLessThanOrEqual(
      (narrowLane?.box.x ?? 0) + (narrowLane?.box.width ?? 0),
    );
    expect(wideLane?.columns).toBe((narrowLane?.columns ?? 0) + 16);
  });

  it('shows small cells when there are more than three partitions, and none of the internal ones', () => {
    const many = Array.from({ length: 6 }, (_, partition) => ({
      name: `orders-${partition}`,
      partition,
      replicas: [0, 1, 2],
      internal: partition === 5,
    }));

    const layout = layOut({ ...opened, partitions: many }, WIDE);

    expect([layout.level, layout.lanes.length, layout.lanes[0]?.box.height]).toEqual(['lane', 5, 53]);
  });

  it('shows the chosen lane alone on a narrow page, with cells 19 px apart and 30 px high', () => {
    const layout = layOut(opened, { width: 366, narrow: true, lane: 2, anyDown: false });

    expect(layout.lanes.map((lane) => lane.name)).toEqual(['orders-2']);
    expect([layout.pitch, layout.cellHeight]).toEqual([19, 30]);
  });

  it('shows the last 13 records on a phone, and the button of a card moves the lane down', () => {
    const size = { width: 366, narrow: true, lane: 0, anyDown: false };

    const plain = layOut(opened, size);
    const called = layOut(opened, { ...size, anyCall: true });

    expect(plain.lanes[0]?.columns).toBeGreaterThanOrEqual(15);
    expect((called.lanes[0]?.box.y ?? 0) - (plain.lanes[0]?.box.y ?? 0)).toBeGreaterThanOrEqual(44);
    expect(called.brokers).toEqual(plain.brokers);
  });

  it('makes cells as wide as the longest label in view, one line of it or a key over its number', () => {
    const one = { ...opened, partitions: opened.partitions.slice(0, 1) };
    const labels = { line: 6, short: 2, number: 3 };

    const flat = layOut(opened, { ...WIDE, labels });
    const tall = layOut(one, { ...WIDE, room: 480, labels });

    expect([flat.stacked, tall.stacked, tall.roomy]).toEqual([false, true, true]);
    expect(flat.cellWidth).toBeGreaterThanOrEqual(6 * 6);
    expect(tall.cellWidth).toBeGreaterThanOrEqual(3 * 6);
    expect(tall.pitch).toBeLessThan(flat.pitch);
  });
});

describe('what lies under a point', () => {
  it('is the record of that row and offset', () => {
    const layout = layOut(opened, WIDE);
    const frame = frameOfLoss();
    const lane = layout.lanes[0];
    if (lane === undefined) throw new Error('no lane');
    const x = offsetScale(layout, lane, columnFrom(frame, 0))(42) + 3;

    const hit = hitTest(frame, layout, x, (lane.rows[0]?.y ?? 0) + 4);

    expect([hit?.offset, hit?.row, hit?.cell]).toEqual([42, 0, findCell(frame, 0, 0, 42)]);
  });

  it('is an offset without a record behind the log end, and nothing beside the strip', () => {
    const layout = layOut(opened, WIDE);
    const frame = frameOfLoss();
    const lane = layout.lanes[1];
    if (lane === undefined) throw new Error('no lane');

    expect(hitTest(frame, layout, lane.stripX + 16.5 * 22, (lane.rows[0]?.y ?? 0) + 4)).toMatchObject({
      cell: -1,
      row: 0,
    });
    expect(hitTest(frame, layout, lane.stripX - 10, (lane.rows[0]?.y ?? 0) + 4)).toBeNull();
    expect(hitTest(frame, layout, lane.stripX, lane.box.y + 2)).toBeNull();
  });
});

describe('a stage with more than twelve partitions', () => {
  it('has a line of 22 px for each, without rows of replicas', () => {
    const { level, lanes } = layOut(openedWith(20), WIDE);

    expect(level).toBe('bar');
    expect(new Set(lanes.map((lane) => lane.box.height))).toEqual(new Set([22]));
    expect(lanes.every((lane) => lane.rows.length === 0)).toBe(true);
  });
});
