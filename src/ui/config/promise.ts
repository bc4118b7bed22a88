import type { Opened, Setting } from '../../engine/protocol.ts';
import { waitsForAll } from '../components/settings-at.ts';

/** What the sentence about an ack is chosen from. */
export type SettingsOf = Pick<Opened, 'settings' | 'producers'>;

export interface Promised {
  readonly id:
    | 'promise.nothing'
    | 'promise.leader'
    | 'promise.only'
    | 'promise.one'
    | 'promise.unclean'
    | 'promise.copies';
  /** Copies that hold a record when its ack leaves, at least. */
  readonly copies: number;
  readonly risky: boolean;
}

export interface Chip {
  readonly owner: string;
  readonly key: string;
  readonly value: string;
  readonly risky: boolean;
}

/**
 * What an ack promises right now, by the weakest producer: with acks=all as many copies as the smallest ISR that a
 * leader still writes to. More than the topic's copies it cannot ask for.
 *
 * @see KIP-966 for the effective min.insync.replicas
 */
export function ackPromise(opened: SettingsOf): Promised {
  const promises = opened.producers.map((one) => promiseOf(opened, one.id, one.topic));
  return promises.reduce<Promised>((worst, one) => (one.copies < worst.copies ? one : worst), {
    id: 'promise.copies',
    copies: Number.POSITIVE_INFINITY,
    risky: false,
    ...promises[0],
  });
}

function promiseOf({ settings }: SettingsOf, producer: string, topic: string): Promised {
  const acks = settingValue(settings, 'producer', producer, 'acks', 'all');
  if (acks === '0') return { id: 'promise.nothing', copies: 0, risky: true };
  const replicas = Number(settingValue(settings, 'topic', topic, 'replication.factor', '3'));
  if (replicas === 1) return { id: 'promise.only', copies: 1, risky: true };
  if (!waitsForAll(acks)) return { id: 'promise.leader', copies: 1, risky: true };
  const least = Math.min(replicas, Number(settingValue(settings, 'topic', topic, 'min.insync.replicas', '1')));
  if (settingValue(settings, 'topic', topic, 'unclean.leader.election.enable', 'false') === 'true') {
    return { id: 'promise.unclean', copies: least, risky: true };
  }
  return least < 2
    ? { id: 'promise.one', copies: 1, risky: true }
    : { id: 'promise.copies', copies: least, risky: false };
}

/**
 * Whether this producer gets a producer id: left at its default, idempotence goes off without a word when acks or
 * retries contradict it.
 */
export function isIdempotent(settings: readonly Setting[], producer: string): boolean {
  return (
    settingValue(settings, 'producer', producer, 'enable.idempotence', 'true') === 'true' &&
    waitsForAll(settingValue(settings, 'producer', producer, 'acks', 'all')) &&
    Number(settingValue(settings, 'producer', producer, 'retries', '1')) > 0
  );
}

/** Settings that differ from the safe preset, and those that an ack's promise hangs on. */
export function chipsOf(opened: SettingsOf): readonly Chip[] {
  const { settings } = opened;
  const chips: Chip[] = [];
  const add = (owner: string, key: string, value: string, risky: boolean): void => {
    if (!chips.some((one) => one.key === key && one.value === value)) chips.push({ owner, key, value, risky });
  };
  for (const one of settings.filter((setting) => setting.key === 'acks')) {
    add(one.ownerId, 'acks', one.value === '-1' ? 'all' : one.value, !waitsForAll(one.value));
  }
  for (const { id } of opened.producers) {
    const idempotent = isIdempotent(settings, id);
    add(id, 'idempotence', idempotent ? 'on' : 'off', !idempotent);
  }
  for (const one of settings.filter((setting) => setting.owner === 'topic')) {
    if (one.key === 'min.insync.replicas') add(one.ownerId, 'min.insync.replicas', one.value, Number(one.value) < 2);
    if (one.key === 'replication.factor') add(one.ownerId, 'RF', one.value, Number(one.value) < 3);
    if (one.key === 'unclean.leader.election.enable' && one.value === 'true') add(one.ownerId, 'unclean', 'on', true);
  }
  for (const one of settings) {
    if (one.owner === 'producer' && one.key === 'retries' && one.value === '0') add(one.ownerId, 'retries', '0', true);
    if (one.owner === 'producer' && one.key === 'linger.ms' && one.value !== one.default) {
      add(one.ownerId, 'linger.ms', one.value, false);
    }
    if (one.key === 'commit.when' && one.value === 'before') add(one.ownerId, 'commit', 'before', true);
    if (one.owner === 'group' && one.key === 'auto.offset.reset' && one.given) {
      add(one.ownerId, 'auto.offset.reset', one.value, false);
    }
  }
  return chips;
}

/** A setting's value; `otherwise` where this system has no such key. */
export function settingValue(
  settings: readonly Setting[],
  owner: Setting['owner'],
  id: string,
  key: string,
  otherwise: string,
): string {
  return settings.find((one) => one.owner === owner && one.ownerId === id && one.key === key)?.value ?? otherwise;
}
