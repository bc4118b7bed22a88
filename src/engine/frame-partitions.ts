import { kafkaView } from '../kafka/index.ts';
import { isRunning } from '../sim/world.ts';
import { IS_ACKED, type Ledger, partitionTruth } from '../truth/index.ts';
import { ROW } from '../truth/messages.ts';
import type { PartitionTruth } from '../truth/partition-truth.ts';
import { confirmedNowhere } from '../truth/risk.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import { nameIndex } from './names-table.ts';
import type { View } from './protocol.ts';

/** Where a lane follows the log: columns behind what is safe, and behind the end of the longest log. */
const BEHIND_SAFE = 6;
const BEHIND_END = 2;

export function partitionRows({ run, names }: FrameInput, view: View): Row<'partitions'>[] {
  const { ledger } = run.witness;
  return ledger.setup.partitions.map((setup, partition) => {
    const row = kafkaView.partitionRow(run.world, partition);
    const truth = partitionTruth(ledger, partition);
    let logEnd = 0;
    for (const node of row.replicas) logEnd = Math.max(logEnd, kafkaView.logEndAt(run.world, partition, node));
    const { from, columns } = laneOf(view, partition, truth.trueHighWatermark, logEnd);
    return {
      partition,
      topic: nameIndex(names, run.world.state.plan.topics[setup.topic]?.name ?? ''),
      index: run.world.state.plan.partitionIndex[partition] ?? 0,
      name: nameIndex(names, setup.name),
      replicas: sizeOf(row.assigned),
      leader: row.leader,
      leaderEpoch: row.leaderEpoch,
      partitionEpoch: row.partitionEpoch,
      isr: row.isr,
      elr: row.elr,
      minIsr: setup.minInsyncReplicas,
      trueHw: truth.trueHighWatermark,
      logEnd,
      columnFrom: from,
      columnTo: from + columns,
      leaderlessUs: truth.defined === 1 ? -1 : truth.undefinedSinceUs,
      ...confirmedOf(ledger, truth),
      atRisk: truth.atRisk,
      internal: setup.internal ? 1 : 0,
    };
  });
}

/** The window of a partition's lane: as the view asks, or along with what is safe and what has been written. */
function laneOf(
  view: View,
  partition: number,
  trueHighWatermark: number,
  logEnd: number,
): { readonly from: number; readonly columns: number } {
  const lane = view.lanes.find((one) => one.partition === partition);
  if (lane === undefined) return { from: 0, columns: 0 };
  if (lane.from >= 0) return lane;
  const to = Math.max(trueHighWatermark + BEHIND_SAFE, logEnd + BEHIND_END);
  return { from: Math.max(0, to - lane.columns), columns: lane.columns };
}

/** Confirmed messages of a partition, and how many of them are lost: gone from its log, or while nobody leads, from all disks. */
function confirmedOf(ledger: Ledger, truth: PartitionTruth): { readonly acked: number; readonly lost: number } {
  const { total, absent } = ledger.messages;
  const place = truth.partition * ROW + IS_ACKED;
  return { acked: total[place] ?? 0, lost: truth.defined === 1 ? (absent[place] ?? 0) : confirmedNowhere(truth) };
}

export function replicaRows({ run }: FrameInput): Row<'replicas'>[] {
  const rows: Row<'replicas'>[] = [];
  const { world } = run;
  run.witness.ledger.setup.partitions.forEach((setup, partition) => {
    const registered = kafkaView.partitionRow(world, partition);
    setup.replicas.forEach((node, slot) => {
      // A place that a replica was moved away from, or is yet to come to.
      if (((registered.assigned >> slot) & 1) === 0) return;
      const row = kafkaView.replicaRow(world, partition, node);
      const state = world.nodes[node];
      rows.push({
        partition,
        node,
        slot,
        running: state !== undefined && isRunning(state) ? 1 : 0,
        believes: row?.believesLeader === true ? 1 : 0,
        sync: (registered.isr >> slot) & 1 ? 2 : (registered.elr >> slot) & 1 ? 1 : 0,
        leaderEpoch: row?.leaderEpoch ?? -1,
        logStart: row?.logStart ?? 0,
        logEnd: row?.logEnd ?? 0,
        highWatermark: row?.highWatermark ?? 0,
        flushed: row?.flushed ?? 0,
        lastStable: row?.lastStable ?? 0,
        caughtUpUs: row?.caughtUpUs ?? -1,
      });
    });
  });
  return rows;
}

function sizeOf(mask: number): number {
  let size = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) size += 1;
  return size;
}
