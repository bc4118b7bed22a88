import { describe, expect, it } from 'vitest';
import type { Setting } from '../../src/engine/protocol.ts';
import { canApplyNow } from '../../src/ui/config/apply.ts';
import { changesOf, PRESETS } from '../../src/ui/config/presets.ts';

const SETTINGS: readonly Setting[] = [
  setting('producer', 'acks', '1', 'restart-client'),
  setting('producer', 'enable.idempotence', 'true', 'restart-client'),
  setting('producer', 'retries', '2147483647', 'restart-client'),
  setting('producer', 'max.in.flight.requests.per.connection', '3', 'restart-client'),
  setting('topic', 'replication.factor', '3', 'reassignment'),
  setting('topic', 'min.insync.replicas', '1', 'dynamic'),
  setting('topic', 'unclean.leader.election.enable', 'false', 'dynamic'),
];

describe('a preset', () => {
  it('changes what differs and nothing else', () => {
    expect(changed('durable', SETTINGS)).toEqual(['min.insync.replicas=2', 'acks=all']);
    expect(changed('stay-available', SETTINGS)).toEqual(['unclean.leader.election.enable=true']);
  });

  it('takes idempotence away before acks that contradict it', () => {
    expect(changed('fire-and-forget', SETTINGS)).toEqual(['enable.idempotence=false', 'acks=0']);
  });

  it('has nothing to change once it was applied, for each of them', () => {
    for (const preset of PRESETS) {
      const changes = changesOf(preset, SETTINGS);
      const after = SETTINGS.map((one) => {
        const change = changes.find(({ setting: changedOne }) => changedOne.path === one.path);
        return change === undefined ? one : { ...one, value: change.value };
      });

      expect(changesOf(preset, after), preset.id).toEqual([]);
    }
  });

  it('needs a new run only where replicas would move', () => {
    const two = SETTINGS.map((one) => (one.key === 'replication.factor' ? { ...one, value: '2' } : one));

    expect(canApplyNow(changesOf(presetOf('paranoid'), SETTINGS))).toBe(true);
    expect(canApplyNow(changesOf(presetOf('paranoid'), two))).toBe(false);
  });
});

function presetOf(id: string) {
  const preset = PRESETS.find((one) => one.id === id);
  if (preset === undefined) throw new Error(`no preset '${id}'`);
  return preset;
}

function changed(id: string, settings: readonly Setting[]): string[] {
  return changesOf(presetOf(id), settings).map(({ setting: { key }, value }) => `${key}=${value}`);
}

function setting(owner: Setting['owner'], key: string, value: string, applies: Setting['applies']): Setting {
  const ownerId = owner === 'producer' ? 'checkout' : 'orders';
  const path = `${owner}s.${ownerId}.config.${key}`;
  return {
    owner,
    ownerId,
    key,
    path,
    value,
    default: '',
    source: '',
    applies,
    type: 'text',
    choices: [],
    given: false,
  };
}
