import { describe, expect, it } from 'vitest';
import type { Setting } from '../../src/engine/protocol.ts';
import { settingsAt } from '../../src/ui/components/settings-at.ts';
import { conflictOf } from '../../src/ui/config/conflicts.ts';
import { ackPromise, chipsOf, isIdempotent, type SettingsOf } from '../../src/ui/config/promise.ts';

describe('what an ack promises', () => {
  it('is nothing with acks=0, and the leader’s copy with acks=1', () => {
    expect(ackPromise(world({ acks: '0' }))).toMatchObject({ id: 'promise.nothing', copies: 0 });
    expect(ackPromise(world({ acks: '1' }))).toMatchObject({ id: 'promise.leader', copies: 1, risky: true });
  });

  it('is min.insync.replicas copies with acks=all', () => {
    expect(ackPromise(world({ acks: 'all', least: '2' }))).toMatchObject({
      id: 'promise.copies',
      copies: 2,
      risky: false,
    });
    expect(ackPromise(world({ acks: '-1', least: '3' }))).toMatchObject({ id: 'promise.copies', copies: 3 });
  });

  it('can be one copy with acks=all when the leader alone may be in sync', () => {
    expect(ackPromise(world({ acks: 'all', least: '1' }))).toMatchObject({ id: 'promise.one', copies: 1, risky: true });
  });

  it('is never more than there are copies', () => {
    expect(ackPromise(world({ acks: 'all', least: '3', replicas: '2' }))).toMatchObject({ copies: 2 });
    expect(ackPromise(world({ acks: 'all', least: '2', replicas: '1' }))).toMatchObject({
      id: 'promise.only',
      copies: 1,
    });
  });

  it('is bound to clean elections', () => {
    expect(ackPromise(world({ acks: 'all', least: '2', unclean: 'true' }))).toMatchObject({
      id: 'promise.unclean',
      risky: true,
    });
  });

  it('is that of the weakest producer', () => {
    const strong = world({ acks: 'all', least: '2' });
    const weak = producerSettings('audit', { acks: '1' });
    const both: SettingsOf = {
      settings: [...strong.settings, ...weak],
      producers: [...strong.producers, { id: 'audit', node: 5, topic: 'orders', partitions: 1 }],
    };

    expect(ackPromise(both)).toMatchObject({ id: 'promise.leader' });
  });
});

describe('the settings in force', () => {
  it('are those of the start until the user has changed one', () => {
    const { settings } = world({ acks: '1' });
    const entry = { do: 'set-config', target: 'producer(checkout)', key: 'acks', value: 'all' };
    const changed = { settings, commands: [{ atUs: 2_000_000, entry }] };

    expect(named(settingsAt(changed, 1_999_999), 'acks').value).toBe('1');
    expect(named(settingsAt(changed, 2_000_000), 'acks').value).toBe('all');
  });
});

describe('idempotence', () => {
  it('is off without a word when acks or retries contradict its default', () => {
    expect(isIdempotent(world({ acks: 'all' }).settings, 'checkout')).toBe(true);
    expect(isIdempotent(world({ acks: '1' }).settings, 'checkout')).toBe(false);
    expect(isIdempotent(world({ acks: 'all', retries: '0' }).settings, 'checkout')).toBe(false);
  });
});

describe('the strip', () => {
  it('marks what is risky and leaves the safe preset plain', () => {
    const risky = (opened: SettingsOf): readonly string[] =>
      chipsOf(opened)
        .filter((one) => one.risky)
        .map((one) => one.key);

    expect(risky(world({ acks: 'all', least: '2' }))).toEqual([]);
    expect(risky(world({ acks: '1', least: '1', replicas: '2', unclean: 'true' })).toSorted()).toEqual([
      'RF',
      'acks',
      'idempotence',
      'min.insync.replicas',
      'unclean',
    ]);
  });
});

describe('a change that contradicts another setting', () => {
  it('lets acks=1 take effect when idempotence was left at its default', () => {
    const { settings } = world({ acks: 'all' });

    expect(conflictOf(settings, named(settings, 'acks'), '1')).toBeNull();
  });

  it('offers to turn a given idempotence off with acks=1, and acks=all with idempotence', () => {
    const given = world({ acks: 'all', idempotence: 'given' }).settings;
    expect(conflictOf(given, named(given, 'acks'), '1')).toMatchObject({
      id: 'gives-up',
      repair: { setting: { key: 'enable.idempotence' }, value: 'false' },
    });
    const { settings } = world({ acks: '1' });
    expect(conflictOf(settings, named(settings, 'enable.idempotence'), 'true')).toMatchObject({
      id: 'needs-all',
      repair: { setting: { key: 'acks' }, value: 'all' },
    });
  });

  it('refuses a sixth request in flight even when idempotence was left at its default', () => {
    const { settings } = world({ acks: 'all' });
    const inFlight = named(settings, 'max.in.flight.requests.per.connection');

    expect(conflictOf(settings, inFlight, '6')).toMatchObject({ id: 'gives-up' });
    expect(conflictOf(settings, inFlight, '5')).toBeNull();
  });

  it('keeps the delivery timeout above what one attempt may take', () => {
    const { settings } = world({ acks: 'all' });

    expect(conflictOf(settings, named(settings, 'delivery.timeout.ms'), '30000')).toMatchObject({
      id: 'timeouts',
      repair: { value: '30005' },
    });
  });
});

interface Given {
  readonly acks?: string;
  readonly retries?: string;
  readonly least?: string;
  readonly replicas?: string;
  readonly unclean?: string;
  readonly idempotence?: 'given';
}

/** One producer on one topic of three copies; what is not given is Kafka's default. */
function world(given: Given): SettingsOf {
  const { least = '1', replicas = '3', unclean = 'false' } = given;
  const topic = (key: string, value: string, applies: Setting['applies']): Setting =>
    setting('topic', 'orders', key, value, applies, true);
  return {
    settings: [
      ...producerSettings('checkout', given),
      topic('replication.factor', replicas, 'reassignment'),
      topic('min.insync.replicas', least, 'dynamic'),
      topic('unclean.leader.election.enable', unclean, 'dynamic'),
    ],
    producers: [{ id: 'checkout', node: 4, topic: 'orders', partitions: 1 }],
  };
}

function producerSettings(id: string, { acks = 'all', retries = '2147483647', idempotence }: Given): Setting[] {
  const own = (key: string, value: string, given = false): Setting =>
    setting('producer', id, key, value, 'restart-client', given);
  return [
    own('acks', acks, true),
    own('enable.idempotence', 'true', idempotence === 'given'),
    own('retries', retries),
    own('max.in.flight.requests.per.connection', '5'),
    own('linger.ms', '5'),
    own('request.timeout.ms', '30000'),
    own('delivery.timeout.ms', '120000'),
  ];
}

function setting(
  owner: Setting['owner'],
  ownerId: string,
  key: string,
  value: string,
  applies: Setting['applies'],
  given: boolean,
): Setting {
  const path = `${owner}s.${ownerId}.config.${key}`;
  return { path, owner, ownerId, key, type: 'text', value, default: value, given, choices: [], applies, source: '' };
}

function named(settings: readonly Setting[], key: string): Setting {
  const found = settings.find((one) => one.key === key);
  if (found === undefined) throw new Error(`a setting ${key} is there`);
  return found;
}
