import { numberAt } from '../sim/column.ts';
import type { World } from '../sim/world.ts';
import { lagOf } from './group-events.ts';
import { type Ledger, logAt, slotOf } from './ledger-state.ts';
import { sizeOfMask } from './partition-truth.ts';
import { logEnd } from './replica-log.ts';
import { atRisk } from './verdict.ts';

/** Values that a trigger's condition may name. */
export const CONDITIONS = ['now', 'atRisk', 'hw', 'leo', 'isrSize', 'lag'] as const;

/**
 * A value for the condition of a trigger.
 *
 * @param args - numbers of the world: `hw` and `leo` take partition and node, `isrSize` partition, `lag` group and
 *   partition
 * @returns NaN where there is no such thing
 */
export function conditionValue<S>(
  ledger: Ledger,
  world: World<S>,
  name: (typeof CONDITIONS)[number],
  args: readonly number[],
): number {
  const [first = -1, second = -1] = args;
  switch (name) {
    case 'now':
      return world.now;
    case 'atRisk':
      return atRisk(ledger);
    case 'hw':
    case 'leo': {
      const part = ledger.partitions[first];
      const slot = part === undefined ? -1 : slotOf(ledger, first, second);
      if (part === undefined || slot < 0) return Number.NaN;
      const log = logAt(ledger, part, slot);
      return name === 'hw' ? log.highWatermark : logEnd(log);
    }
    case 'isrSize': {
      const part = ledger.partitions[first];
      return part === undefined ? Number.NaN : sizeOfMask(Math.max(0, part.isr));
    }
    case 'lag': {
      const group = ledger.groups[first];
      const part = ledger.partitions[second];
      if (group === undefined || part === undefined || numberAt(group.wants, second) === 0) return Number.NaN;
      return lagOf(group, part);
    }
  }
}
