import { describe, expect, it } from 'vitest';
import { frameOf } from '../../src/ui/app/first-run.ts';
import { firstRunOf } from '../../tools/first-run.ts';
import { openHost, textOf, VIEW } from '../engine/open-host.ts';

describe('the run that the page shows before its engine is there', () => {
  it('is what the engine answers when it opens the same scenario', async () => {
    const first = JSON.parse(JSON.stringify(await firstRunOf(textOf('first-light'))));
    const { engine, opened } = await openHost({ byHand: true });
    const frame = await engine.frame(0, VIEW);

    expect({ ...first.opened, run: 0 }).toEqual({ ...opened, run: 0 });
    const { nodes, partitions, clock, run } = frameOf(first);
    expect(run).toBe(first.opened.run);
    expect({ nodes, partitions, clock }).toEqual({
      nodes: frame.nodes,
      partitions: frame.partitions,
      clock: frame.clock,
    });
  });
});
