import { intAt } from '../sim/column.ts';
import { type GroupTruth, READER } from './group-truth.ts';
import { type Ledger, logAt, slotTable, subscribersOf, wantsOf } from './ledger-state.ts';
import { ROW } from './messages.ts';
import { createPartition, type PartitionTruth } from './partition-truth.ts';
import { createReplicaLog } from './replica-log.ts';
import type { TruthSetup } from './setup.ts';

/**
 * The system has more partitions, or more places of replicas, than the ledger was made for. Everything that was
 * known keeps its number.
 *
 * @remarks What a fork may share is replaced, never changed.
 */
export function growLedger(ledger: Ledger, setup: TruthSetup, now: number): void {
  const before = ledger.setup;
  if (!isLarger(before, setup)) return;
  ledger.setup = setup;
  const table = slotTable(setup.partitions);
  ledger.slots = table.slots;
  ledger.slotNodes = table.slotNodes;
  setup.partitions.forEach((partition, p) => {
    const known = ledger.partitions[p];
    if (known === undefined) {
      const part = createPartition(p, ledger.logs.length, partition);
      part.undefinedSinceUs = now;
      partition.replicas.forEach((node, slot) => {
        ledger.logs.push(createReplicaLog(p, slot, node));
        if (ledger.up[node] === 1) part.running |= 1 << slot;
      });
      ledger.partitions.push(part);
    } else if (known.replicaCount < partition.replicas.length) addSlots(ledger, known, partition.replicas);
  });
  const added = setup.partitions.length - before.partitions.length;
  if (added === 0) return;
  ledger.messages.total = withRows(ledger.messages.total, added);
  ledger.messages.absent = withRows(ledger.messages.absent, added);
  const wants = wantsOf(setup);
  ledger.subscribers = subscribersOf(setup, wants);
  ledger.groups.forEach((group, g) => {
    growGroup(group, wants[g] ?? []);
  });
}

function isLarger(before: TruthSetup, after: TruthSetup): boolean {
  if (after.partitions.length > before.partitions.length) return true;
  return after.partitions.some(
    (one, partition) => one.replicas.length > (before.partitions[partition]?.replicas.length ?? 0),
  );
}

/** The logs of a partition stand in a row: they move to the end of the list, with the new ones behind them. */
function addSlots(ledger: Ledger, part: PartitionTruth, nodes: readonly number[]): void {
  const first = ledger.logs.length;
  const { firstLog, replicaCount } = part;
  for (let slot = 0; slot < replicaCount; slot++) {
    ledger.logs.push(logAt(ledger, part, slot));
    ledger.logs[firstLog + slot] = createReplicaLog(part.partition, slot, -1);
  }
  nodes.forEach((node, slot) => {
    if (slot < replicaCount) return;
    ledger.logs.push(createReplicaLog(part.partition, slot, node));
    if (ledger.up[node] === 1) part.running |= 1 << slot;
  });
  part.firstLog = first;
  part.replicaCount = nodes.length;
  const holders = new Int32Array(2 << nodes.length);
  for (let set = 0; set < 1 << replicaCount; set++) {
    holders[set] = intAt(part.holders, set);
    holders[set + (1 << nodes.length)] = intAt(part.holders, set + (1 << replicaCount));
  }
  part.holders = holders;
}

/** More rows, before the last one. */
function withRows(rows: Int32Array, added: number): Int32Array {
  const longer = new Int32Array(rows.length + added * ROW);
  const last = rows.length - ROW;
  longer.set(rows.subarray(0, last));
  longer.set(rows.subarray(last), longer.length - ROW);
  return longer;
}

function growGroup(group: GroupTruth, wants: readonly number[]): void {
  for (let partition = group.wants.length; partition < wants.length; partition++) {
    group.committed.push(-1);
    group.consumed.push(-1);
    group.processed.push(-1);
    for (let i = 0; i < 2 * READER; i++) group.readers.push(-1);
    group.maxLag.push(0);
  }
  group.wants = wants;
}
