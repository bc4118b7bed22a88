import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../src/ui/components/fault-targets.ts';
import { readAddress } from '../../src/ui/inspector/address.ts';

describe('an address', () => {
  it('is a node by its id, or a kind with its parts', () => {
    expect(readAddress('broker-1')).toEqual({ kind: 'node', parts: ['broker-1'] });
    expect(readAddress('replica(orders-0, broker-2)')).toEqual({ kind: 'replica', parts: ['orders-0', 'broker-2'] });
    expect(readAddress('record(orders-0,42,e3)')).toEqual({ kind: 'record', parts: ['orders-0', '42', 'e3'] });
  });
});

describe('the targets of a fault', () => {
  const rows = [
    { name: 'broker-1', kind: 0, status: 3 },
    { name: 'broker-2', kind: 0, status: 0 },
    { name: 'checkout', kind: 2, status: 0 },
  ];
  const verb = (name: string) => ({ name, group: 'node' as const, targets: ['broker' as const], parameters: [] });
  const opened = { verbs: [verb('crash'), verb('restart')] };

  it('are nodes of the right kind that run', () => {
    expect(targetsOf('crash', opened, rows).map((row) => row.name)).toEqual(['broker-2']);
  });

  it('are nodes that are down for a start', () => {
    expect(targetsOf('restart', opened, rows).map((row) => row.name)).toEqual(['broker-1']);
  });
});
