import { i18n } from '@lingui/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventLook, eventParameters, eventSentence } from '../../src/ui/components/event-sentence.ts';
import type { RunNames } from '../../src/ui/components/run-names.ts';

const names: RunNames = {
  node: (node) => (node < 0 ? 'nobody' : `Broker ${node + 1}`),
  partition: (partition) => `orders-${partition}`,
  topic: () => 'orders',
  group: () => 'billing',
  error: (code) => (code === 19 ? 'NOT_ENOUGH_REPLICAS' : 'NONE'),
  api: () => 'Produce',
  replicas: (_, mask) => [1, 2, 3].filter((_, slot) => ((mask >> slot) & 1) === 1).map((id) => `Broker ${id}`),
  fault: () => ({ verb: 'crash', target: 'Broker 1', byUser: true }),
};

beforeEach(() => {
  i18n.load('en', { 'fault.crash': 'Kill process' });
  i18n.activate('en');
});

describe('the parameters of an event', () => {
  it('name the partition, the leader and how it was elected', () => {
    const fields = { partition: 0, leader: 1, epoch: 4, how: 0, before: 0, partitionEpoch: 7 };

    expect(eventParameters({ kind: 'elected', node: 3, fields }, names)).toMatchObject({
      partition: 'orders-0',
      leader: 'Broker 2',
      before: 'Broker 1',
      epoch: 4,
      how: 'clean',
    });
  });

  it('keep an offset a number where another kind has a node', () => {
    const reset = { group: 0, partition: 0, offset: 12, why: 1, before: 40, member: 2 };

    expect(eventParameters({ kind: 'position-reset', node: 2, fields: reset }, names)).toMatchObject({
      before: 40,
      why: 'out-of-range',
      group: 'billing',
    });
    expect(
      eventParameters({ kind: 'truncated', node: 0, fields: { from: 42, to: 44, reason: 0 } }, names),
    ).toMatchObject({ from: 42, to: 44, reason: 'epoch' });
    expect(eventParameters({ kind: 'append-refused', node: 0, fields: { error: 19, from: 0 } }, names)).toMatchObject({
      error: 'NOT_ENOUGH_REPLICAS',
      from: 'Broker 1',
    });
  });

  it('name the brokers of a set of replicas', () => {
    const fields = { partition: 0, mask: 0b110, by: 1, maximalMask: 0 };

    expect(eventParameters({ kind: 'isr', node: 0, fields }, names)).toMatchObject({
      mask: 'Broker 2, Broker 3',
      by: 'controller',
      maximalMask: '∅',
    });
  });

  it('say what fault began and where', () => {
    expect(eventParameters({ kind: 'fault-begin', node: 0, fields: { command: 2 } }, names)).toMatchObject({
      verb: 'crash',
      fault: 'Kill process',
      target: 'Broker 1',
      by: 'user',
    });
  });
});

describe('the sentence of an event', () => {
  it('shows a kind without words by its name', () => {
    expect(eventSentence({ kind: 'brand-new', node: 0, fields: {} }, names)).toBe('Broker 1 · brand-new');
  });

  it('has no sign of loss for a node that comes up again', () => {
    expect(eventLook({ kind: 'node-status', node: 0, fields: { status: 0 } }).tone).toBe('ink');
    expect(eventLook({ kind: 'node-status', node: 0, fields: { status: 3 } }).tone).toBe('loss');
  });
});
