import { describe, expect, it } from 'vitest';
import { intColumn, pushInt } from '../../src/sim/column.ts';
import { causeChain, collectStory } from '../../src/truth/index.ts';
import { attachLedger } from '../../src/truth/ledger.ts';
import {
  acked,
  append,
  B1,
  B2,
  commit,
  deliver,
  elect,
  FOLLOWER,
  formedScene,
  LEADER,
  lead,
  mark,
  process,
  type Scene,
  sendOne,
  ship,
  status,
  truncate,
} from './scene.ts';

function storyScene(uid: number): { scene: Scene; kinds: () => string[] } {
  const scene = formedScene();
  const story = collectStory(scene.world, scene.ledger, uid, attachLedger(scene.world, scene.ledger));
  scene.world.listener = story;
  return { scene, kinds: () => story.steps.map(({ kind, node }) => `${kind}@${node}`) };
}

describe('the biography of a message', () => {
  it('tells its whole way, and nothing of others', () => {
    const { scene, kinds } = storyScene(1);
    const other = sendOne(scene);
    const { uid, bundle } = sendOne(scene);
    append(scene, B1, 0, other.bundle);
    append(scene, B1, 1, bundle);
    ship(scene, B2, 0, 1);
    ship(scene, B2, 1, 2);
    append(scene, B2, 0, other.bundle);
    append(scene, B2, 1, bundle);
    mark(scene, B1, 1);
    tellMark(scene, 1, 2);
    acked(scene, other.bundle, 0);
    acked(scene, bundle, 1);
    deliver(scene, other.uid, 0);
    deliver(scene, uid, 1);
    process(scene, uid, 1);
    commit(scene, 1);
    commit(scene, 2);
    commit(scene, 3);

    expect(kinds()).toEqual([
      'produced@4',
      'batch-closed@4',
      'sent@4',
      'appended@1',
      'shipped@1',
      'appended@2',
      'hw-moved@1',
      'committed@1',
      'acked@4',
      'delivered@5',
      'processed@5',
      'position-committed@1',
    ]);
  });

  it('tells how it was lost', () => {
    const { scene, kinds } = storyScene(0);
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    acked(scene, bundle, 0);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    lead(scene, B2, 1);
    append(scene, B2, 0, sendOne(scene).bundle, 1, LEADER);
    status(scene, B1, 'up');
    truncate(scene, B1, 0, 1);
    mark(scene, B2, 1, 1);
    mark(scene, B1, 1, 1, FOLLOWER);

    expect(kinds()).toEqual([
      'produced@4',
      'batch-closed@4',
      'sent@4',
      'appended@1',
      'acked@4',
      'node-status@1',
      'elected@0',
      'node-status@1',
      'truncated@1',
    ]);
  });
});

describe('a chain of causes', () => {
  it('goes back to the command that began it', () => {
    const { world } = formedScene();
    world.journal = intColumn();
    for (const [node, cause] of [
      [1, -3],
      [2, 0],
      [4, 0],
      [3, 1],
    ] as const) {
      pushInt(world.journal, (4 << 24) | node);
      pushInt(world.journal, cause);
    }

    expect(causeChain(world, 3)).toEqual([
      { seq: 3, node: 3, kind: 4 },
      { seq: 1, node: 2, kind: 4 },
      { seq: 0, node: 1, kind: 4 },
      { seq: -3, node: -1, kind: -1 },
    ]);
  });
});

function tellMark(scene: Scene, from: number, to: number): void {
  scene.world.listener?.onObservation(18, B1, 0, 0, from, to, LEADER, 0, -1);
}
