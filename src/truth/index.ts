/** The room's front door. */
export { collectStory, type Story, type StoryStep } from './biography.ts';
export { type BlockSummaries, blockSummary, isQuietlyCommitted, isQuietlyDelivered } from './blocks.ts';
export type { Breach } from './breach.ts';
export { type Cause, causeChain } from './cause-chain.ts';
export { CONDITIONS, conditionValue } from './conditions.ts';
export { PLACES } from './endings.ts';
export { deliveriesOf, handledOf, positionOf } from './group-truth.ts';
export { growLedger } from './growth.ts';
export { INVARIANTS } from './invariants/index.ts';
export { attachLedger } from './ledger.ts';
export {
  createLedger,
  forkLedger,
  type Ledger,
  logAt as mirrorOf,
  partitionAt as partitionTruth,
  viewOf as legitimateLog,
} from './ledger-state.ts';
export {
  BLOCK,
  bundleOf,
  copiesOf,
  fateOf,
  hasFlag,
  homeOf,
  IS_ACKED,
  IS_REFUSED,
  IS_UNKNOWN,
  LOG_REORDERED,
  messageCount,
  OPEN,
  OUTCOMES,
  offsetOf,
  outcomeOf,
  presentCount,
  TWICE_IN_A_LOG,
} from './messages.ts';
export { isGone } from './partition-truth.ts';
export { batchAt, epochAt as mirrorEpochAt, logEnd as mirrorEnd, uidAt } from './replica-log.ts';
export { wouldBeAtRisk } from './risk.ts';
export { isNothingOpen, LIVENESS, openCount, type Unmet, unmetRules } from './settled.ts';
export type { GroupTopics, PartitionSetup, TruthSetup, TruthVersions } from './setup.ts';
export {
  atRisk,
  COUNTERS,
  type Counter,
  committedCount,
  countersNow,
  isLost,
  type Place,
  placeOf,
  placesNow,
  type Verdict,
  verdictAtEnd,
  verdictNow,
} from './verdict.ts';
