import { intAt } from '../sim/column.ts';
import type { Listener } from '../sim/observation.ts';
import { isRunning, NODE_STATUSES, type World } from '../sim/world.ts';
import {
  checkDecided,
  onConfigChanged,
  onElected,
  onElr,
  onFollowing,
  onIsr,
  onLeading,
  onReassigned,
} from './control-events.ts';
import { onDelivered, onGroupState, onPositionCommitted, onPositionReset, onProcessed } from './group-events.ts';
import { checkCause } from './invariants/causality.ts';
import { onCompacted } from './invariants/compaction-keeps-latest.ts';
import { onRewritten } from './invariants/compaction-keeps-offsets.ts';
import { checkProducerEpoch } from './invariants/epoch-monotonic.ts';
import { checkAccepted } from './invariants/isr-change-fenced.ts';
import type { Ledger, Scene } from './ledger-state.ts';
import {
  dropUnderWayOn,
  onAppended,
  onHighWatermark,
  onLogBounds,
  onLogLost,
  onShipped,
  onTruncated,
} from './log-events.ts';
import {
  landBundle,
  loseFlying,
  onBatchClosed,
  onOutcome,
  onProduced,
  onRecompressed,
  onSent,
} from './message-events.ts';
import { IS_ACKED, IS_FIRE_AND_FORGET, IS_REFUSED, IS_UNKNOWN, IS_WEAK } from './messages.ts';
import { onBrokerFenced, onBrokerRegistered, onClientStarted, onNodeStatus, onRequestLost } from './node-events.ts';
import { onControllerElected, onMetadataAppended, onMetadataCommitted, onMetadataTruncated } from './quorum-events.ts';
import * as kinds from './vocabulary.ts';

/**
 * Lets a ledger watch a world, from its beginning or from the fork at which the ledger was forked with it.
 *
 * @remarks
 * Attach it before the world's first node is started: what it has not heard it does not know. A breach interrupts
 * the world.
 * @returns the listener, for a host that puts its own before it
 */
export function attachLedger<S>(world: World<S>, ledger: Ledger): Listener {
  const listener: Listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      record(ledger, world, kind, node, a, b, c, d, e, f, bundle);
      if (ledger.breaches.length > 0) world.interrupted = true;
    },
  };
  world.listener = listener;
  world.nodes.forEach((node, n) => {
    if (isRunning(node) && ledger.up[n] !== 1) onNodeStatus(ledger, world, n, NODE_STATUSES.indexOf(node.status));
  });
  return listener;
}

/** Takes in one observation. */
export function record(
  ledger: Ledger,
  scene: Scene,
  kind: number,
  node: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  bundle: number,
): void {
  if (ledger.unchecked.length > 0 && ledger.uncheckedSince !== scene.handled) checkDecided(ledger, scene);
  switch (intAt(ledger.codes, kind)) {
    case kinds.PRODUCED:
      onProduced(ledger, scene, node, a, b, e);
      break;
    case kinds.BATCH_CLOSED:
      onBatchClosed(ledger, scene, a, b, c, d, bundle);
      break;
    case kinds.SENT:
      onSent(ledger, bundle, d);
      break;
    case kinds.APPENDED:
      onAppended(ledger, scene, node, a, b, c, d, e, bundle);
      break;
    case kinds.SHIPPED:
      onShipped(ledger, node, a, b, c, d, e);
      break;
    case kinds.HW_MOVED:
      onHighWatermark(ledger, scene, node, a, b, d, e);
      break;
    case kinds.LOG_BOUNDS:
      onLogBounds(ledger, scene, node, a, b, c, d, e);
      break;
    case kinds.ACKED:
      onOutcome(ledger, scene, node, IS_ACKED, a, c, e, f, bundle);
      break;
    case kinds.DELIVERED:
      onDelivered(ledger, scene, node, a, b, c, d, e, f);
      break;
    case kinds.PROCESSED:
      onProcessed(ledger, scene, node, a, b, c, d);
      break;
    case kinds.POSITION_COMMITTED:
      onPositionCommitted(ledger, a, b, c, e);
      break;
    case kinds.NOT_OURS:
      break;
    default:
      recordRare(ledger, scene, kind, node, a, b, c, d, e, f, bundle);
  }
}

/** What happens seldom; apart, so that the function above stays small. */
function recordRare(
  ledger: Ledger,
  scene: Scene,
  kind: number,
  node: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  bundle: number,
): void {
  checkCause(ledger, scene, node);
  switch (intAt(ledger.codes, kind)) {
    case kinds.NODE_STATUS:
      onNodeStatus(ledger, scene, node, a);
      break;
    case kinds.REQUEST_LOST:
      onRequestLost(ledger, scene, a);
      break;
    case kinds.REPLY_LOST:
      dropUnderWayOn(ledger, a);
      break;
    case kinds.CONNECTION_ENDED:
      dropUnderWayOn(ledger, a);
      loseFlying(ledger, scene, a);
      break;
    case kinds.WEAK:
      onOutcome(ledger, scene, node, IS_WEAK, a, c, e, f, bundle);
      break;
    case kinds.UNKNOWN:
      onOutcome(ledger, scene, node, IS_UNKNOWN, a, c, e, -1, bundle);
      break;
    case kinds.REFUSED:
      onOutcome(ledger, scene, node, IS_REFUSED, a, c, e, -1, bundle);
      break;
    case kinds.REASSIGNED:
      onReassigned(ledger, scene, node, a, b, d, e);
      break;
    case kinds.FIRE_AND_FORGET:
      onOutcome(ledger, scene, node, IS_FIRE_AND_FORGET, a, c, e, -1, bundle);
      break;
    case kinds.TRUNCATED:
      onTruncated(ledger, scene, node, a, Math.min(b, c), d);
      break;
    case kinds.LOG_LOST:
      onLogLost(ledger, scene, node, a, Math.min(b, c), d);
      break;
    case kinds.ELECTED:
      onElected(ledger, scene, node, a, b, c, d, f);
      break;
    case kinds.ISR:
      onIsr(ledger, scene, node, a, b, c, d, e, f);
      break;
    case kinds.ELR:
      onElr(ledger, scene, node, a, b, c, d);
      break;
    case kinds.LEADING:
      onLeading(ledger, scene, node, a, b, c, d);
      break;
    case kinds.FOLLOWING:
      onFollowing(ledger, scene, node, a, c);
      break;
    case kinds.GROUP_STATE:
      onGroupState(ledger, scene, node, a, b, c, d);
      break;
    case kinds.POSITION_RESET:
      onPositionReset(ledger, a, b, c, d, e, f);
      break;
    case kinds.APPEND_REFUSED:
      if (ledger.messages.flying.length > 0) landBundle(ledger, scene, bundle);
      break;
    case kinds.BROKER_REGISTERED:
      onBrokerRegistered(ledger, scene, a, b, c);
      break;
    case kinds.BROKER_FENCED:
      onBrokerFenced(ledger, scene, a, 1);
      break;
    case kinds.BROKER_UNFENCED:
      onBrokerFenced(ledger, scene, a, 0);
      break;
    case kinds.ISR_ACCEPTED:
      checkAccepted(ledger, scene, node, a, b, c, d, e, f);
      break;
    case kinds.CLIENT_STARTED:
      onClientStarted(ledger, node, b);
      break;
    case kinds.CONFIG_CHANGED:
      onConfigChanged(ledger, scene, a, b, c);
      break;
    case kinds.CONTROLLER_ELECTED:
      onControllerElected(ledger, scene, node, a);
      break;
    case kinds.METADATA_APPENDED:
      onMetadataAppended(ledger, node, a, b, c);
      break;
    case kinds.METADATA_COMMITTED:
      onMetadataCommitted(ledger, scene, node, a, b);
      break;
    case kinds.METADATA_TRUNCATED:
      onMetadataTruncated(ledger, node, b);
      break;
    case kinds.COMPACTED:
      onCompacted(ledger, scene, node, a, b, c, d);
      break;
    case kinds.RECOMPRESSED:
      onRecompressed(ledger, scene, b, bundle);
      break;
    case kinds.REWRITTEN:
      onRewritten(ledger, scene, node, a, b, bundle);
      break;
    case kinds.PRODUCER_ID_GIVEN:
      checkProducerEpoch(ledger, scene, node, a, b);
      break;
  }
}
