import { getInt } from '../../sim/column.ts';
import { bundleCount, bundleMember, createdAt } from '../../sim/payload.ts';
import type { World } from '../../sim/world.ts';
import {
  batchBytes,
  batchCount,
  batchPartition,
  batchTime,
  producerEpochOf,
  producerIdOf,
  sequenceOf,
} from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { FETCH, type FetchReply, type KafkaReply, type KafkaRequest, PRODUCE } from '../protocol/messages.ts';

type KafkaWorld = World<KafkaState>;

/** What a message on a wire carries for one partition; −1 and 0 where it has none. */
export interface MessagePart {
  readonly partition: number;
  readonly records: number;
  /** First record batch. */
  readonly batch: number;
  readonly error: number;
}

const ABOUT_NOTHING: readonly MessagePart[] = [{ partition: -1, records: 0, batch: -1, error: 0 }];

/**
 * A message on a wire as its parts: one for each partition with records or an error, and one where there is none.
 *
 * @param answered - for an answer to Produce, the record batches of the request
 */
export function messageParts(world: KafkaWorld, payload: object, answered: readonly number[]): readonly MessagePart[] {
  const message: Partial<KafkaRequest | KafkaReply> = payload;
  const { batches } = world.state;
  switch (message.type) {
    case 'ProduceRequest':
      return (message.batches ?? []).map((batch) => partOf(world, batch, 0));
    case 'ProduceReply': {
      const { errors = [] } = message;
      if (answered.length === 0) return [{ partition: -1, records: 0, batch: -1, error: worst(errors) }];
      return answered.map((batch, i) => partOf(world, batch, errors[i] ?? 0));
    }
    case 'FetchReply':
      return fetchParts(message, (batch) => batchCount(batches, batch));
    case 'FetchRequest':
      return [{ partition: message.partitions?.[0] ?? -1, records: 0, batch: -1, error: 0 }];
    default:
      return ABOUT_NOTHING;
  }
}

function partOf(world: KafkaWorld, batch: number, error: number): MessagePart {
  const { batches } = world.state;
  return { partition: batchPartition(batches, batch), records: batchCount(batches, batch), batch, error };
}

function fetchParts(reply: Partial<FetchReply>, count: (batch: number) => number): readonly MessagePart[] {
  const { partitions = [], errors = [], counts = [], batches = [] } = reply;
  const parts: MessagePart[] = [];
  let next = 0;
  partitions.forEach((partition, i) => {
    const own = batches.slice(next, next + (counts[i] ?? 0));
    next += own.length;
    const error = errors[i] ?? 0;
    if (own.length === 0 && error === 0) return;
    parts.push({ partition, records: own.reduce((sum, batch) => sum + count(batch), 0), batch: own[0] ?? -1, error });
  });
  return parts.length > 0 ? parts : [{ partition: partitions[0] ?? -1, records: 0, batch: -1, error: 0 }];
}

function worst(errors: readonly number[]): number {
  return errors.find((error) => error !== 0) ?? 0;
}

/** True for Produce and Fetch. */
export function isDataApi(api: number): boolean {
  return api === PRODUCE || api === FETCH;
}

/** Producer id, epoch, first sequence and bytes of a record batch. */
export function batchFacts(
  world: KafkaWorld,
  batch: number,
): {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly bytes: number;
  readonly createdUs: number;
} {
  const { batches } = world.state;
  return {
    producerId: producerIdOf(batches, batch),
    producerEpoch: producerEpochOf(batches, batch),
    baseSequence: sequenceOf(batches, batch),
    bytes: batchBytes(batches, batch),
    createdUs: batchTime(batches, batch),
  };
}

/** First message of a record batch, −1 where it has none. */
export function firstUidOf(world: KafkaWorld, bundle: number): number {
  return bundleCount(world.payloads, bundle) > 0 ? bundleMember(world.payloads, bundle, 0) : -1;
}

/** µs at which the application called send. */
export function createdOf(world: KafkaWorld, uid: number): number {
  return createdAt(world.payloads, uid);
}

/** Texts and numbers of a message. */
export function messageFacts(
  world: KafkaWorld,
  uid: number,
): {
  readonly sender: number;
  readonly key: number;
  readonly value: number;
  readonly size: number;
  readonly topic: number;
  readonly callIndex: number;
} {
  const { payloads } = world;
  return {
    sender: getInt(payloads.sender, uid),
    key: getInt(payloads.key, uid),
    value: getInt(payloads.value, uid),
    size: getInt(payloads.size, uid),
    topic: getInt(payloads.destination, uid),
    callIndex: getInt(payloads.callIndex, uid),
  };
}

/** Messages of a record batch. */
export function uidsOf(world: KafkaWorld, bundle: number): readonly number[] {
  const uids: number[] = [];
  for (let i = 0; i < bundleCount(world.payloads, bundle); i++) uids.push(bundleMember(world.payloads, bundle, i));
  return uids;
}
