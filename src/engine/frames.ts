import { kafkaView } from '../kafka/index.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { isRunning } from '../sim/world.ts';
import { countersNow, partitionTruth, placesNow, positionOf } from '../truth/index.ts';
import { type BufferPool, buildFrame, type Row } from './frame-layout.ts';
import { ackDots, cells, ghosts, ledgerRows } from './frame-records.ts';
import { labelOf, type NamesTable, nameIndex, targetText } from './names-table.ts';
import type { Frame, View } from './protocol.ts';
import { KINDS, type RunSeries } from './series.ts';

/** What a frame is built from. */
export interface FrameInput {
  readonly id: number;
  /** The run at the frame's time. */
  readonly run: SystemRun;
  readonly series: RunSeries;
  readonly names: NamesTable;
  /** Simulated so far; `settledUs` −1 = the end is not reached. */
  readonly endUs: number;
  readonly settledUs: number;
  readonly headEvents: number;
  readonly stops: readonly number[];
}

const DELIVER_REQUEST = 1;
const DELIVER_REPLY = 2;
const MOST_MESSAGES = 60;

/** A window on the run at `timeUs`: everything that a screen draws, and nothing else. */
export function buildFrameOf(input: FrameInput, timeUs: number, view: View, pool: BufferPool): Frame {
  const partitions = partitionRows(input, view);
  const replicas = replicaRows(input);
  const ledger = ledgerRows(input.run, view.ticks);
  return buildFrame(
    {
      clock: [clockRow(input, timeUs)],
      nodes: nodeRows(input),
      partitions,
      replicas,
      cells: cells(input, partitions, replicas),
      ghosts: ghosts(input, replicas, timeUs, view.beforeUs),
      producers: producerRows(input),
      batching: batchingRows(input),
      inFlight: inFlightRows(input),
      groups: groupRows(input),
      positions: positionRows(input),
      members: memberRows(input),
      messages: messageRows(input, timeUs),
      events: eventRows(input, timeUs, view),
      counters: countersNow(
        input.run.world,
        input.run.witness.ledger,
        input.run.phase === 'ended',
        input.run.stuck ? 1 : 0,
      ).map((value) => ({ value })),
      places: placesNow(input.run.witness.ledger, input.run.phase === 'ended').map((value) => ({ value })),
      risk: riskRows(input.series, timeUs),
      ticks: ledger.ticks,
      faults: faultRows(input),
      leaderSpans: leaderSpans(input.series, view.dockPartition, input.endUs),
      isrSteps: isrSteps(input.series, view.dockPartition),
      lagSteps: lagSteps(input.series, view.dockGroup),
      ackDots: ackDots(input.series),
      ledgerMarks: ledger.marks,
      keyTimes: keyTimes(input, timeUs, view),
    },
    input.id,
    pool,
  );
}

function clockRow({ run, endUs, settledUs, headEvents }: FrameInput, timeUs: number): Row<'clock'> {
  const phase = run.phase === 'ended' ? 2 : run.phase === 'closing' ? 1 : 0;
  return {
    timeUs,
    endUs,
    durationUs: run.scenario.durationUs,
    settledUs,
    phase,
    event: run.world.handled,
    events: headEvents,
    commands: run.director.log.length,
    breach: run.witness.isBreached() ? 1 : 0,
    stuck: run.stuck ? 1 : 0,
    version: 1,
  };
}

function nodeRows({ run, names, series }: FrameInput): Row<'nodes'>[] {
  const { world } = run;
  return world.nodes.map((node, number) => {
    const kind = kafkaView.nodeKind(world, number);
    const broker =
      kind === 0 ? kafkaView.brokerRow(world, number) : { dirty: 0, written: 0, leaders: 0, fenced: false };
    let cut = 0;
    let slow = 0;
    for (const fault of world.faults) {
      for (let i = 0; i < fault.links.length; i += 2) {
        if (fault.links[i] !== number && fault.links[i + 1] !== number) continue;
        if (fault.cut) cut += 1;
        else slow += 1;
      }
    }
    return {
      node: number,
      name: nameIndex(names, node.name),
      kind,
      status: ['up', 'stopping', 'stopped', 'crashed', 'off'].indexOf(node.status),
      paused: node.paused > 0 ? 1 : 0,
      fenced: broker.fenced ? 1 : 0,
      cut,
      slow: slow + (node.diskLatencyUs > 0 ? 1 : 0),
      sinceUs: statusSince(series, number, world.now),
      dirty: broker.dirty,
      written: broker.written,
      leaders: broker.leaders,
    };
  });
}

/** Time of the last change of a node's status, −1 = none. */
function statusSince(series: RunSeries, node: number, now: number): number {
  let since = -1;
  for (const event of series.keyEvents)
    if (event.timeUs <= now && event.node === node && event.kind === 2) since = event.timeUs;
  return since;
}

function partitionRows({ run, names }: FrameInput, view: View): Row<'partitions'>[] {
  const { ledger } = run.witness;
  return ledger.setup.partitions.map((setup, partition) => {
    const row = kafkaView.partitionRow(run.world, partition);
    const truth = partitionTruth(ledger, partition);
    let logEnd = 0;
    for (const node of row.replicas)
      logEnd = Math.max(logEnd, kafkaView.replicaRow(run.world, partition, node)?.logEnd ?? 0);
    const lane = view.lanes.find((one) => one.partition === partition);
    const columns = lane?.columns ?? 0;
    const from =
      lane === undefined
        ? 0
        : lane.from >= 0
          ? lane.from
          : Math.max(0, Math.max(truth.trueHighWatermark, logEnd - 8) - columns + 6);
    const account = run.witness.account(false, false).partitions[setup.name];
    return {
      partition,
      topic: nameIndex(names, run.world.state.plan.topics[setup.topic]?.name ?? ''),
      index: run.world.state.plan.partitionIndex[partition] ?? 0,
      name: nameIndex(names, setup.name),
      replicas: row.replicas.length,
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
      acked: account?.acked ?? 0,
      lost: account?.ackedLost ?? 0,
      atRisk: truth.atRisk,
      internal: setup.internal ? 1 : 0,
    };
  });
}

function replicaRows({ run }: FrameInput): Row<'replicas'>[] {
  const rows: Row<'replicas'>[] = [];
  const { world } = run;
  run.witness.ledger.setup.partitions.forEach((setup, partition) => {
    const registered = kafkaView.partitionRow(world, partition);
    setup.replicas.forEach((node, slot) => {
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
        caughtUpUs: -1,
      });
    });
  });
  return rows;
}

function producersOf({
  run,
}: FrameInput): { node: number; row: NonNullable<ReturnType<typeof kafkaView.producerRow>> }[] {
  return run.world.nodes.flatMap((_, node) => {
    const row = kafkaView.producerRow(run.world, node);
    return row === null ? [] : [{ node, row }];
  });
}

function producerRows(input: FrameInput): Row<'producers'>[] {
  const { run, names } = input;
  return producersOf(input).map(({ node, row }) => ({
    node,
    name: nameIndex(names, run.world.nodes[node]?.name ?? ''),
    topic: nameIndex(names, run.world.state.plan.topics[row.topic]?.name ?? ''),
    session: row.session,
    producerId: row.producerId,
    producerEpoch: row.producerEpoch,
    idempotent: row.idempotent ? 1 : 0,
    acks: row.acks,
    produced: row.produced,
    acked: row.acked,
    unknown: row.unknown,
    refused: row.refused,
    waiting: row.waiting,
    bufferBytes: row.bufferBytes,
    rate: row.perSecond,
    latencyUs: row.latencyUs,
    latestUs: row.latencyUs,
  }));
}

function batchingRows(input: FrameInput): Row<'batching'>[] {
  return producersOf(input).flatMap(({ node, row }) =>
    row.batching.map((batch) => ({
      node,
      partition: batch.partition,
      records: batch.records,
      bytes: batch.bytes,
      closed: batch.closed ? 1 : 0,
      attempt: batch.attempt,
      sinceUs: batch.createdUs,
      dueUs: batch.dueUs,
    })),
  );
}

function inFlightRows(input: FrameInput): Row<'inFlight'>[] {
  return producersOf(input).flatMap(({ node, row }) =>
    row.inFlight.map((flight) => {
      const uid = kafkaView.firstUidOf(input.run.world, flight.batch);
      return {
        node,
        to: flight.to,
        slot: flight.slot,
        batch: flight.batch,
        partition: flight.partition,
        records: flight.records,
        attempt: flight.attempt,
        sentUs: flight.sentUs,
        timeoutUs: flight.timeoutUs,
        ...(uid < 0 ? { label: -1, number: 0 } : labelOf(input.names, input.run, uid)),
      };
    }),
  );
}

function groupRows({ run, names }: FrameInput): Row<'groups'>[] {
  return run.world.state.plan.groups.map((plan, group) => {
    const row = kafkaView.groupRow(run.world, group);
    const account = run.witness.account(false, false).groups[plan.name];
    return {
      group,
      name: nameIndex(names, plan.name),
      state: row.state,
      generation: row.generation,
      coordinator: row.coordinator,
      members: row.members,
      dueUs: row.dueUs,
      maxLag: account?.maxLag ?? 0,
      shape: group % 4,
    };
  });
}

function positionRows({ run, series }: FrameInput): Row<'positions'>[] {
  const rows: Row<'positions'>[] = [];
  const { world } = run;
  const members = world.nodes.flatMap((_, node) => {
    const row = kafkaView.memberRow(world, node);
    return row === null ? [] : [row];
  });
  world.state.plan.groups.forEach((plan, group) => {
    const { committed } = kafkaView.groupRow(world, group);
    for (const topic of plan.topics) {
      for (const partition of world.state.plan.topics[topic]?.partitions ?? []) {
        const owner = members.find(
          (one) => one.group === group && one.positions.some((place) => place.partition === partition),
        );
        const position = owner?.positions.find((place) => place.partition === partition)?.position ?? -1;
        const truth = run.witness.ledger.groups[group];
        const known = committed[partition] ?? -1;
        const from = truth === undefined ? Math.max(0, known) : positionOf(truth, partition);
        rows.push({
          group,
          partition,
          committed: known,
          position,
          owner: owner?.node ?? -1,
          lag: Math.max(0, partitionTruth(run.witness.ledger, partition).trueHighWatermark - from),
          trend: trendOf(series, group, world.now),
          committedUs: -1,
        });
      }
    }
  });
  return rows;
}

/** 1 rising, −1 falling, 0 steady, over the last two seconds. */
function trendOf(series: RunSeries, group: number, now: number): number {
  let before = -1;
  let last = -1;
  for (let row = series.lag.length - 3; row >= 0; row -= 3) {
    const time = series.lag[row] ?? 0;
    if (series.lag[row + 1] !== group || time > now) continue;
    if (last < 0) last = series.lag[row + 2] ?? 0;
    if (time <= now - 2_000_000) {
      before = series.lag[row + 2] ?? 0;
      break;
    }
  }
  return before < 0 ? 0 : Math.sign(last - before);
}

function memberRows({ run, names }: FrameInput): Row<'members'>[] {
  return run.world.nodes.flatMap((state, node) => {
    const row = kafkaView.memberRow(run.world, node);
    if (row === null) return [];
    return [
      {
        node,
        name: nameIndex(names, state.name),
        group: row.group,
        state: isRunning(state) ? row.state : 0,
        generation: row.generation,
        partitions: row.partitions,
        buffered: row.buffered,
        handling: row.handling,
        pollUs: row.polledUs,
        heartbeatUs: row.heartbeatUs,
        commitHow: ['none', 'sync', 'async'].indexOf(row.how),
        commitWhen: ['before', 'after'].indexOf(row.when),
        auto: row.auto ? 1 : 0,
      },
    ];
  });
}

/** Messages on the wires at this instant: from the queue of events, and those that stand before a cut. */
function messageRows(input: FrameInput, timeUs: number): Row<'messages'>[] {
  const { run } = input;
  const { heap, connections, stalled } = run.world;
  const rows: Row<'messages'>[] = [];
  const add = (
    connection: number,
    direction: number,
    correlation: number,
    payload: object | null,
    arrivesUs: number,
    fate: number,
    sinceUs: number,
  ): void => {
    const state = connections[connection];
    if (state === null || state === undefined || payload === null || rows.length >= MOST_MESSAGES) return;
    const api = 'api' in payload && typeof payload.api === 'number' ? payload.api : -1;
    const about = kafkaView.messageRow(run.world, payload);
    if (!kafkaView.isDataApi(api) && arrivesUs - timeUs > 2_000_000) return;
    const uid = about.batch < 0 ? -1 : kafkaView.firstUidOf(run.world, about.batch);
    const latency = direction === 0 ? state.latency0 : state.latency1;
    rows.push({
      from: direction === 0 ? state.from : state.to,
      to: direction === 0 ? state.to : state.from,
      connection,
      correlation,
      api,
      reply: direction,
      partition: about.partition,
      records: about.records,
      error: about.error,
      fate: state.broken === 1 ? 1 : fate,
      sentUs: fate === 2 ? sinceUs - latency : Math.min(timeUs, arrivesUs - latency),
      arrivesUs: fate === 2 ? -1 : arrivesUs,
      ...(uid < 0 ? { label: -1, number: 0 } : labelOf(input.names, run, uid)),
    });
  };
  for (let position = heap.hole; position < heap.size; position++) {
    const slot = heap.slots[position] ?? 0;
    const kind = heap.kind[slot];
    if (kind !== DELIVER_REQUEST && kind !== DELIVER_REPLY) continue;
    add(
      heap.a[slot] ?? 0,
      kind === DELIVER_REPLY ? 1 : 0,
      heap.b[slot] ?? 0,
      heap.payload[slot] ?? null,
      heap.times[position] ?? 0,
      0,
      0,
    );
  }
  for (const segment of stalled)
    add(segment.connection, segment.direction, segment.correlation, segment.payload, -1, 2, segment.since);
  return rows;
}

function eventRows({ run, series }: FrameInput, timeUs: number, view: View): Row<'events'>[] {
  const until = timeUs + view.afterUs;
  let end = series.keyEvents.length;
  while (end > 0 && (series.keyEvents[end - 1]?.timeUs ?? 0) > until) end -= 1;
  return series.keyEvents.slice(Math.max(0, end - view.events), end).map((event) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = event.values;
    const known = event.bundle >= 0 && event.timeUs <= run.world.now;
    return {
      timeUs: event.timeUs,
      seq: event.seq,
      cause: event.cause,
      kind: event.kind,
      node: event.node,
      a,
      b,
      c,
      d,
      e,
      f,
      uid: known ? kafkaView.firstUidOf(run.world, event.bundle) : -1,
      uids: known ? kafkaView.uidsOf(run.world, event.bundle).length : 0,
    };
  });
}

function riskRows(series: RunSeries, timeUs: number): Row<'risk'>[] {
  const rows: Row<'risk'>[] = [];
  for (let i = 0; i < series.risk.length; i += 2) {
    const time = series.risk[i] ?? 0;
    const next = series.risk[i + 2] ?? Number.POSITIVE_INFINITY;
    if (time <= timeUs && next >= timeUs - 2_000_000) rows.push({ timeUs: time, value: series.risk[i + 1] ?? 0 });
  }
  return rows;
}

function faultRows({ run, names }: FrameInput): Row<'faults'>[] {
  const { log } = run.director;
  return log.flatMap((taken) => {
    if (taken.refusal !== '' || taken.verb === 'heal' || taken.verb === 'settle') return [];
    const ended = log.find((other) => other.ended.includes(taken.index));
    const isOpen = run.director.open.some((one) => one.command === taken.index);
    const instant = !isOpen && ended === undefined;
    const toUs =
      ended !== undefined
        ? ended.atUs
        : instant && taken.verb !== 'crash' && taken.verb !== 'power-cut' && taken.verb !== 'stop'
          ? taken.atUs
          : -1;
    return [
      {
        command: taken.index,
        verb: nameIndex(names, taken.verb),
        target: nameIndex(names, targetText(run, taken.nodes, taken.links)),
        fromUs: taken.atUs,
        toUs: toUs >= 0 ? toUs : restartedAt(run, taken.index),
        by: taken.by === 'script' ? 0 : taken.by === 'user' ? 1 : 2,
      },
    ];
  });
}

/** When the node that a command brought down came up again, −1 = not yet. */
function restartedAt(run: SystemRun, index: number): number {
  const taken = run.director.log[index];
  const restart = run.director.log.find(
    (other) =>
      other.index > index &&
      other.verb === 'restart' &&
      other.nodes.some((node) => taken?.nodes.includes(node) === true),
  );
  return restart?.atUs ?? -1;
}

function leaderSpans(series: RunSeries, partition: number, endUs: number): Row<'leaderSpans'>[] {
  const rows: { partition: number; leader: number; epoch: number; fromUs: number; toUs: number }[] = [];
  for (let i = 0; i < series.leaders.length; i += 4) {
    if (series.leaders[i + 1] !== partition) continue;
    const fromUs = series.leaders[i] ?? 0;
    const last = rows.at(-1);
    if (last !== undefined) last.toUs = fromUs;
    rows.push({
      partition,
      leader: series.leaders[i + 2] ?? -1,
      epoch: series.leaders[i + 3] ?? 0,
      fromUs,
      toUs: endUs,
    });
  }
  return rows.filter((row) => row.toUs > row.fromUs);
}

function isrSteps(series: RunSeries, partition: number): Row<'isrSteps'>[] {
  const rows: Row<'isrSteps'>[] = [];
  for (let i = 0; i < series.isr.length; i += 3) {
    if (series.isr[i + 1] === partition)
      rows.push({ partition, timeUs: series.isr[i] ?? 0, size: series.isr[i + 2] ?? 0 });
  }
  return rows;
}

function lagSteps(series: RunSeries, group: number): Row<'lagSteps'>[] {
  const rows: Row<'lagSteps'>[] = [];
  const every = Math.max(1, Math.floor(series.lag.length / 3 / 400));
  for (let i = 0; i < series.lag.length; i += 3 * every) {
    if (series.lag[i + 1] === group) rows.push({ group, timeUs: series.lag[i] ?? 0, lag: series.lag[i + 2] ?? 0 });
  }
  return rows;
}

/** Key events that the pace slows down for; a client that retries in vain is no news each time. */
const SETS_PACE: ReadonlySet<string> = new Set([
  'fault-begin',
  'fault-end',
  'node-status',
  'elected',
  'leading',
  'isr',
  'truncated',
  'broker-fenced',
  'log-lost',
  'assigned',
  'duplicate-recognised',
]);

function keyTimes({ series, stops }: FrameInput, timeUs: number, view: View): Row<'keyTimes'>[] {
  const from = timeUs - view.beforeUs;
  const to = timeUs + view.aheadUs;
  const rows = stops.filter((stop) => stop >= 0).map((stop) => ({ timeUs: stop, stop: 1 }));
  let last = -1;
  for (const event of series.keyEvents) {
    if (event.timeUs < from || event.timeUs === last || !SETS_PACE.has(KINDS[event.kind]?.name ?? '')) continue;
    if (event.timeUs > to || rows.length > 400) break;
    last = event.timeUs;
    rows.push({ timeUs: event.timeUs, stop: 0 });
  }
  return rows.sort((a, b) => a.timeUs - b.timeUs);
}
