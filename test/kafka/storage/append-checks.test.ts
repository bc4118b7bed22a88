import { describe, expect, it } from 'vitest';
import {
  INVALID_RECORD,
  isRetriable,
  MESSAGE_TOO_LARGE,
  NONE,
  RECORD_LIST_TOO_LARGE,
} from '../../../src/kafka/protocol/errors.ts';
import { judgeKeys, judgeSize, keylessIndexes, NO_KEY } from '../../../src/kafka/storage/append-checks.ts';
import { settings } from './stored.ts';

describe('an append', () => {
  it('is refused above max.message.bytes, and above segment.bytes as a whole', () => {
    const config = settings({ 'max.message.bytes': 500, 'segment.bytes': 800 });

    expect([judgeSize(config, 500, 800), judgeSize(config, 501, 501), judgeSize(config, 450, 801)]).toEqual([
      NONE,
      MESSAGE_TOO_LARGE,
      RECORD_LIST_TOO_LARGE,
    ]);
    expect(isRetriable(RECORD_LIST_TOO_LARGE)).toBe(false);
  });

  it('is refused without keys where the topic is compacted, and the records are named', () => {
    const keys = [3, NO_KEY, 4, NO_KEY];

    expect(judgeKeys(settings({ 'cleanup.policy': 'compact,delete' }), keys)).toBe(INVALID_RECORD);
    expect(judgeKeys(settings(), keys)).toBe(NONE);
    expect(keylessIndexes(keys)).toEqual([1, 3]);
  });
});

describe('the settings of a topic’s storage', () => {
  it('are Kafka’s where nothing is given', () => {
    const config = settings();

    expect([config.retentionMs, config.retentionBytes, config.segmentBytes]).toEqual([604_800_000, -1, 1_073_741_824]);
    expect([config.deletes, config.compacts]).toEqual([true, false]);
  });

  it('keep everything for ever where cleanup.policy is empty', () => {
    const config = settings({ 'cleanup.policy': '' });

    expect([config.deletes, config.compacts]).toEqual([false, false]);
  });
});
