import type { Setting } from '../../engine/protocol.ts';
import { waitsForAll } from '../components/settings-at.ts';
import type { Changes } from './apply.ts';

/** A bargain as a whole: the settings that make it up, by owner and key. */
export interface Preset {
  /** `preset.<id>` names it, `preset.<id>.why` says for whom it is. */
  readonly id: 'fire-and-forget' | 'leader-only' | 'durable' | 'paranoid' | 'stay-available';
  /**
   * In the order in which a running producer can take them: idempotence goes before what contradicts it, and comes
   * after what it needs.
   */
  readonly settings: readonly { readonly owner: Setting['owner']; readonly key: string; readonly value: string }[];
}

const producer = (key: string, value: string) => ({ owner: 'producer', key, value }) as const;
const topic = (key: string, value: string) => ({ owner: 'topic', key, value }) as const;

/** What idempotence needs, then idempotence itself. @see KIP-679 */
const IDEMPOTENT = [
  producer('acks', 'all'),
  producer('retries', '2147483647'),
  producer('max.in.flight.requests.per.connection', '5'),
  producer('enable.idempotence', 'true'),
];

export const PRESETS: readonly Preset[] = [
  { id: 'fire-and-forget', settings: [producer('enable.idempotence', 'false'), producer('acks', '0')] },
  { id: 'leader-only', settings: [producer('enable.idempotence', 'false'), producer('acks', '1')] },
  {
    id: 'durable',
    settings: [
      topic('replication.factor', '3'),
      topic('min.insync.replicas', '2'),
      topic('unclean.leader.election.enable', 'false'),
      ...IDEMPOTENT,
    ],
  },
  {
    id: 'paranoid',
    settings: [
      topic('replication.factor', '3'),
      topic('min.insync.replicas', '3'),
      topic('unclean.leader.election.enable', 'false'),
      ...IDEMPOTENT,
    ],
  },
  {
    id: 'stay-available',
    settings: [topic('min.insync.replicas', '1'), topic('unclean.leader.election.enable', 'true')],
  },
];

/** What a preset would change, for every producer and topic of the run; empty = it is in force. */
export function changesOf(preset: Preset, settings: readonly Setting[]): Changes {
  return preset.settings.flatMap(({ owner, key, value }) =>
    settings
      .filter((one) => one.owner === owner && one.key === key && !isSatisfied(one, value))
      .map((setting) => ({ setting, value })),
  );
}

/** More retries and fewer requests in flight than asked for do as well. */
function isSatisfied({ key, value }: Setting, wanted: string): boolean {
  if (key === 'acks') return wanted === 'all' ? waitsForAll(value) : value === wanted;
  if (key === 'retries') return Number(value) > 0;
  if (key === 'max.in.flight.requests.per.connection') return Number(value) <= Number(wanted);
  return value === wanted;
}
