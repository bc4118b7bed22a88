import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { type ControllerState, forgetImage } from '../controller/controller-state.ts';
import { observeRecord, replayInto } from '../controller/metadata-log.ts';
import { AS_FOLLOWER, AS_LEADER, METADATA_APPENDED, METADATA_COMMITTED, METADATA_TRUNCATED } from '../observations.ts';
import type { QuorumFetchReply } from '../protocol/messages.ts';
import type { QuorumState } from './quorum-state.ts';

/**
 * The log of one voter. The place of a record in `controller.log` is its offset; `controller.committed` is the high
 * watermark as this voter knows it.
 */

/** The linger is over: the leader flushes what it has written, and voters may fetch it. */
export function flushWritten(controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  if (controller.lingerTimer !== NO_TIMER) ctx.cancelTimer(controller.lingerTimer);
  controller.lingerTimer = NO_TIMER;
  const from = quorum.flushed;
  quorum.flushed = controller.log.length;
  if (quorum.flushed > from) ctx.observe(METADATA_APPENDED, from, quorum.flushed, quorum.epoch, AS_LEADER, 0, 0, -1);
}

/** A follower takes records over, and flushes them before it fetches again. */
export function takeOver(
  controller: ControllerState,
  quorum: QuorumState,
  reply: QuorumFetchReply,
  ctx: Context,
): void {
  const { records } = reply;
  let from = controller.log.length;
  for (let i = 0; i < records.length; i++) {
    controller.log.push(at(records, i));
    const epoch = numberAt(reply.epochs, i);
    quorum.epochs.push(epoch);
    quorum.hows.push(numberAt(reply.hows, i));
    const end = controller.log.length;
    if (i + 1 < records.length && reply.epochs[i + 1] === epoch) continue;
    ctx.observe(METADATA_APPENDED, from, end, epoch, AS_FOLLOWER, 0, 0, -1);
    from = end;
  }
  quorum.flushed = controller.log.length;
}

/** Offset behind the last record of this epoch or an older one. */
export function endOfEpoch(quorum: QuorumState, epoch: number): number {
  let end = quorum.flushed;
  while (end > 0 && numberAt(quorum.epochs, end - 1) > epoch) end -= 1;
  return end;
}

/** Records above `end` are none of the leader's: they were never committed, and go. */
export function truncateLog(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  end: number,
  ctx: Context,
): void {
  const from = controller.log.length;
  if (end >= from) return;
  ctx.observe(METADATA_TRUNCATED, from, end, quorum.epoch, 0, 0, 0, -1);
  cutLog(controller, quorum, end);
  // Only where a guard is taken out.
  if (end < controller.committed) controller.committed = end;
  if (end < quorum.applied) rebuildImage(state, controller, quorum);
}

/** What the leader had written and not flushed dies with its leadership. */
export function dropUnflushed(controller: ControllerState, quorum: QuorumState): void {
  cutLog(controller, quorum, quorum.flushed);
}

function cutLog(controller: ControllerState, quorum: QuorumState, end: number): void {
  controller.log.length = end;
  quorum.epochs.length = end;
  quorum.hows.length = end;
  quorum.flushed = end;
}

/** Memory as the committed records say: what was built on others is taken back. @see `SnapshotRegistry#revertToSnapshot` */
export function rebuildImage(state: KafkaState, controller: ControllerState, quorum: QuorumState): void {
  forgetImage(controller, state.plan);
  for (let offset = 0; offset < controller.committed; offset++) {
    replayInto(controller, at(controller.log, offset));
  }
  quorum.applied = controller.committed;
}

/** The high watermark rises: what is below takes effect. */
export function commitUpTo(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  end: number,
  leads: boolean,
  ctx: Context,
): void {
  const from = controller.committed;
  controller.committed = end;
  for (; quorum.applied < end; quorum.applied++) {
    replayInto(controller, at(controller.log, quorum.applied));
  }
  ctx.observe(METADATA_COMMITTED, from, end, quorum.epoch, leads ? AS_LEADER : AS_FOLLOWER, 0, 0, -1);
  const { committed } = state;
  if (!leads || committed === null) return;
  for (; committed.end < end; committed.end++) {
    const record = at(controller.log, committed.end);
    observeRecord(state.plan, committed.partitions, record, numberAt(quorum.hows, committed.end), ctx);
    if (record.type === 'RegisterBroker' || record.type === 'BrokerRegistrationChange') {
      committed.fenced[record.node] = record.fenced ? 1 : 0;
    }
  }
}
