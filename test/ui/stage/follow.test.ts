import { describe, expect, it } from 'vitest';
import { buildFrame, type Row } from '../../../src/engine/frame-layout.ts';
import type { Frame } from '../../../src/engine/protocol.ts';
import { FOLLOW, wantedFrom } from '../../../src/ui/stage/follow.ts';
import { layOut } from '../../../src/ui/stage/layout.ts';
import { opened } from './fixture.ts';

const LEADING = 5;
const NOTHING = { selected: -1, scrolled: null, leadingKind: LEADING };
const lane = layOut(opened, { width: 848, narrow: false, lane: 0, anyDown: false }).lanes[0];

/** A new leader began at offset 121 and has written up to 307; the old one, which is down, ends at 126. */
function parted({ ended = 126, ageUs = 200_000 } = {}): Frame {
  const none = -1;
  const replica = (node: number, leaderEpoch: number, logEnd: number): Row<'replicas'> => ({
    partition: 0,
    node,
    slot: node,
    running: node === 0 ? 0 : 1,
    believes: 0,
    sync: 2,
    leaderEpoch,
    logStart: 0,
    logEnd,
    highWatermark: 307,
    flushed: 0,
    lastStable: 307,
    caughtUpUs: none,
  });
  return buildFrame(
    {
      clock: [
        {
          timeUs: 15_571_000,
          endUs: 40e6,
          durationUs: 40e6,
          settledUs: none,
          phase: 0,
          event: 0,
          events: 0,
          commands: 0,
          breach: none,
          stuck: 0,
          version: 1,
        },
      ],
      partitions: [
        {
          partition: 0,
          topic: 0,
          index: 0,
          name: 0,
          replicas: 3,
          leader: 1,
          leaderEpoch: 1,
          partitionEpoch: 1,
          isr: 6,
          elr: 0,
          minIsr: 1,
          trueHw: 307,
          logEnd: 307,
          columnFrom: 0,
          columnTo: 0,
          leaderlessUs: none,
          acked: 0,
          lost: 0,
          atRisk: 0,
          internal: 0,
        },
      ],
      replicas: [replica(0, 0, ended), replica(1, 1, 307), replica(2, 1, 307)],
      events: [
        {
          timeUs: 15_571_000 - ageUs,
          seq: 1,
          cause: 0,
          kind: LEADING,
          node: 1,
          a: 0,
          b: 1,
          c: 121,
          d: 121,
          e: 7,
          f: 0,
          uid: none,
          uids: 0,
        },
      ],
    },
    1,
  );
}

describe('a lane', () => {
  if (lane === undefined) throw new Error('there is a lane');

  it('follows the log while nothing asks for another place', () => {
    expect(wantedFrom(parted({ ended: 121 }), lane, NOTHING)).toBe(FOLLOW);
    expect(wantedFrom(buildFrame({}, 1), lane, NOTHING)).toBe(FOLLOW);
  });

  it('shows where logs have parted, though the new leader has written far beyond', () => {
    const from = wantedFrom(parted(), lane, NOTHING);

    expect(from).toBeLessThanOrEqual(118);
    expect(from + lane.columns).toBeGreaterThanOrEqual(126);
  });

  it('does not show it before it has happened', () => {
    expect(wantedFrom(parted({ ageUs: -1 }), lane, NOTHING)).toBe(FOLLOW);
  });

  it('shows the selected record, and goes on following where that is in view', () => {
    const from = wantedFrom(parted(), lane, { ...NOTHING, selected: 42 });

    expect([from <= 42, from + lane.columns > 42]).toEqual([true, true]);
    expect(wantedFrom(parted(), lane, { ...NOTHING, selected: 305 })).toBe(FOLLOW);
  });

  it('stays where the user scrolled to', () => {
    expect(wantedFrom(parted(), lane, { ...NOTHING, selected: 42, scrolled: 0 })).toBe(0);
  });
});
