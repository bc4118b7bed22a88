import { getInt, type IntColumn, intColumn, pushInt, setInt } from '../sim/column.ts';
import { constant, INTS, listOf, NUMBER, NUMBERS, shape } from '../sim/shape.ts';

/** What a consumer group has had, by partition and by uid. */
export interface GroupTruth {
  readonly group: number;
  /** By partition: 1 where the group subscribes. */
  wants: readonly number[];
  /** Partition whose leader coordinates it; −1 = no partition's. */
  readonly coordinatedBy: number;
  state: number;
  generation: number;
  members: number;
  coordinator: number;
  /** Nodes that joined it as members. */
  nodes: number[];

  /** By uid: bits 0–11 deliveries, bits 12–23 processings, then flags. */
  handled: IntColumn;
  redelivered: number;
  reprocessed: number;
  /** By partition: committed position (−1 none), next offset to be delivered, end of what was processed (−1 none). */
  committed: number[];
  consumed: number[];
  processed: number[];
  /** Messages that a position passed and nobody processed. */
  passed: number;
  /** Their uids, and those of some that were processed since. */
  passedUids: IntColumn;
  commits: number;
  /** By partition: two places of (ownership, member, last offset), the latest first. */
  readers: number[];
  pollSkip: number;
  nonMonotonicPoll: number;
  processReordered: number;
  /** By topic and key: latest creation time among processed messages, µs; −1 none. */
  latestCreated: number[][];
  /** Messages that retention deleted before the group was given them. */
  expiredUnread: number;
  /** Largest so far, by partition. */
  maxLag: number[];
}

/** Flags of `handled`. */
const DELIVERIES = 0xfff;
const PROCESSING = 1 << 12;
const PROCESSINGS = 0xfff << 12;
/** The position passed it before it was processed. */
export const PASSED = 1 << 24;
/** Passed by a reset of the position. */
export const PASSED_BY_RESET = 1 << 25;
/** An operator moved the position over it. */
export const PASSED_ON_PURPOSE = 1 << 26;
/** Retention deleted it while the group was not beyond it and had not been given it. */
export const EXPIRED = 1 << 27;

export const groupForm = shape<GroupTruth>({
  group: NUMBER,
  wants: constant(),
  coordinatedBy: NUMBER,
  state: NUMBER,
  generation: NUMBER,
  members: NUMBER,
  coordinator: NUMBER,
  nodes: NUMBERS,
  handled: INTS,
  redelivered: NUMBER,
  reprocessed: NUMBER,
  committed: NUMBERS,
  consumed: NUMBERS,
  processed: NUMBERS,
  passed: NUMBER,
  passedUids: INTS,
  commits: NUMBER,
  readers: NUMBERS,
  pollSkip: NUMBER,
  nonMonotonicPoll: NUMBER,
  processReordered: NUMBER,
  latestCreated: listOf(NUMBERS),
  expiredUnread: NUMBER,
  maxLag: NUMBERS,
});

/** Numbers for each place of `readers`. */
export const READER = 3;

export function createGroup(
  group: number,
  wants: readonly number[],
  coordinatedBy: number,
  topics: number,
): GroupTruth {
  return {
    group,
    wants,
    coordinatedBy,
    state: 0,
    generation: -1,
    members: 0,
    coordinator: -1,
    nodes: [],
    handled: intColumn(),
    redelivered: 0,
    reprocessed: 0,
    committed: wants.map(() => -1),
    consumed: wants.map(() => -1),
    processed: wants.map(() => -1),
    passed: 0,
    passedUids: intColumn(),
    commits: 0,
    readers: wants.flatMap(() => [-1, -1, -1, -1, -1, -1]),
    pollSkip: 0,
    nonMonotonicPoll: 0,
    processReordered: 0,
    latestCreated: Array.from({ length: topics }, () => []),
    expiredUnread: 0,
    maxLag: wants.map(() => 0),
  };
}

/** A node coordinates anew: what it tells next is what it finds in the group's log. */
export function forgetCoordinator(groups: readonly GroupTruth[], node: number): void {
  for (const group of groups) if (group.coordinator === node) group.coordinator = -1;
}

/** What the group did with a message; 0 = nothing. */
export function handledOf(group: GroupTruth, uid: number): number {
  return uid < group.handled.length ? getInt(group.handled, uid) : 0;
}

export function setHandled(group: GroupTruth, uid: number, value: number): void {
  while (group.handled.length <= uid) pushInt(group.handled, 0);
  setInt(group.handled, uid, value);
}

export function deliveriesOf(handled: number): number {
  return handled & DELIVERIES;
}

export function processingsOf(handled: number): number {
  return (handled & PROCESSINGS) / PROCESSING;
}

/** One more delivery; the count stops at its limit. */
export function addDelivery(handled: number): number {
  return (handled & DELIVERIES) === DELIVERIES ? handled : handled + 1;
}

export function addProcessing(handled: number): number {
  return (handled & PROCESSINGS) === PROCESSINGS ? handled : handled + PROCESSING;
}

/** Where the group stands on a partition: what it committed, or for a group that never does, what it was given. */
export function positionOf(group: GroupTruth, partition: number): number {
  const list = group.commits > 0 ? group.committed : group.consumed;
  return Math.max(0, list[partition] ?? 0);
}
