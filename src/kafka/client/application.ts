import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { CLIENT_STOPPED, PROCESSED } from '../observations.ts';
import { NONE } from '../protocol/errors.ts';
import { partitionsToRevoke, revokeAll, takeAssignment } from './assignment.ts';
import {
  autoCommitIfDue,
  beginCommit,
  commitAsync,
  consumedPositions,
  type Positions,
  positionsOf,
  pursueCommit,
} from './commits.ts';
import {
  BATCH_BEGIN,
  BATCH_COMMIT,
  BATCH_END,
  CLOSE_COMMIT,
  CLOSE_LEAVE,
  CLOSED,
  CLOSING,
  type ConsumerState,
  IN_COMMIT,
  IN_LEAVE,
  IN_POLL,
  IN_PROCESSING,
  NOTHING,
  POLL,
  RECORD_BEGIN,
  RECORD_COMMIT,
  RECORD_DONE,
  RECORD_END,
  RECORD_WORK,
  REPLACING,
} from './consumer-state.ts';
import { findCoordinator, isCoordinatorReady } from './coordinator-link.ts';
import { collect } from './fetch-buffer.ts';
import { sendFetches } from './fetcher.ts';
import { endHeartbeats, join, leave } from './membership.ts';
import { JOINED, UNJOINED } from './membership-state.ts';
import { pursuePositions } from './positions.ts';

/** Timer kind: the record in hand is processed. */
export const PROCESS_TIMER = 3;

/**
 * The application's thread: it polls, processes what it got record by record, commits as its style says, and polls
 * again. It runs until it has to wait for something, and goes on from there at the next event.
 *
 * @remarks A commit that fails is logged by the application, which then goes on. Asked to stop, it ends its batch and
 * then calls `close()`; so what close commits has been processed.
 *
 * @returns true when the client is closed, and the caller ends the instance
 */
export function runApplication(state: KafkaState, self: ConsumerState, ctx: Context): boolean {
  self.waits = NOTHING;
  const { commit } = self.setup;
  for (;;) {
    switch (self.step) {
      case POLL:
        if (self.life === CLOSING || self.life === REPLACING) self.step = CLOSE_COMMIT;
        else if (poll(state, self, ctx)) self.step = BATCH_BEGIN;
        else return wait(self, IN_POLL);
        break;
      case BATCH_BEGIN:
        self.step = RECORD_BEGIN;
        if (commit.when === 'before' && commit.every === 'poll' && commitAndWait(self, consumedPositions(self), ctx)) {
          return wait(self, IN_COMMIT);
        }
        break;
      case RECORD_BEGIN:
        self.step = self.hand.next < self.hand.uids.length ? RECORD_WORK : BATCH_END;
        if (
          self.step === RECORD_WORK &&
          commit.when === 'before' &&
          commit.every === 'record' &&
          commitAndWait(self, positionOfRecord(self), ctx)
        ) {
          return wait(self, IN_COMMIT);
        }
        break;
      case RECORD_WORK:
        if (self.stuck === 1) return wait(self, IN_PROCESSING);
        self.step = RECORD_DONE;
        if (self.processingUs > 0) return pause(self, self.processingUs, ctx);
        break;
      case RECORD_DONE:
        tellProcessed(self, ctx);
        self.step = commit.when === 'after' && commit.every === 'record' ? RECORD_COMMIT : RECORD_END;
        if (self.step === RECORD_COMMIT && commitsItself(self)) return pause(self, 0, ctx);
        break;
      case RECORD_COMMIT:
        self.step = RECORD_END;
        if (commitAndWait(self, positionOfRecord(self), ctx)) return wait(self, IN_COMMIT);
        break;
      case RECORD_END:
        self.hand.next += 1;
        self.step = RECORD_BEGIN;
        break;
      case BATCH_END:
        self.step = commit.when === 'after' && commit.every === 'poll' ? BATCH_COMMIT : POLL;
        if (self.step === BATCH_COMMIT && commitsItself(self)) return pause(self, 0, ctx);
        break;
      case BATCH_COMMIT:
        self.step = POLL;
        if (commitAndWait(self, consumedPositions(self), ctx)) return wait(self, IN_COMMIT);
        break;
      case CLOSE_COMMIT:
        self.step = CLOSE_LEAVE;
        if (self.config.autoCommit && self.membership.phase === JOINED) {
          beginCommit(self, consumedPositions(self), self.config.apiTimeoutUs, ctx);
          if (self.commits.open === 1) return wait(self, IN_COMMIT);
        }
        break;
      case CLOSE_LEAVE:
        self.step = CLOSED;
        revokeAll(self, ctx);
        endHeartbeats(self, ctx);
        if (leave(self, ctx)) return wait(self, IN_LEAVE);
        break;
      case CLOSED:
        ctx.observe(CLIENT_STOPPED, self.session, self.failure === NONE ? 1 : 0, 0, 0, 0, 0, -1);
        return true;
    }
  }
}

/** An exception reaches the application: it closes the client in its finally block. */
export function failApplication(self: ConsumerState, failure: number): void {
  self.failure = failure;
  if (self.life !== REPLACING) self.life = CLOSING;
}

/** After an event: whoever waits looks again. Answers as `runApplication`. */
export function goOn(state: KafkaState, self: ConsumerState, ctx: Context): boolean {
  if (self.waits === IN_POLL || self.waits === NOTHING) return runApplication(state, self, ctx);
  if (self.waits !== IN_COMMIT) return false;
  pursueCommit(self, ctx);
  return self.commits.open === 0 ? runApplication(state, self, ctx) : false;
}

function wait(self: ConsumerState, forWhat: number): boolean {
  self.waits = forWhat;
  return false;
}

/**
 * The application is busy.
 *
 * @remarks Also for no time at all between what was processed and its commit: a process may die between the two.
 */
function pause(self: ConsumerState, delayUs: number, ctx: Context): boolean {
  self.processTimer = ctx.setTimer(PROCESS_TIMER, delayUs, 0, 0);
  return wait(self, IN_PROCESSING);
}

/**
 * One round of poll: the group first, then auto-commit, positions, and what the buffer holds.
 *
 * @returns whether there are records in hand
 * @see `ClassicKafkaConsumer#poll`, `ConsumerCoordinator#poll`
 */
function poll(state: KafkaState, self: ConsumerState, ctx: Context): boolean {
  const { membership } = self;
  self.polledAt = ctx.now;
  const { arrived } = membership;
  if (arrived !== null && commitBeforeRevoke(self, arrived, ctx)) takeAssignment(self, arrived, ctx);
  if (membership.arrived === null && mayJoin(self)) {
    if (isCoordinatorReady(self, ctx) && prepareJoin(self, ctx)) join(self, ctx);
  }
  if (membership.rejoinNeeded === 1 || membership.phase !== JOINED || membership.arrived !== null) {
    // Whoever keeps its partitions meanwhile goes on with them.
    return self.config.cooperative && self.assigned.length > 0 && takeRecords(state, self, ctx);
  }
  if (membership.coordinator < 0) findCoordinator(self, ctx);
  if (self.commits.owed === 1) makeUpCommit(self, ctx);
  if (self.commits.open === 1) {
    pursueCommit(self, ctx);
    return false;
  }
  autoCommitIfDue(self, ctx);
  pursuePositions(self, ctx);
  return takeRecords(state, self, ctx);
}

function takeRecords(state: KafkaState, self: ConsumerState, ctx: Context): boolean {
  const count = self.buffer.length > 0 ? collect(self, state.batches, ctx) : 0;
  sendFetches(self, ctx);
  return count > 0;
}

/** @see `RebalanceInProgressException`: what is still owned may be committed after the poll that ends the rebalance */
function makeUpCommit(self: ConsumerState, ctx: Context): void {
  self.commits.owed = 0;
  if (self.setup.commit.when === 'after') commitAndWait(self, consumedPositions(self), ctx);
}

function mayJoin({ membership }: ConsumerState): boolean {
  return membership.rejoinNeeded === 1 && (membership.phase === UNJOINED || membership.phase === JOINED);
}

/**
 * onPartitionsRevoked of a cooperative member: an application that commits by itself commits there what it is about to
 * lose. The client does nothing of the kind, also with auto-commit: what was polled since the join began is processed
 * again by the next owner.
 *
 * @returns whether the assignment may be taken now
 */
function commitBeforeRevoke(self: ConsumerState, assignment: readonly number[], ctx: Context): boolean {
  const { membership, commits } = self;
  if (membership.revoking === 0) {
    if (!commitsItself(self) || self.setup.commit.when === 'before') return true;
    const positions = positionsOf(partitionsToRevoke(self, assignment));
    if (positions.partitions.length === 0) return true;
    membership.revoking = 1;
    commitAndWait(self, positions, ctx);
  } else {
    pursueCommit(self, ctx);
  }
  if (commits.open === 1) return false;
  membership.revoking = 0;
  return true;
}

/**
 * Before a join an eager member gives everything up. With auto-commit it is committed before, in either protocol: tried
 * for as long as the rebalance may take. Whoever has lost its generation has lost all it had.
 *
 * @see `ConsumerCoordinator#onJoinPrepare`
 */
function prepareJoin(self: ConsumerState, ctx: Context): boolean {
  const { membership, config, commits } = self;
  if (membership.prepareNeeded === 0) return true;
  if (config.autoCommit && membership.phase === JOINED) {
    if (membership.prepareDeadline < 0) {
      membership.prepareDeadline = ctx.now + config.maxPollIntervalUs;
      beginCommit(self, consumedPositions(self), config.maxPollIntervalUs, ctx);
    } else {
      pursueCommit(self, ctx);
    }
    if (commits.open === 1) return false;
  }
  membership.prepareDeadline = -1;
  membership.prepareNeeded = 0;
  if (!config.cooperative || membership.generation < 0) revokeAll(self, ctx);
  return true;
}

/** The application commits by itself. */
function commitsItself(self: ConsumerState): boolean {
  return self.setup.commit.how !== 'none' && !self.config.autoCommit;
}

/** Commits in the application's style; true if it must wait for the outcome. */
function commitAndWait(self: ConsumerState, positions: Positions, ctx: Context): boolean {
  if (!commitsItself(self)) return false;
  if (self.setup.commit.how === 'async') {
    commitAsync(self, positions, ctx);
    return false;
  }
  beginCommit(self, positions, self.config.apiTimeoutUs, ctx);
  return self.commits.open === 1;
}

/** Offset behind the record in hand. */
function positionOfRecord(self: ConsumerState): Positions {
  const { hand } = self;
  return {
    partitions: [numberAt(hand.partitions, hand.next)],
    offsets: [numberAt(hand.offsets, hand.next) + 1],
    epochs: [numberAt(hand.epochs, hand.next)],
  };
}

function tellProcessed(self: ConsumerState, ctx: Context): void {
  const { hand, group, node } = self;
  const { next } = hand;
  self.processed += 1;
  const uid = numberAt(hand.uids, next);
  const ownership = numberAt(hand.ownerships, next);
  ctx.observe(
    PROCESSED,
    uid,
    group,
    numberAt(hand.partitions, next),
    numberAt(hand.offsets, next),
    ownership,
    node,
    -1,
  );
}

/** Forgets where the application was. */
export function endApplication(self: ConsumerState, ctx: Context): void {
  if (self.processTimer !== NO_TIMER) ctx.cancelTimer(self.processTimer);
  if (self.pollTimer !== NO_TIMER) ctx.cancelTimer(self.pollTimer);
  if (self.closeTimer !== NO_TIMER) ctx.cancelTimer(self.closeTimer);
  self.processTimer = NO_TIMER;
  self.pollTimer = NO_TIMER;
  self.closeTimer = NO_TIMER;
}
