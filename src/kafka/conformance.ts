import { areRightRounds, isRightAssignment, isRightCooperation } from './conformance/assignment-properties.ts';
import {
  runCooperativeSticky,
  runRange,
  runRoundRobin,
  runServerError,
  runServerRange,
  runServerUniform,
  runSticky,
  runStickySequence,
} from './conformance/assignors.ts';
import { runCompaction, runTombstone } from './conformance/compaction.ts';
import { areRightAnswers, isAnyOf } from './conformance/group-answers.ts';
import { runGroupScenario } from './conformance/group-scenario.ts';
import { runSelectProtocol, runTransition } from './conformance/groups.ts';
import { runProducerSteps, runSequenceAdd } from './conformance/idempotence.ts';
import {
  runCache,
  runEndOffset,
  runEpochFencing,
  runFetchDivergence,
  runFollowerTruncation,
  runLogHighWatermark,
  runReconcile,
} from './conformance/leader-epoch.ts';
import { runLeaderReplication } from './conformance/leader-replication.ts';
import { runCleanableRange, runDeleteRecords, runDirtyRatio, runRetention } from './conformance/log-upkeep.ts';
import {
  runAdaptiveWeights,
  runGroupPartition,
  runIdPartition,
  runKeyToPartition,
  runLibrdkafka,
  runMurmur2,
  runRoundRobinCounts,
  runStickyKeyless,
} from './conformance/partitioner.ts';
import {
  runBatch,
  runCrc32c,
  runInvalid,
  runRecord,
  runUnsignedVarint,
  runVarint,
  runVarlong,
} from './conformance/records.ts';
import { runCaughtUp, runElectLeader, runEligibleLeaderReplicas } from './conformance/replication.ts';
import {
  runAppendChecked,
  runLogRead,
  runOffsetForTimestamp,
  runOffsetIndexBuild,
  runOffsetIndexLookup,
  runOffsetIndexOps,
  runSegmentRead,
  runSegmentRoll,
  runTimeIndexLookup,
} from './conformance/storage.ts';
import { runTransactionCoordinator } from './conformance/transaction-coordinator.ts';
import { runConsumerFilter, runLastStableOffset, runStateTransition } from './conformance/transactions.ts';

/**
 * What Kafka's rules make of a test vector's input, by kind of vector; the functions are those that the model runs.
 * A kind that is not here is not modelled (yet), and its vectors are skipped.
 */
export const KAFKA_VECTORS: Readonly<Record<string, (input: unknown) => unknown>> = {
  murmur2: runMurmur2,
  'key-to-partition': runKeyToPartition,
  'librdkafka-crc32': runLibrdkafka,
  'sticky-keyless': runStickyKeyless,
  'adaptive-weights': runAdaptiveWeights,
  'round-robin-counts': runRoundRobinCounts,
  range: runRange,
  roundrobin: runRoundRobin,
  sticky: runSticky,
  'sticky-sequence': runStickySequence,
  'cooperative-sticky': runCooperativeSticky,
  'server-range': runServerRange,
  'server-uniform': runServerUniform,
  'server-error': runServerError,
  'group-partition': runGroupPartition,
  transition: runTransition,
  'select-protocol': runSelectProtocol,
  scenario: runGroupScenario,
  'id-partition': runIdPartition,
  'state-transition': runStateTransition,
  coordinator: runTransactionCoordinator,
  'last-stable-offset': runLastStableOffset,
  'consumer-filter': runConsumerFilter,
  append: runProducerSteps,
  duplicate: runProducerSteps,
  marker: runProducerSteps,
  transactional: runProducerSteps,
  expiry: runProducerSteps,
  snapshot: runProducerSteps,
  verification: runProducerSteps,
  'sequence-add': runSequenceAdd,
  cache: runCache,
  'end-offset-for-epoch': runEndOffset,
  'fetch-divergence': runFetchDivergence,
  'follower-truncation': runFollowerTruncation,
  reconcile: runReconcile,
  'epoch-fencing': runEpochFencing,
  'log-high-watermark': runLogHighWatermark,
  'leader-replication': runLeaderReplication,
  'caught-up': runCaughtUp,
  'elect-leader': runElectLeader,
  'eligible-leader-replicas': runEligibleLeaderReplicas,
  varint: runVarint,
  varlong: runVarlong,
  'unsigned-varint': runUnsignedVarint,
  invalid: runInvalid,
  crc32c: runCrc32c,
  batch: runBatch,
  record: runRecord,
  'segment-roll': runSegmentRoll,
  'append-checked': runAppendChecked,
  'offset-index-lookup': runOffsetIndexLookup,
  'offset-index-ops': runOffsetIndexOps,
  'offset-index-build': runOffsetIndexBuild,
  'time-index-lookup': runTimeIndexLookup,
  'segment-read': runSegmentRead,
  'log-read': runLogRead,
  'offset-for-timestamp': runOffsetForTimestamp,
  retention: runRetention,
  'delete-records': runDeleteRecords,
  'cleanable-range': runCleanableRange,
  'dirty-ratio': runDirtyRatio,
  compaction: runCompaction,
  tombstone: runTombstone,
};

/** Fields of a result, at any depth, whose lists are sets. */
export const KAFKA_SETS: Readonly<Record<string, readonly string[]>> = {
  'leader-replication': ['isr', 'pendingIsr'],
  'eligible-leader-replicas': ['elr', 'lastKnownElr'],
};

/**
 * Whether an answer is right, for the kinds where a vector names properties of a right answer, and not the answer.
 * Each takes the vector's input, what it expects, and the answer.
 */
export const KAFKA_JUDGES: Readonly<Record<string, (input: unknown, expected: unknown, actual: unknown) => boolean>> = {
  range: isRightAssignment,
  roundrobin: isRightAssignment,
  sticky: isRightAssignment,
  'sticky-sequence': areRightRounds,
  'cooperative-sticky': isRightCooperation,
  'server-range': isRightAssignment,
  'server-uniform': isRightAssignment,
  'select-protocol': isAnyOf,
  scenario: areRightAnswers,
};
