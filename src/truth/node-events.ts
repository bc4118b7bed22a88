import { numberAt } from '../sim/column.ts';
import { checkLater, undefine } from './control-events.ts';
import { forgetCoordinator } from './group-truth.ts';
import { type Ledger, logAt, type Scene, slotOf } from './ledger-state.ts';
import { dropUnderWay } from './log-events.ts';
import { abandonOpen, loseFlying } from './message-events.ts';
import { recountRisk } from './risk.ts';

/** `status` of nodes: up, stopping, stopped, crashed, off. */
const STOPPING = 1;

/** A process came up or ended. */
export function onNodeStatus(ledger: Ledger, scene: Scene, node: number, status: number): void {
  const runs = status <= STOPPING;
  while (ledger.up.length <= node) {
    ledger.up.push(0);
    ledger.strangers.push(0);
    ledger.fenced.push(0);
    ledger.brokerEpochs.push(-1);
  }
  if ((numberAt(ledger.up, node) === 1) === runs) return;
  ledger.up[node] = runs ? 1 : 0;
  if (!runs) ledger.strangers[node] = 1;
  for (const part of ledger.partitions) {
    const slot = slotOf(ledger, part.partition, node);
    if (slot < 0) continue;
    const log = logAt(ledger, part, slot);
    if (runs) part.running |= 1 << slot;
    else {
      part.running &= ~(1 << slot);
      dropUnderWay(ledger, part, log);
      log.knownEpoch = -1;
      log.isr = -1;
      log.maximalIsr = -1;
      if (part.leader === node) undefine(part, scene.now);
    }
    recountRisk(part);
  }
  if (!runs) forgetCoordinator(ledger.groups, node);
  if (!runs && scene.nodes[node]?.role === 'client') abandonOpen(ledger, scene, node);
}

/** The controller knows a broker's new process, which is fenced until it is ready. `clean`: 1 = it ended in order. */
export function onBrokerRegistered(
  ledger: Ledger,
  scene: Scene,
  broker: number,
  brokerEpoch: number,
  clean: number,
): void {
  if (broker >= ledger.strangers.length) return;
  ledger.strangers[broker] = 0;
  ledger.brokerEpochs[broker] = brokerEpoch;
  if (clean === 0) {
    for (const part of ledger.partitions) {
      const slot = slotOf(ledger, part.partition, broker);
      if (slot < 0) continue;
      const log = logAt(ledger, part, slot);
      if (log.lossy === 1) log.returned = 1;
    }
  }
  onBrokerFenced(ledger, scene, broker, 1);
}

/** The controller fences a broker (1), or takes it back (0): all its partitions are looked at after this event. */
export function onBrokerFenced(ledger: Ledger, scene: Scene, broker: number, fenced: number): void {
  if (broker >= ledger.fenced.length) return;
  ledger.fenced[broker] = fenced;
  for (const part of ledger.partitions) {
    if (slotOf(ledger, part.partition, broker) >= 0) checkLater(ledger, scene, part);
  }
}

/** A client became a member of a group (−1: it is in none). */
export function onClientStarted(ledger: Ledger, node: number, group: number): void {
  const truth = ledger.groups[group];
  if (truth !== undefined && !truth.nodes.includes(node)) truth.nodes.push(node);
}

/** A request was lost with its connection. */
export function onRequestLost(ledger: Ledger, scene: Scene, connection: number): void {
  loseFlying(ledger, scene, connection);
}
