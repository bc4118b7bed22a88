import type { ConfigTable } from '../../sim/config.ts';

/** Keys of a broker that concern groups. */
export const COORDINATOR_CONFIG: ConfigTable = {
  'group.initial.rebalance.delay.ms': {
    type: 'ms',
    default: 3000,
    min: 0,
    source: 'GroupCoordinatorConfig; KIP-134',
    applies: 'new-run',
  },
  'group.min.session.timeout.ms': {
    type: 'ms',
    default: 6000,
    min: 1,
    source: 'GroupCoordinatorConfig',
    applies: 'new-run',
  },
  'group.max.session.timeout.ms': {
    type: 'ms',
    default: 1_800_000,
    min: 1,
    source: 'GroupCoordinatorConfig',
    applies: 'new-run',
  },
  'group.max.size': {
    type: 'count',
    default: 2_147_483_647,
    min: 1,
    source: 'GroupCoordinatorConfig; KIP-389',
    applies: 'new-run',
  },
  'offsets.topic.num.partitions': {
    type: 'count',
    default: 50,
    min: 1,
    source: 'GroupCoordinatorConfig',
    applies: 'new-run',
  },
  'offsets.topic.replication.factor': {
    type: 'count',
    default: 3,
    min: 1,
    source: 'GroupCoordinatorConfig',
    applies: 'new-run',
  },
  'offsets.topic.segment.bytes': {
    type: 'bytes',
    default: 104_857_600,
    min: 1,
    source: 'GroupCoordinatorConfig',
    applies: 'new-run',
  },
  'offsets.commit.timeout.ms': {
    type: 'ms',
    default: 5000,
    min: 1,
    source: 'GroupCoordinatorConfig',
    applies: 'new-run',
  },
};

/** How long a new member's JoinGroup may be parked. @see `GroupMetadataManager`, classic new member join timeout */
export const NEW_MEMBER_JOIN_TIMEOUT_US = 300_000_000;
