import type { Context, Message } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import type { QuorumState } from './quorum-state.ts';

/**
 * Asks another voter, on the connection that is kept for it; one that has not answered yet is given up.
 */
export function askVoter(state: KafkaState, quorum: QuorumState, voter: number, message: Message, ctx: Context): void {
  const peer = at(quorum.peers, voter);
  if (peer.connection !== 0 && peer.correlation >= 0) {
    ctx.close(peer.connection);
    peer.connection = 0;
  }
  if (peer.connection === 0) peer.connection = ctx.connect(at(state.plan.controllers, voter));
  peer.correlation = ctx.request(peer.connection, message, 60);
}

/** The voter on the other side of this connection, −1 = it is none of those. */
export function voterOn(quorum: QuorumState, connection: number): number {
  return connection === 0 ? -1 : quorum.peers.findIndex((peer) => peer.connection === connection);
}
