import { assert } from '../sim/assert.ts';
import { intAt, numberAt } from '../sim/column.ts';
import type { World } from '../sim/world.ts';
import { type BlockSummaries, blockSummary } from './blocks.ts';
import type { Breach } from './breach.ts';
import { checkDecided } from './control-events.ts';
import {
  endingOf,
  LOST_WITH_CONNECTION,
  NEVER_LEFT_CLIENT,
  OFFSET_RESET_LATEST,
  ONLY_ON_DEAD_NODE,
  PLACES,
  RETENTION,
  SKIPPED_BY_POSITION,
  TRUNCATED_AFTER_ELECTION,
  TRUNCATED_UNCLEAN,
} from './endings.ts';
import { eachUnprocessed, lagOf } from './group-events.ts';
import type { GroupTruth } from './group-truth.ts';
import { checkWhole } from './invariants/index.ts';
import { type Ledger, partitionAt, viewOf } from './ledger-state.ts';
import {
  BLOCK,
  bundleOf,
  copiesOf,
  DROPPED_UNCLEAN,
  fateOf,
  hasFlag,
  homeOf,
  IS_ACKED,
  IS_FIRE_AND_FORGET,
  IS_REFUSED,
  IS_UNKNOWN,
  IS_WEAK,
  messageCount,
  OPEN,
  outcomeOf,
  presentCount,
  ROW,
  sumAll,
  wasSent,
} from './messages.ts';
import type { PartitionTruth } from './partition-truth.ts';
import { confirmedNowhere } from './risk.ts';
import { unmetRules } from './settled.ts';

/** The counters of a verdict, in their order. */
export const COUNTERS = [
  'produced',
  'acked',
  'weak',
  'unknown',
  'refused',
  'fireAndForget',
  'open',
  'ackedLost',
  'ackedUnavailable',
  'lostEverywhere',
  'weakLost',
  'unknownLost',
  'fireAndForgetLost',
  'unknownPresent',
  'refusedPresent',
  'duplicated',
  'redelivered',
  'reprocessed',
  'unprocessed',
  'logReordered',
  'processReordered',
  'pollSkip',
  'nonMonotonicPoll',
  'abortedRead',
  'uncommittedRead',
  'readThenLost',
  'inconsistentOffset',
  'tornTxn',
  'orphanEffect',
  'lostEffect',
  'deadLettered',
  'filteredOut',
  'expiredUnread',
  'unavailableMs',
  'maxLag',
  'stuck',
] as const;

export type Counter = (typeof COUNTERS)[number];
export type Place = (typeof PLACES)[number];

/** What a run came to so far, as `run --json` prints it. */
export interface Verdict {
  readonly counters: Readonly<Record<Counter, number>>;
  /** Losses by what ended their last reachable copy. */
  readonly where: Readonly<Record<Place, number>>;
  /** By name, without the system's own partitions. */
  readonly partitions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly groups: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly breaches: readonly Breach[];
  readonly findings: readonly Breach[];
}

/** The verdict so far. What is under way counts as not lost. */
export function verdictNow<S>(world: World<S>, ledger: Ledger): Verdict {
  return judge(world, ledger, false, 0);
}

/**
 * The verdict at the end of the closing phase, after a check of the invariants over whole logs.
 *
 * @param stuck - the closing phase ended at its bound with something still open
 */
export function verdictAtEnd<S>(world: World<S>, ledger: Ledger, stuck: boolean): Verdict {
  checkDecided(ledger, world);
  checkWhole(ledger, world);
  return judge(world, ledger, true, stuck ? unmetRules(world, ledger).length : 0);
}

/**
 * The counters in the order of `COUNTERS`, cheap enough for every frame: it looks at messages only where a position
 * has passed some that nobody processed.
 */
export function countersNow<S>(world: World<S>, ledger: Ledger, final: boolean, stuck: number): number[] {
  const { messages, partitions, groups } = ledger;
  const { total, absent } = messages;
  let ackedUnavailable = 0;
  let lostEverywhere = 0;
  let logReordered = 0;
  let inconsistent = 0;
  let unavailableUs = 0;
  for (const part of partitions) {
    const nowhere = confirmedNowhere(part);
    lostEverywhere += nowhere;
    if (part.defined === 0) ackedUnavailable += intAt(total, part.partition * ROW + IS_ACKED) - nowhere;
    logReordered += part.logReordered;
    inconsistent += part.inconsistentOffsets;
    if (part.internal === 0) unavailableUs = Math.max(unavailableUs, unavailableUsOf(world.now, part));
  }
  let redelivered = 0;
  let reprocessed = 0;
  let unprocessed = 0;
  let processReordered = 0;
  let pollSkip = 0;
  let nonMonotonicPoll = 0;
  let maxLag = 0;
  let expiredUnread = 0;
  for (const group of groups) {
    expiredUnread += group.expiredUnread;
    redelivered += group.redelivered;
    reprocessed += group.reprocessed;
    unprocessed += unprocessedOf(ledger, group);
    processReordered += group.processReordered;
    pollSkip += group.pollSkip;
    nonMonotonicPoll += group.nonMonotonicPoll;
    maxLag = Math.max(maxLag, maxLagOf(group));
  }
  const flying = final ? 0 : messages.flyingCount;
  return [
    messages.produced,
    sumAll(total, IS_ACKED),
    sumAll(total, IS_WEAK),
    sumAll(total, IS_UNKNOWN),
    sumAll(total, IS_REFUSED),
    sumAll(total, IS_FIRE_AND_FORGET),
    sumAll(total, OPEN),
    lostOf(ledger, absent, IS_ACKED),
    ackedUnavailable,
    lostEverywhere,
    lostOf(ledger, absent, IS_WEAK),
    lostOf(ledger, absent, IS_UNKNOWN),
    Math.max(0, lostOf(ledger, absent, IS_FIRE_AND_FORGET) - flying),
    presentOf(ledger, IS_UNKNOWN),
    presentOf(ledger, IS_REFUSED),
    messages.duplicated,
    redelivered,
    reprocessed,
    unprocessed,
    logReordered,
    processReordered,
    pollSkip,
    nonMonotonicPoll,
    0,
    0,
    messages.readThenLost,
    inconsistent,
    0,
    0,
    0,
    0,
    0,
    expiredUnread,
    Math.floor(unavailableUs / 1000),
    maxLag,
    stuck,
  ];
}

/** Losses by place, in the order of `PLACES`. Looks at messages one by one only where some may be lost. */
export function placesNow(ledger: Ledger, final: boolean, known: BlockSummaries = []): number[] {
  const places = PLACES.map(() => 0);
  if (isAnythingLost(ledger)) {
    eachPerhapsLost(ledger, known, (uid) => {
      if (!isLost(ledger, uid, final)) return;
      const place = placeOf(ledger, uid);
      places[place] = numberAt(places, place) + 1;
    });
  }
  for (const group of ledger.groups) {
    places[RETENTION] = numberAt(places, RETENTION) + group.expiredUnread;
    eachUnprocessed(ledger, group, (_, byReset) => {
      const place = byReset ? OFFSET_RESET_LATEST : SKIPPED_BY_POSITION;
      places[place] = numberAt(places, place) + 1;
    });
  }
  return places;
}

/**
 * True for a message that is confirmed, weak, in doubt or without acknowledgement, and is in no log that anybody can
 * read; confirmed ones also where no disk holds them while nobody leads.
 */
export function isLost(ledger: Ledger, uid: number, final: boolean): boolean {
  const { messages } = ledger;
  const outcome = outcomeOf(fateOf(messages, uid));
  if (outcome === OPEN || outcome === IS_REFUSED) return false;
  const copies = copiesOf(messages, uid);
  if (presentCount(copies) > 0) return false;
  const home = homeOf(messages, uid);
  if (home < 0) return true;
  if (partitionAt(ledger, home).defined === 0) return outcome === IS_ACKED && (copies & 0xff) === 0;
  if (final || outcome !== IS_FIRE_AND_FORGET) return true;
  return !messages.flying.includes(bundleOf(messages, uid));
}

/** What ended the last reachable copy of a lost message: index in `PLACES`. */
export function placeOf(ledger: Ledger, uid: number): number {
  const { messages } = ledger;
  const holders = copiesOf(messages, uid) & 0xff;
  if (holders !== 0) {
    const part = partitionAt(ledger, homeOf(messages, uid));
    if ((holders & part.running) === 0) return ONLY_ON_DEAD_NODE;
    return hasFlag(messages, uid, DROPPED_UNCLEAN) ? TRUNCATED_UNCLEAN : TRUNCATED_AFTER_ELECTION;
  }
  const ending = endingOf(ledger.endings, messages, uid);
  if (ending !== null) return ending.place;
  return wasSent(messages, uid) ? LOST_WITH_CONNECTION : NEVER_LEFT_CLIENT;
}

/** Confirmed messages that exist on one running node only, with no copy under way. */
export function atRisk(ledger: Ledger): number {
  let sum = 0;
  for (let p = 0; p < ledger.partitions.length; p++) sum += partitionAt(ledger, p).atRisk;
  return sum;
}

/** Records of applications below the true high watermarks. */
export function committedCount(ledger: Ledger): number {
  let sum = 0;
  for (const part of ledger.partitions) if (part.internal === 0) sum += part.trueHighWatermark;
  return sum;
}

/** Time without a legitimate leader so far, µs. */
export function unavailableUsOf(now: number, part: PartitionTruth): number {
  return part.unavailableUs + (part.defined === 1 ? 0 : now - part.undefinedSinceUs);
}

function judge<S>(world: World<S>, ledger: Ledger, final: boolean, stuck: number): Verdict {
  const partitions: Record<string, Record<string, number>> = {};
  ledger.setup.partitions.forEach(({ name, internal }, p) => {
    if (!internal) partitions[name] = valuesOfPartition(world.now, ledger, partitionAt(ledger, p));
  });
  const groups: Record<string, Record<string, number>> = {};
  ledger.setup.groups.forEach(({ name }, g) => {
    const group = ledger.groups[g];
    if (group !== undefined) groups[name] = valuesOfGroup(ledger, group);
  });
  return {
    counters: named(COUNTERS, countersNow(world, ledger, final, stuck)),
    where: named(PLACES, placesNow(ledger, final)),
    partitions,
    groups,
    breaches: ledger.breaches,
    findings: ledger.findings,
  };
}

function valuesOfPartition(now: number, ledger: Ledger, part: PartitionTruth): Record<string, number> {
  const { total, absent } = ledger.messages;
  const place = part.partition * ROW + IS_ACKED;
  const acked = intAt(total, place);
  return {
    unavailableMs: Math.floor(unavailableUsOf(now, part) / 1000),
    acked,
    ackedLost: part.defined === 1 ? intAt(absent, place) : 0,
    ackedUnavailable: part.defined === 1 ? 0 : acked - confirmedNowhere(part),
    lostEverywhere: confirmedNowhere(part),
    atRisk: part.atRisk,
    committed: part.trueHighWatermark,
    logReordered: part.logReordered,
    leaderEpoch: part.epoch,
    uncleanElections: part.uncleanElections,
    logStart: viewOf(ledger, part)?.logStart ?? 0,
  };
}

function valuesOfGroup(ledger: Ledger, group: GroupTruth): Record<string, number> {
  let lag = 0;
  for (const part of ledger.partitions) {
    if (group.wants[part.partition] === 1) lag = Math.max(lag, lagOf(group, part));
  }
  return {
    maxLag: maxLagOf(group),
    lag,
    redelivered: group.redelivered,
    reprocessed: group.reprocessed,
    unprocessed: unprocessedOf(ledger, group),
    processReordered: group.processReordered,
    expiredUnread: group.expiredUnread,
    generation: group.generation,
  };
}

function unprocessedOf(ledger: Ledger, group: GroupTruth): number {
  let count = 0;
  eachUnprocessed(ledger, group, () => {
    count += 1;
  });
  return count;
}

function maxLagOf(group: GroupTruth): number {
  let most = 0;
  for (const lag of group.maxLag) most = Math.max(most, lag);
  return most;
}

/** Messages with this outcome that are in no legitimate log, as far as there is one. */
function lostOf(ledger: Ledger, absent: Int32Array, outcome: number): number {
  let sum = intAt(absent, absent.length - ROW + outcome);
  for (const part of ledger.partitions) {
    if (part.defined === 1) sum += intAt(absent, part.partition * ROW + outcome);
  }
  return sum;
}

function presentOf(ledger: Ledger, outcome: number): number {
  const { total, absent } = ledger.messages;
  let sum = 0;
  for (const part of ledger.partitions) {
    const place = part.partition * ROW + outcome;
    if (part.defined === 1) sum += intAt(total, place) - intAt(absent, place);
  }
  return sum;
}

/** Leaves out blocks of which it is known that nothing of them is lost. */
function eachPerhapsLost(ledger: Ledger, known: BlockSummaries, look: (uid: number) => void): void {
  const end = messageCount(ledger.messages);
  for (let from = 0; from < end; from += BLOCK) {
    if (blockSummary(ledger, from, known)?.isWhole === true) continue;
    for (let uid = from; uid < Math.min(end, from + BLOCK); uid++) look(uid);
  }
}

function isAnythingLost(ledger: Ledger): boolean {
  const { absent } = ledger.messages;
  for (const outcome of [IS_ACKED, IS_WEAK, IS_UNKNOWN, IS_FIRE_AND_FORGET]) {
    if (sumAll(absent, outcome) > 0) return true;
  }
  return false;
}

function named<N extends string>(names: readonly N[], values: readonly number[]): Readonly<Record<N, number>> {
  const entries: Partial<Record<N, number>> = {};
  names.forEach((name, i) => {
    entries[name] = values[i] ?? 0;
  });
  return complete(names, entries);
}

function complete<N extends string>(
  names: readonly N[],
  entries: Partial<Record<N, number>>,
): Readonly<Record<N, number>> {
  assert(isComplete(names, entries), 'each name has its value');
  return entries;
}

function isComplete<N extends string>(
  names: readonly N[],
  entries: Partial<Record<N, number>>,
): entries is Record<N, number> {
  return names.every((name) => entries[name] !== undefined);
}
