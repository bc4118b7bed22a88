import type { Setting } from '../../engine/protocol.ts';

/** Settings that a lesson turns on, in the order in which they stand; the others follow under "More". */
export const FIRST_SETTINGS: Readonly<Record<Setting['owner'], readonly string[]>> = {
  producer: [
    'acks',
    'enable.idempotence',
    'retries',
    'max.in.flight.requests.per.connection',
    'linger.ms',
    'compression.type',
    'delivery.timeout.ms',
  ],
  topic: [
    'replication.factor',
    'min.insync.replicas',
    'unclean.leader.election.enable',
    'retention.ms',
    'cleanup.policy',
    'delete.retention.ms',
    'flush.messages',
  ],
  broker: ['replica.lag.time.max.ms', 'broker.session.timeout.ms'],
  group: [
    'commit.how',
    'commit.when',
    'commit.every',
    'enable.auto.commit',
    'auto.offset.reset',
    'session.timeout.ms',
    'partition.assignment.strategy',
  ],
};

/** The choice that a value amounts to, as the catalogues have it: `config.<key>.<choice>.get` and `.give`. */
export function choiceOf(key: string, value: string): string {
  const n = Number(value);
  switch (key) {
    case 'acks':
      return value === '-1' ? 'all' : value;
    case 'retries':
    case 'linger.ms':
      return n === 0 ? '0' : 'more';
    case 'compression.type':
      return value === 'none' || value === 'producer' || value === 'uncompressed' ? 'none' : 'any';
    case 'max.in.flight.requests.per.connection':
      return n <= 1 ? '1' : n <= 5 ? '5' : 'more';
    case 'min.insync.replicas':
      return n <= 1 ? '1' : 'more';
    case 'replication.factor':
      return n <= 1 ? '1' : n === 2 ? '2' : 'more';
    case 'retention.ms':
      return n < 0 ? 'never' : 'any';
    case 'flush.messages':
      return n < Number.MAX_SAFE_INTEGER ? 'some' : 'never';
    case 'cleanup.policy':
      return value.includes(',') ? 'both' : value;
    case 'delete.retention.ms':
    case 'delivery.timeout.ms':
    case 'replica.lag.time.max.ms':
    case 'broker.session.timeout.ms':
    case 'session.timeout.ms':
      return 'any';
    case 'partition.assignment.strategy':
      return value.split(',').length > 1 ? 'several' : value;
    default:
      return value;
  }
}

/** The value as documents and commands write it. */
export function typedValue({ type }: Setting, value: string): string | number | boolean {
  if (type === 'flag') return value === 'true';
  if (type === 'count' || type === 'ms' || type === 'bytes' || type === 'ratio') return Number(value);
  return value;
}
