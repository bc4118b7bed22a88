import { countersNow, placesNow } from '../truth/index.ts';
import { cellRows, ghostRows } from './frame-cells.ts';
import { batchingRows, inFlightRows, memberRows, producerRows, producersOf } from './frame-clients.ts';
import { groupRows, positionRows } from './frame-groups.ts';
import type { FrameInput } from './frame-input.ts';
import { type BufferPool, buildFrame } from './frame-layout.ts';
import { tickRows } from './frame-ledger.ts';
import { messageRows } from './frame-messages.ts';
import { clockRow, controllerRows, faultRows, nodeRows } from './frame-nodes.ts';
import { partitionRows, replicaRows } from './frame-partitions.ts';
import {
  ackDots,
  eventRows,
  hwRows,
  isrSteps,
  keyTimes,
  lagSteps,
  leaderSpans,
  ledgerMarks,
  riskRows,
} from './frame-timeline.ts';
import type { Frame, View } from './protocol.ts';

/**
 * A window on the run at `timeUs`: everything that a screen draws, and nothing else.
 *
 * @remarks Its size depends on the view; only the ledger's ticks look at every message.
 */
export function buildFrameOf(input: FrameInput, timeUs: number, view: View, pool: BufferPool): Frame {
  const { run, series } = input;
  const { world } = run;
  const { ledger } = run.witness;
  const isFinal = run.phase === 'ended';
  const partitions = partitionRows(input, view);
  const replicas = replicaRows(input);
  const producers = producersOf(input);
  return buildFrame(
    {
      clock: [clockRow(input, timeUs)],
      nodes: nodeRows(input),
      controllers: controllerRows(input),
      partitions,
      replicas,
      cells: cellRows(input, partitions, replicas),
      hwMoves: hwRows(series, timeUs),
      ghosts: ghostRows(input, replicas, timeUs, view.beforeUs),
      producers: producerRows(input, producers),
      batching: batchingRows(producers),
      inFlight: inFlightRows(input, producers),
      groups: groupRows(input),
      positions: positionRows(input),
      members: memberRows(input),
      messages: messageRows(input, timeUs),
      events: eventRows(input, timeUs, view),
      counters: valueRows(countersNow(world, ledger, isFinal, run.stuck ? 1 : 0)),
      places: valueRows(placesNow(ledger, isFinal, input.blocks)),
      risk: riskRows(series, timeUs),
      ticks: tickRows(input, view.ticks),
      faults: faultRows(input),
      leaderSpans: leaderSpans(series, view.dockPartition, input.endUs),
      isrSteps: isrSteps(series, view.dockPartition),
      lagSteps: lagSteps(series, view.dockGroup),
      ackDots: ackDots(series),
      ledgerMarks: ledgerMarks(series, timeUs),
      keyTimes: keyTimes(input, timeUs, view),
    },
    input.id,
    pool,
  );
}

function valueRows(values: readonly number[]): { readonly value: number }[] {
  return values.map((value) => ({ value }));
}
