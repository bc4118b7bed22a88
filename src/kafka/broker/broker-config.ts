import type { ConfigTable } from '../../sim/config.ts';
import { COORDINATOR_CONFIG } from '../coordinator/coordinator-config.ts';
import { STORAGE_BROKER_ROWS } from '../storage/storage-config.ts';
import { STORAGE_DEFAULT_ROWS, TOPIC_ROWS } from './topic-config.ts';

/** Left out: recovery points apart from what the disk holds. */
const { 'log.flush.offset.checkpoint.interval.ms': _checkpoint, ...LIVE_STORAGE_ROWS } = STORAGE_BROKER_ROWS;

/**
 * Keys of brokers and controller that the model honours. Topic keys are here too, as the broker spells them: they
 * are the defaults of topics.
 */
export const BROKER_CONFIG: ConfigTable = {
  ...TOPIC_ROWS,
  ...STORAGE_DEFAULT_ROWS,
  ...LIVE_STORAGE_ROWS,
  'message.max.bytes': {
    type: 'bytes',
    default: 1_048_588,
    min: 0,
    source: 'ServerLogConfigs; KIP-126',
    applies: 'dynamic',
  },
  'num.partitions': { type: 'count', default: 1, min: 1, source: 'ServerLogConfigs', applies: 'new-run' },
  'default.replication.factor': { type: 'count', default: 1, min: 1, source: 'ReplicationConfigs', applies: 'new-run' },

  'replica.lag.time.max.ms': {
    type: 'ms',
    default: 30_000,
    min: 1,
    source: 'ReplicationConfigs; KIP-537',
    applies: 'new-run',
  },
  'replica.fetch.wait.max.ms': { type: 'ms', default: 500, min: 0, source: 'ReplicationConfigs', applies: 'new-run' },
  'replica.fetch.min.bytes': { type: 'bytes', default: 1, min: 0, source: 'ReplicationConfigs', applies: 'new-run' },
  'replica.fetch.max.bytes': {
    type: 'bytes',
    default: 1_048_576,
    min: 0,
    source: 'ReplicationConfigs; KIP-74',
    applies: 'new-run',
  },
  'replica.fetch.response.max.bytes': {
    type: 'bytes',
    default: 10_485_760,
    min: 0,
    source: 'ReplicationConfigs; KIP-74',
    applies: 'new-run',
  },
  'replica.fetch.backoff.ms': { type: 'ms', default: 1_000, min: 0, source: 'ReplicationConfigs', applies: 'new-run' },
  'replica.socket.timeout.ms': {
    type: 'ms',
    default: 30_000,
    min: 1,
    source: 'ReplicationConfigs',
    applies: 'new-run',
  },
  'replica.high.watermark.checkpoint.interval.ms': {
    type: 'ms',
    default: 5_000,
    min: 1,
    source: 'ReplicationConfigs',
    applies: 'new-run',
  },

  'replica.selector.class': {
    type: 'text',
    default: null,
    source: 'ReplicationConfigs; KIP-392',
    applies: 'new-run',
  },

  'broker.heartbeat.interval.ms': { type: 'ms', default: 2_000, min: 1, source: 'KRaftConfigs', applies: 'new-run' },
  'broker.session.timeout.ms': { type: 'ms', default: 9_000, min: 1, source: 'KRaftConfigs', applies: 'new-run' },
  'controlled.shutdown.enable': { type: 'flag', default: true, source: 'ServerConfigs', applies: 'new-run' },
  'controller.quorum.append.linger.ms': {
    type: 'ms',
    default: 25,
    min: 0,
    source: 'QuorumConfig',
    applies: 'new-run',
  },
  'controller.quorum.fetch.timeout.ms': {
    type: 'ms',
    default: 2_000,
    min: 1,
    source: 'QuorumConfig; KIP-595',
    applies: 'new-run',
  },
  'controller.quorum.election.timeout.ms': {
    type: 'ms',
    default: 1_000,
    min: 1,
    source: 'QuorumConfig; KIP-595',
    applies: 'new-run',
  },
  'controller.quorum.election.backoff.max.ms': {
    type: 'ms',
    default: 1_000,
    min: 1,
    source: 'QuorumConfig; KIP-595',
    applies: 'new-run',
  },
  'controller.quorum.request.timeout.ms': {
    type: 'ms',
    default: 2_000,
    min: 1,
    source: 'QuorumConfig',
    applies: 'new-run',
  },
  'auto.leader.rebalance.enable': { type: 'flag', default: true, source: 'ReplicationConfigs', applies: 'new-run' },
  'leader.imbalance.check.interval.seconds': {
    type: 'count',
    default: 300,
    min: 1,
    source: 'ReplicationConfigs',
    applies: 'new-run',
  },
  'unclean.leader.election.interval.ms': {
    type: 'ms',
    default: 300_000,
    min: 1,
    source: 'ReplicationConfigs; KAFKA-12670',
    applies: 'new-run',
  },
  ...COORDINATOR_CONFIG,
};
