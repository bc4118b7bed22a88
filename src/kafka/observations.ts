import type { ObservationKind } from '../sim/observation.ts';
import { FIRST_SYSTEM_KIND } from '../sim/world.ts';

/**
 * What Kafka's models tell. The six integers of each kind are named in `KAFKA_OBSERVATIONS`, in order a … f.
 *
 * `partition`, `topic`, `group` are the world's numbers, `leader`, `to`, `member`, `broker` are nodes, `mask` is a
 * set of replicas: bit i is the i-th replica of the assignment. `bundle` is the record batch where there is one.
 */
export const PRODUCED = FIRST_SYSTEM_KIND;
export const BATCH_CLOSED = FIRST_SYSTEM_KIND + 1;
export const SENT = FIRST_SYSTEM_KIND + 2;
export const APPENDED = FIRST_SYSTEM_KIND + 3;
export const SHIPPED = FIRST_SYSTEM_KIND + 4;
export const ACKED = FIRST_SYSTEM_KIND + 5;
export const UNKNOWN = FIRST_SYSTEM_KIND + 6;
export const REFUSED = FIRST_SYSTEM_KIND + 7;
export const FIRE_AND_FORGET = FIRST_SYSTEM_KIND + 8;
export const RETRIED = FIRST_SYSTEM_KIND + 9;
export const HW_MOVED = FIRST_SYSTEM_KIND + 10;
export const LOG_BOUNDS = FIRST_SYSTEM_KIND + 11;
export const TRUNCATED = FIRST_SYSTEM_KIND + 12;
export const ELECTED = FIRST_SYSTEM_KIND + 13;
export const ISR = FIRST_SYSTEM_KIND + 14;
export const ELR = FIRST_SYSTEM_KIND + 15;
export const LEADING = FIRST_SYSTEM_KIND + 16;
export const FOLLOWING = FIRST_SYSTEM_KIND + 17;
export const BROKER_FENCED = FIRST_SYSTEM_KIND + 18;
export const BROKER_UNFENCED = FIRST_SYSTEM_KIND + 19;
export const BROKER_REGISTERED = FIRST_SYSTEM_KIND + 20;
export const GROUP_STATE = FIRST_SYSTEM_KIND + 21;
export const ASSIGNED = FIRST_SYSTEM_KIND + 22;
export const REVOKED = FIRST_SYSTEM_KIND + 23;
export const MEMBER_FENCED = FIRST_SYSTEM_KIND + 24;
export const DELIVERED = FIRST_SYSTEM_KIND + 25;
export const PROCESSED = FIRST_SYSTEM_KIND + 26;
export const POSITION_COMMITTED = FIRST_SYSTEM_KIND + 27;
export const POSITION_RESET = FIRST_SYSTEM_KIND + 28;
export const COMMIT_REFUSED = FIRST_SYSTEM_KIND + 29;
export const DUPLICATE_RECOGNISED = FIRST_SYSTEM_KIND + 30;
export const PRODUCER_ID_GIVEN = FIRST_SYSTEM_KIND + 31;
export const APPEND_REFUSED = FIRST_SYSTEM_KIND + 32;
export const CLIENT_STARTED = FIRST_SYSTEM_KIND + 33;
export const CLIENT_STOPPED = FIRST_SYSTEM_KIND + 34;
export const CONFIG_CHANGED = FIRST_SYSTEM_KIND + 35;
export const LOG_LOST = FIRST_SYSTEM_KIND + 36;
export const ISR_ACCEPTED = FIRST_SYSTEM_KIND + 37;
export const CONTROLLER_ELECTED = FIRST_SYSTEM_KIND + 38;
export const CONTROLLER_ACTIVE = FIRST_SYSTEM_KIND + 39;
export const CONTROLLER_RESIGNED = FIRST_SYSTEM_KIND + 40;
export const METADATA_APPENDED = FIRST_SYSTEM_KIND + 41;
export const METADATA_COMMITTED = FIRST_SYSTEM_KIND + 42;
export const METADATA_TRUNCATED = FIRST_SYSTEM_KIND + 43;
export const RETAINED = FIRST_SYSTEM_KIND + 44;
export const LOG_DIR_FAILED = FIRST_SYSTEM_KIND + 45;
export const REASSIGNED = FIRST_SYSTEM_KIND + 46;
export const READ_REPLICA = FIRST_SYSTEM_KIND + 47;
export const COMPACTED = FIRST_SYSTEM_KIND + 48;
export const REWRITTEN = FIRST_SYSTEM_KIND + 49;
export const LOG_CLEANED = FIRST_SYSTEM_KIND + 50;
export const RECOMPRESSED = FIRST_SYSTEM_KIND + 51;

/** `role` in HW_MOVED and APPENDED. */
export const AS_LEADER = 0;
export const AS_FOLLOWER = 1;

/** `how` in ELECTED. */
export const ELECTION_HOW = ['clean', 'elr', 'last-known', 'unclean', 'preferred', 'none', 'initial'] as const;
/** `reason` in TRUNCATED. */
export const TRUNCATION_REASON = ['epoch', 'hw', 'torn-tail', 'unclean', 'replica-removed'] as const;
/** `rule` in RETAINED. */
export const RETENTION_RULE = ['log-start', 'size', 'time', 'leader'] as const;
/** `disk` in LOG_DIR_FAILED. */
export const DISK_FAULT = ['full', 'error'] as const;
/** `by` in ISR. */
export const ISR_BY = ['leader', 'controller'] as const;
/** `cause` in CONTROLLER_RESIGNED. */
export const RESIGNED_BECAUSE = ['no-majority', 'higher-epoch', 'stopping'] as const;
/** `why` in POSITION_RESET. */
export const RESET_WHY = ['no-committed-offset', 'out-of-range', 'diverged', 'committed'] as const;
/** `state` in GROUP_STATE. */
export const GROUP_STATES = ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'] as const;

export const KAFKA_OBSERVATIONS: readonly ObservationKind[] = [
  { name: 'produced', fields: ['uid', 'session', 'callIndex', 'topic', 'partition', 'key'], key: false },
  {
    name: 'batch-closed',
    fields: ['partition', 'producerId', 'producerEpoch', 'baseSequence', 'count', 'bytes'],
    key: false,
  },
  { name: 'sent', fields: ['partition', 'attempt', 'to', 'connection', 'correlation', 'acks'], key: false },
  { name: 'appended', fields: ['partition', 'baseOffset', 'leaderEpoch', 'role', 'count', 'fromEpoch'], key: false },
  { name: 'shipped', fields: ['partition', 'to', 'fromOffset', 'toOffset', 'connection'], key: false },
  { name: 'acked', fields: ['partition', 'error', 'baseOffset', 'attempt', 'acks', 'from'], key: false },
  { name: 'unknown', fields: ['partition', 'error', 'baseOffset', 'attempt', 'acks'], key: true },
  { name: 'refused', fields: ['partition', 'error', 'baseOffset', 'attempt', 'acks'], key: true },
  { name: 'fire-and-forget', fields: ['partition', 'error', 'baseOffset', 'attempt', 'acks'], key: false },
  { name: 'retried', fields: ['partition', 'error', 'attempt', 'backoffUs'], key: true },
  { name: 'hw-moved', fields: ['partition', 'leaderEpoch', 'from', 'to', 'role'], key: false },
  {
    name: 'log-bounds',
    fields: ['partition', 'logStart', 'lastStableOffset', 'logEnd', 'highWatermark', 'role'],
    key: false,
  },
  { name: 'truncated', fields: ['partition', 'from', 'to', 'reason', 'leaderEpoch'], key: true },
  { name: 'elected', fields: ['partition', 'leader', 'epoch', 'how', 'before', 'partitionEpoch'], key: true },
  { name: 'isr', fields: ['partition', 'mask', 'by', 'partitionEpoch', 'leaderEpoch', 'maximalMask'], key: true },
  { name: 'elr', fields: ['partition', 'mask', 'lastKnown', 'partitionEpoch'], key: true },
  { name: 'leading', fields: ['partition', 'leaderEpoch', 'logEnd', 'highWatermark', 'partitionEpoch'], key: true },
  { name: 'following', fields: ['partition', 'leader', 'leaderEpoch', 'logEnd'], key: false },
  { name: 'broker-fenced', fields: ['broker', 'brokerEpoch'], key: true },
  { name: 'broker-unfenced', fields: ['broker', 'brokerEpoch'], key: true },
  { name: 'broker-registered', fields: ['broker', 'brokerEpoch', 'clean'], key: true },
  { name: 'group-state', fields: ['group', 'state', 'generation', 'members'], key: true },
  { name: 'assigned', fields: ['group', 'partition', 'generation', 'ownership', 'member'], key: true },
  { name: 'revoked', fields: ['group', 'partition', 'generation', 'ownership', 'lost', 'member'], key: true },
  { name: 'member-fenced', fields: ['group', 'member', 'generation', 'error'], key: true },
  { name: 'delivered', fields: ['uid', 'group', 'partition', 'offset', 'ownership', 'member'], key: false },
  { name: 'processed', fields: ['uid', 'group', 'partition', 'offset', 'ownership', 'member'], key: false },
  {
    name: 'position-committed',
    fields: ['group', 'partition', 'offset', 'generation', 'member', 'leaderEpoch'],
    key: false,
  },
  { name: 'position-reset', fields: ['group', 'partition', 'offset', 'why', 'before', 'member'], key: true },
  { name: 'commit-refused', fields: ['group', 'partition', 'offset', 'generation', 'member', 'error'], key: true },
  { name: 'duplicate-recognised', fields: ['partition', 'baseOffset', 'producerId', 'baseSequence'], key: true },
  { name: 'producer-id-given', fields: ['producerId', 'producerEpoch', 'to'], key: false },
  { name: 'append-refused', fields: ['partition', 'error', 'acks', 'from'], key: true },
  { name: 'client-started', fields: ['session', 'group'], key: true },
  { name: 'client-stopped', fields: ['session', 'clean'], key: true },
  { name: 'config-changed', fields: ['topic', 'key', 'value'], key: true },
  { name: 'log-lost', fields: ['partition', 'from', 'to', 'destroyed'], key: true },
  {
    name: 'isr-accepted',
    fields: ['partition', 'leader', 'leaderEpoch', 'partitionEpoch', 'member', 'memberEpoch'],
    key: false,
  },
  { name: 'controller-elected', fields: ['epoch', 'logEnd', 'votes', 'voters'], key: true },
  { name: 'controller-active', fields: ['epoch', 'offset'], key: true },
  { name: 'controller-resigned', fields: ['epoch', 'cause', 'uncommitted'], key: true },
  { name: 'metadata-appended', fields: ['from', 'to', 'epoch', 'role'], key: false },
  { name: 'metadata-committed', fields: ['from', 'to', 'epoch', 'role'], key: false },
  { name: 'metadata-truncated', fields: ['from', 'to', 'epoch'], key: true },
  { name: 'expired', fields: ['partition', 'from', 'to', 'rule', 'bytes'], key: true },
  { name: 'log-dir-failed', fields: ['disk'], key: true },
  { name: 'reassigned', fields: ['partition', 'replicas', 'adding', 'removing', 'partitionEpoch'], key: true },
  { name: 'read-replica', fields: ['group', 'partition', 'replica', 'member', 'back', 'error'], key: true },
  { name: 'compacted', fields: ['partition', 'offset', 'uid', 'by'], key: false },
  { name: 'rewritten', fields: ['partition', 'baseOffset', 'records', 'count', 'horizonMs'], key: false },
  { name: 'cleaned', fields: ['partition', 'from', 'to', 'bytesBefore', 'bytesAfter', 'removed'], key: true },
  { name: 'recompressed', fields: ['partition', 'origin', 'codec', 'bytesBefore', 'bytesAfter'], key: false },
];
