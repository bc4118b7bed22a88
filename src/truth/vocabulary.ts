import { assert } from '../sim/assert.ts';
import type { ObservationKind } from '../sim/observation.ts';
import { FIRST_SYSTEM_KIND, KERNEL_OBSERVATIONS } from '../sim/world.ts';

/**
 * The common vocabulary: observations that the ledger understands, by name, with the fields it reads in their order.
 * A system that uses one of these names must put these fields first.
 */
const VOCABULARY = [
  ['', ''],
  ['node-status', 'status incarnation'],
  ['request-lost', 'connection correlation api to'],
  ['reply-lost', 'connection correlation api to'],
  ['connection-ended', 'connection peer'],
  ['produced', 'uid session callIndex topic partition key'],
  ['batch-closed', 'partition producerId producerEpoch baseSequence count bytes'],
  ['sent', 'partition attempt to connection correlation acks'],
  ['appended', 'partition baseOffset leaderEpoch role count'],
  ['shipped', 'partition to fromOffset toOffset connection'],
  ['acked', 'partition error baseOffset attempt acks from'],
  ['weak', 'partition error baseOffset attempt acks from'],
  ['unknown', 'partition error baseOffset attempt acks'],
  ['refused', 'partition error baseOffset attempt acks'],
  ['fire-and-forget', 'partition error baseOffset attempt acks'],
  ['hw-moved', 'partition leaderEpoch from to role'],
  ['log-bounds', 'partition logStart lastStableOffset logEnd highWatermark role'],
  ['truncated', 'partition from to reason leaderEpoch'],
  ['elected', 'partition leader epoch how before partitionEpoch'],
  ['isr', 'partition mask by partitionEpoch leaderEpoch maximalMask'],
  ['elr', 'partition mask lastKnown partitionEpoch'],
  ['leading', 'partition leaderEpoch logEnd highWatermark partitionEpoch'],
  ['following', 'partition leader leaderEpoch logEnd'],
  ['group-state', 'group state generation members'],
  ['delivered', 'uid group partition offset ownership member'],
  ['processed', 'uid group partition offset ownership member'],
  ['position-committed', 'group partition offset generation member leaderEpoch'],
  ['position-reset', 'group partition offset why before member'],
  ['append-refused', 'partition error acks from'],
  ['client-started', 'session group'],
  ['config-changed', 'topic key value'],
  ['log-lost', 'partition from to destroyed'],
  ['producer-id-given', 'producerId producerEpoch to'],
  ['retried', 'partition error attempt backoffUs'],
  ['duplicate-recognised', 'partition baseOffset producerId baseSequence'],
  ['broker-registered', 'broker brokerEpoch clean'],
  ['broker-fenced', 'broker brokerEpoch'],
  ['broker-unfenced', 'broker brokerEpoch'],
  ['isr-accepted', 'partition leader leaderEpoch partitionEpoch member memberEpoch'],
  ['controller-elected', 'epoch logEnd votes voters'],
  ['metadata-appended', 'from to epoch role'],
  ['metadata-committed', 'from to epoch role'],
  ['metadata-truncated', 'from to epoch'],
  ['reassigned', 'partition replicas adding removing partitionEpoch'],
  ['compacted', 'partition offset uid by'],
  ['rewritten', 'partition baseOffset records count'],
  ['recompressed', 'partition origin'],
] as const;

/** Codes of the vocabulary, in its order. */
export const NOT_OURS = 0;
export const NODE_STATUS = 1;
export const REQUEST_LOST = 2;
export const REPLY_LOST = 3;
export const CONNECTION_ENDED = 4;
export const PRODUCED = 5;
export const BATCH_CLOSED = 6;
export const SENT = 7;
export const APPENDED = 8;
export const SHIPPED = 9;
export const ACKED = 10;
export const WEAK = 11;
export const UNKNOWN = 12;
export const REFUSED = 13;
export const FIRE_AND_FORGET = 14;
export const HW_MOVED = 15;
export const LOG_BOUNDS = 16;
export const TRUNCATED = 17;
export const ELECTED = 18;
export const ISR = 19;
export const ELR = 20;
export const LEADING = 21;
export const FOLLOWING = 22;
export const GROUP_STATE = 23;
export const DELIVERED = 24;
export const PROCESSED = 25;
export const POSITION_COMMITTED = 26;
export const POSITION_RESET = 27;
export const APPEND_REFUSED = 28;
export const CLIENT_STARTED = 29;
export const CONFIG_CHANGED = 30;
export const LOG_LOST = 31;
export const PRODUCER_ID_GIVEN = 32;
export const RETRIED = 33;
export const DUPLICATE_RECOGNISED = 34;
export const BROKER_REGISTERED = 35;
export const BROKER_FENCED = 36;
export const BROKER_UNFENCED = 37;
export const ISR_ACCEPTED = 38;
export const CONTROLLER_ELECTED = 39;
export const METADATA_APPENDED = 40;
export const METADATA_COMMITTED = 41;
export const METADATA_TRUNCATED = 42;
export const REASSIGNED = 43;
export const COMPACTED = 44;
export const REWRITTEN = 45;
export const RECOMPRESSED = 46;

/** `role` of appends and high watermarks. */
export const AS_LEADER = 0;
/** `by` of ISR changes. */
export const BY_LEADER = 0;
/** `how` of elections: clean, elr, last-known, unclean, preferred, none, initial. */
export const LAST_KNOWN = 2;
export const UNCLEAN = 3;
/** `reason` of truncations: epoch, hw, torn-tail, unclean. */
export const TORN_TAIL = 2;
export const BY_UNCLEAN = 3;
/** `why` of a position's reset: no-committed-offset, out-of-range, diverged, committed. */
export const FROM_COMMITTED = 3;
/** `state` of groups: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead. */
export const EMPTY = 0;
export const STABLE = 3;
export const DEAD = 4;

/**
 * All kinds of a world by number: the kernel's, then the system's.
 *
 * @param observations - the system's kinds, with or without the kernel's before them
 */
export function kindsOf(observations: readonly ObservationKind[]): readonly ObservationKind[] {
  assert(KERNEL_OBSERVATIONS.length === FIRST_SYSTEM_KIND, "a system's kinds follow the kernel's");
  if (observations[0]?.name === KERNEL_OBSERVATIONS[0]?.name) return observations;
  return [...KERNEL_OBSERVATIONS, ...observations];
}

/** The code of each kind of a world; `NOT_OURS` where the ledger does not listen. */
export function codesByKind(observations: readonly ObservationKind[]): Int32Array {
  const kinds = kindsOf(observations);
  const codes = new Int32Array(kinds.length);
  kinds.forEach((kind, index) => {
    const code = VOCABULARY.findIndex(([name]) => name === kind.name);
    if (code <= 0) return;
    const wanted = (VOCABULARY[code]?.[1] ?? '').split(' ');
    assert(
      wanted.every((field, place) => kind.fields[place] === field),
      `the fields of ${kind.name} begin as the common vocabulary says`,
    );
    codes[index] = code;
  });
  return codes;
}
