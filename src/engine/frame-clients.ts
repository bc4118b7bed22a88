import { kafkaView } from '../kafka/index.ts';
import { isRunning } from '../sim/world.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import { labelOf, NO_LABEL, nameIndex } from './names-table.ts';

/** `members.commitHow` and `members.commitWhen`. */
const COMMIT_HOW = ['none', 'sync', 'async'];
const COMMIT_WHEN = ['before', 'after'];

/** A producer as it is now. */
export interface Producer {
  readonly node: number;
  readonly row: kafkaView.ProducerRow;
}

export function producersOf({ run }: FrameInput): Producer[] {
  return run.world.nodes.flatMap((_, node) => {
    const row = kafkaView.producerRow(run.world, node);
    return row === null ? [] : [{ node, row }];
  });
}

export function producerRows({ run, names }: FrameInput, producers: readonly Producer[]): Row<'producers'>[] {
  return producers.map(({ node, row }) => ({
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

export function batchingRows(producers: readonly Producer[]): Row<'batching'>[] {
  return producers.flatMap(({ node, row }) =>
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

export function inFlightRows({ run, names }: FrameInput, producers: readonly Producer[]): Row<'inFlight'>[] {
  return producers.flatMap(({ node, row }) =>
    row.inFlight.map((flight) => {
      const uid = kafkaView.firstUidOf(run.world, flight.batch);
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
        ...(uid < 0 ? NO_LABEL : labelOf(names, run, uid)),
      };
    }),
  );
}

export function memberRows({ run, names }: FrameInput): Row<'members'>[] {
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
        commitHow: COMMIT_HOW.indexOf(row.how),
        commitWhen: COMMIT_WHEN.indexOf(row.when),
        auto: row.auto ? 1 : 0,
        leaving: row.leaving.length,
        fixed: row.instance === '' ? 0 : 1,
      },
    ];
  });
}
