import { kafkaView } from '../kafka/index.ts';
import { partitionTruth, positionOf } from '../truth/index.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import { nameIndex } from './names-table.ts';
import { ASSIGNORS } from './protocol.ts';
import { type RunSeries, rowAfter, WIDTH } from './series.ts';

/** Signs that tell groups apart on the screen. */
const SHAPES = 4;
/** A trend is told over this time, simulated µs. */
const TREND_US = 2_000_000;

/** Groups as their coordinators have them. */
export function groupRows({ run, names }: FrameInput): Row<'groups'>[] {
  return run.world.state.plan.groups.map((plan, group) => {
    const row = kafkaView.groupRow(run.world, group);
    let maxLag = 0;
    for (const lag of run.witness.ledger.groups[group]?.maxLag ?? []) maxLag = Math.max(maxLag, lag);
    return {
      group,
      name: nameIndex(names, plan.name),
      state: row.state,
      generation: row.generation,
      coordinator: row.coordinator,
      members: row.members,
      dueUs: row.dueUs,
      maxLag,
      shape: group % SHAPES,
      assignor: ASSIGNORS.indexOf(row.assignor),
    };
  });
}

/** Where groups stand: committed as the coordinator has it, position as the owner has it, lag as the ledger has it. */
export function positionRows({ run, series }: FrameInput): Row<'positions'>[] {
  const rows: Row<'positions'>[] = [];
  const { world } = run;
  const { ledger } = run.witness;
  const members = world.nodes.flatMap((_, node) => kafkaView.memberRow(world, node) ?? []);
  const places = members.flatMap(({ node, group, positions, leaving }) =>
    positions.map((place) => ({ ...place, node, group, leaving: leaving.includes(place.partition) ? 1 : 0 })),
  );
  world.state.plan.groups.forEach((plan, group) => {
    const { committed } = kafkaView.groupRow(world, group);
    const truth = ledger.groups[group];
    const trend = trendOf(series, group, world.now);
    for (const topic of plan.topics) {
      for (const partition of world.state.plan.topics[topic]?.partitions ?? []) {
        const owner = places.find((place) => place.group === group && place.partition === partition);
        const known = committed[partition] ?? -1;
        const from = truth === undefined ? Math.max(0, known) : positionOf(truth, partition);
        rows.push({
          group,
          partition,
          committed: known,
          position: owner?.position ?? -1,
          owner: owner?.node ?? -1,
          lag: Math.max(0, partitionTruth(ledger, partition).trueHighWatermark - from),
          trend,
          committedUs: -1,
          leaving: owner?.leaving ?? 0,
          next: members.find((one) => one.group === group && one.coming.includes(partition))?.node ?? -1,
        });
      }
    }
  });
  return rows;
}

/** 1 rising, −1 falling, 0 steady. */
function trendOf({ lag }: RunSeries, group: number, now: number): number {
  const last = lagBefore(lag, group, now);
  const before = lagBefore(lag, group, now - TREND_US);
  return last < 0 || before < 0 ? 0 : Math.sign(last - before);
}

function lagBefore(lag: readonly number[], group: number, timeUs: number): number {
  for (let row = rowAfter(lag, WIDTH.lag, timeUs) - 1; row >= 0; row--) {
    if (lag[row * WIDTH.lag + 1] === group) return lag[row * WIDTH.lag + 2] ?? 0;
  }
  return -1;
}
