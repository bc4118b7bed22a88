import { NO_TIMER } from '../../sim/actor.ts';
import { frozen, NUMBER, nullable, shape, TEXT } from '../../sim/shape.ts';
import { NOTHING_OWNED, type OwnedPartitions } from '../assignors/assignor.ts';

/** `phase` of a membership. @see `AbstractCoordinator.MemberState` */
export const UNJOINED = 0;
export const PREPARING = 1;
export const COMPLETING = 2;
export const JOINED = 3;

export interface Membership {
  phase: number;
  /** −1 = none yet. */
  memberId: number;
  /** −1 = none. */
  generation: number;
  protocol: string;
  /** What SyncGroup brought and the application's thread has not taken yet; null = nothing. */
  arrived: readonly number[] | null;
  /** What it was given last, as the sticky assignor remembers it. */
  lastAssigned: OwnedPartitions;
  /** 1 while what is to be given up is committed before. */
  revoking: number;
  /** 1 = the next poll joins (again). */
  rejoinNeeded: number;
  /** 1 = the next join revokes first. */
  prepareNeeded: number;
  /** Commits before revoking are tried until then, µs; −1 = it has not begun. */
  prepareDeadline: number;
  /** No JoinGroup before, µs. */
  joinAt: number;
  /** Node, −1 = unknown. */
  coordinator: number;
  /** 1 while FindCoordinator is on its way; none before `findAt`. */
  finding: number;
  findAt: number;
  findFailures: number;
  /** As the group's leader: partitions of its topics that it knew at the last assignment; −1 = another leads. */
  assignedOf: number;
  heartbeatTimer: number;
  /** 1 while one is on its way. */
  heartbeating: number;
  /** Last answer of the coordinator, µs. */
  heartbeatAt: number;
  /** Without an answer until then the coordinator counts as lost, µs. */
  sessionDeadline: number;
}

export const membershipForm = shape<Membership>({
  phase: NUMBER,
  memberId: NUMBER,
  generation: NUMBER,
  protocol: TEXT,
  arrived: nullable(frozen()),
  lastAssigned: frozen(),
  revoking: NUMBER,
  rejoinNeeded: NUMBER,
  prepareNeeded: NUMBER,
  prepareDeadline: NUMBER,
  joinAt: NUMBER,
  coordinator: NUMBER,
  finding: NUMBER,
  findAt: NUMBER,
  findFailures: NUMBER,
  assignedOf: NUMBER,
  heartbeatTimer: NUMBER,
  heartbeating: NUMBER,
  heartbeatAt: NUMBER,
  sessionDeadline: NUMBER,
});

export function createMembership(): Membership {
  return {
    phase: UNJOINED,
    memberId: -1,
    generation: -1,
    protocol: '',
    arrived: null,
    lastAssigned: NOTHING_OWNED,
    revoking: 0,
    rejoinNeeded: 1,
    prepareNeeded: 1,
    prepareDeadline: -1,
    joinAt: 0,
    coordinator: -1,
    finding: 0,
    findAt: 0,
    findFailures: 0,
    assignedOf: -1,
    heartbeatTimer: NO_TIMER,
    heartbeating: 0,
    heartbeatAt: 0,
    sessionDeadline: 0,
  };
}
