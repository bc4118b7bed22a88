/** The room's front door. */
export { collectStory, type Story, type StoryStep } from './biography.ts';
export type { Breach } from './breach.ts';
export { type Cause, causeChain } from './cause-chain.ts';
export { CONDITIONS, conditionValue } from './conditions.ts';
export { PLACES } from './endings.ts';
export { INVARIANTS } from './invariants/index.ts';
export { attachLedger } from './ledger.ts';
export { createLedger, forkLedger, type Ledger } from './ledger-state.ts';
export { OUTCOMES } from './messages.ts';
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
