import { NO_TIMER } from '../../sim/actor.ts';
import { constant, frozen, listOf, NUMBER, NUMBERS, nullable, shape, TEXT } from '../../sim/shape.ts';
import type { OwnedPartitions } from '../assignors/assignor.ts';
import { NEW_MEMBER_JOIN_TIMEOUT_US } from './coordinator-config.ts';

/** Kinds of a broker's timers from here on are the coordinator's. */
export const FIRST_COORDINATOR_TIMER = 100;

/** a = group, b = member. A member was silent for its session, or a new one waited too long. */
export const MEMBER_SESSION = FIRST_COORDINATOR_TIMER;
/** a = group, b = member id that was handed out and not used. */
export const PENDING_MEMBER = FIRST_COORDINATOR_TIMER + 1;
/** a = group. The first rebalance of an empty group waits for more members. */
export const INITIAL_DELAY = FIRST_COORDINATOR_TIMER + 2;
/** a = group. Members that did not rejoin by now are out. */
export const JOIN_DEADLINE = FIRST_COORDINATOR_TIMER + 3;
/** a = group. Members that did not sync by now are out. */
export const SYNC_DEADLINE = FIRST_COORDINATOR_TIMER + 4;
/** The oldest write to `__consumer_offsets` may have waited too long. */
export const WRITE_DEADLINE = FIRST_COORDINATOR_TIMER + 5;
/** a = partition of `__consumer_offsets`, b = its leader epoch: it has been read. */
export const PARTITION_LOADED = FIRST_COORDINATOR_TIMER + 6;

/** `phase` of a group on a broker. */
export const NOT_HERE = 0;
/** Its partition of `__consumer_offsets` is being read. */
export const LOADING = 1;
export const ACTIVE = 2;

/** What a broker keeps in memory as coordinator of groups; all of it can be read again from the log. */
export interface CoordinatorState {
  /** By group: `NOT_HERE`, `LOADING`, `ACTIVE`. */
  phase: number[];
  /** By group; null where nothing is known of one. */
  groups: (GroupState | null)[];
  /** Writes to `__consumer_offsets` that are not replicated yet, oldest first. */
  writes: PendingWrite[];
  /** Token of the next write. */
  nextToken: number;
  /** Runs while `writes` is not empty. */
  writeTimer: number;
  /** Random stream of member ids, −1 before the first one. */
  memberIdStream: number;
  /** How long a new member's JoinGroup may be parked, µs; no key of the broker sets it. */
  newMemberTimeoutUs: number;
}

/** Index in `GROUP_STATES` of the observations. */
export const EMPTY = 0;
export const PREPARING_REBALANCE = 1;
export const COMPLETING_REBALANCE = 2;
export const STABLE = 3;
export const DEAD = 4;

/** Whether a group may go from one state to the other. @see `ClassicGroupState#validPreviousStates` */
export function mayBecome(from: number, to: number): boolean {
  switch (to) {
    case EMPTY:
    case COMPLETING_REBALANCE:
      return from === PREPARING_REBALANCE;
    case PREPARING_REBALANCE:
      return from === STABLE || from === COMPLETING_REBALANCE || from === EMPTY;
    case STABLE:
      return from === COMPLETING_REBALANCE;
    default:
      return true;
  }
}

/** A classic group. @see `ClassicGroup` */
export interface GroupState {
  readonly group: number;
  state: number;
  generation: number;
  /** Of its members, '' = none yet. */
  protocolType: string;
  /** Assignor in use, '' = none. */
  protocol: string;
  /** Member id, −1 = none. */
  leader: number;
  /** In order of joining. */
  members: GroupMember[];
  /** Ids handed out with MEMBER_ID_REQUIRED, and the timers that forget them. */
  pending: number[];
  pendingTimers: number[];
  /** `INITIAL_DELAY` or `JOIN_DEADLINE`, whichever runs. */
  joinTimer: number;
  /** When it fires, µs. */
  joinTimerAt: number;
  /** 1 while the initial delay runs. */
  delaying: number;
  /** Length of the initial delay that runs, and what may still follow it, µs. */
  delayUs: number;
  delayLeftUs: number;
  /** 1 when a member joined since the initial delay was armed last. */
  newMemberAdded: number;
  syncTimer: number;
  /** Committed offset by partition, −1 = none. */
  offsets: number[];
  /** Leader epoch given with it, −1 = none. */
  offsetEpochs: number[];
}

/** @see `ClassicGroupMember` */
export interface GroupMember {
  readonly id: number;
  /** The id as text, `clientId-…`: members are ordered by it. */
  readonly name: string;
  /** Of a static member, else null. */
  readonly instanceId: string | null;
  /** Id that the static member had before it came back, −1 = none. */
  readonly previousId: number;
  /** Node of the client. */
  readonly node: number;
  sessionTimeoutUs: number;
  rebalanceTimeoutUs: number;
  protocols: readonly string[];
  topics: readonly number[];
  /** The rest of its subscription, and the sticky assignor's user data. */
  owned: OwnedPartitions;
  lastAssigned: OwnedPartitions;
  assignment: readonly number[];
  /** Where its parked JoinGroup is answered; connection 0 = it is not parked. */
  joinConnection: number;
  joinCorrelation: number;
  /** 1 = the client can be leader without computing an assignment. */
  canSkip: number;
  syncConnection: number;
  syncCorrelation: number;
  /** 1 until its first join is answered. */
  isNew: number;
  /** 1 from the answer to its join until its SyncGroup comes. */
  owesSync: number;
  sessionTimer: number;
  /** When `sessionTimer` fires, µs, and when the session really ends; the timer is moved when it fires. */
  sessionTimerAt: number;
  sessionDeadline: number;
}

/** `kind` of a write. */
export const COMMIT = 0;
export const ASSIGNMENT = 1;
/** Nobody waits for its outcome (a group became empty). */
export const RECORD_ONLY = 2;
/** A static member came back, and nothing else changed. */
export const STATIC_RETURN = 3;

/** A write to `__consumer_offsets`, until it is replicated or given up. */
export interface PendingWrite {
  readonly token: number;
  readonly kind: number;
  readonly group: number;
  readonly generation: number;
  /** Node of the client that asked, −1 = none. */
  readonly member: number;
  readonly connection: number;
  readonly correlation: number;
  /** Place of its content in `OffsetRecords`. */
  readonly record: number;
  readonly deadline: number;
}

const memberForm = shape<GroupMember>({
  id: NUMBER,
  name: TEXT,
  instanceId: nullable(TEXT),
  previousId: NUMBER,
  node: NUMBER,
  sessionTimeoutUs: NUMBER,
  rebalanceTimeoutUs: NUMBER,
  protocols: frozen(),
  topics: frozen(),
  owned: frozen(),
  lastAssigned: frozen(),
  assignment: frozen(),
  joinConnection: NUMBER,
  joinCorrelation: NUMBER,
  canSkip: NUMBER,
  syncConnection: NUMBER,
  syncCorrelation: NUMBER,
  isNew: NUMBER,
  owesSync: NUMBER,
  sessionTimer: NUMBER,
  sessionTimerAt: NUMBER,
  sessionDeadline: NUMBER,
});

const groupForm = shape<GroupState>({
  group: NUMBER,
  state: NUMBER,
  generation: NUMBER,
  protocolType: TEXT,
  protocol: TEXT,
  leader: NUMBER,
  members: listOf(memberForm),
  pending: NUMBERS,
  pendingTimers: NUMBERS,
  joinTimer: NUMBER,
  joinTimerAt: NUMBER,
  delaying: NUMBER,
  delayUs: NUMBER,
  delayLeftUs: NUMBER,
  newMemberAdded: NUMBER,
  syncTimer: NUMBER,
  offsets: NUMBERS,
  offsetEpochs: NUMBERS,
});

export const coordinatorForm = shape<CoordinatorState>({
  phase: NUMBERS,
  groups: listOf(nullable(groupForm)),
  writes: listOf(frozen<PendingWrite>()),
  nextToken: NUMBER,
  writeTimer: NUMBER,
  memberIdStream: NUMBER,
  newMemberTimeoutUs: constant(),
});

export function createCoordinator(): CoordinatorState {
  return {
    phase: [],
    groups: [],
    writes: [],
    nextToken: 0,
    writeTimer: NO_TIMER,
    memberIdStream: -1,
    newMemberTimeoutUs: NEW_MEMBER_JOIN_TIMEOUT_US,
  };
}

/** The group as this broker coordinates it; `null` where nothing is known of it. */
export function groupOf(coordinator: CoordinatorState, group: number): GroupState | null {
  return coordinator.groups[group] ?? null;
}

export function createGroup(group: number): GroupState {
  return {
    group,
    state: EMPTY,
    generation: 0,
    protocolType: '',
    protocol: '',
    leader: -1,
    members: [],
    pending: [],
    pendingTimers: [],
    joinTimer: NO_TIMER,
    joinTimerAt: 0,
    delaying: 0,
    delayUs: 0,
    delayLeftUs: 0,
    newMemberAdded: 0,
    syncTimer: NO_TIMER,
    offsets: [],
    offsetEpochs: [],
  };
}
