import { describe, expect, it } from 'vitest';
import { conditionValue, isNothingOpen, openCount, unmetRules, verdictAtEnd } from '../../src/truth/index.ts';
import {
  append,
  B1,
  B2,
  B3,
  CONSUMER,
  call,
  commit,
  deliver,
  elect,
  elr,
  formedScene,
  isr,
  process,
  reset,
  type Scene,
  sendOne,
  settled,
  status,
  tell,
} from './scene.ts';

const rules = (scene: Scene) => unmetRules(scene.world, scene.ledger).map(({ rule }) => rule);

/** One record that everybody has, and the group has read, processed and committed. */
function quietScene(): Scene {
  const scene = formedScene();
  const { uid } = settled(scene, 0);
  deliver(scene, uid, 0);
  process(scene, uid, 0);
  commit(scene, 1);
  return scene;
}

describe('the closing phase', () => {
  it('may end when nothing is open', () => {
    const scene = quietScene();

    expect(rules(scene)).toEqual([]);
    expect(openCount(scene.world, scene.ledger)).toBe(0);
    expect(isNothingOpen(scene.world, scene.ledger)).toBe(true);
  });

  it('waits for an open send', () => {
    const scene = quietScene();
    call(scene);

    expect(rules(scene)).toEqual(['stuck.write']);
    expect(openCount(scene.world, scene.ledger)).toBe(2);
  });

  it('waits for every running replica to hold the log and to be in the ISR', () => {
    const scene = quietScene();
    append(scene, B1, 1, sendOne(scene).bundle);
    expect(rules(scene)).toContain('stuck.replication');

    const out = quietScene();
    isr(out, [B1, B2]);
    expect(rules(out)).toEqual(['stuck.replication']);
    status(out, B3, 'off');
    expect(rules(out)).toEqual([]);
  });

  it('waits for a leader where a member of ISR or ELR runs', () => {
    const scene = quietScene();
    status(scene, B1, 'crashed');
    elect(scene, -1, 1, 'none');
    isr(scene, []);
    elr(scene, [B2]);

    expect(rules(scene)).toEqual(['stuck.partition']);
  });

  it('calls a partition unavailable by configuration where nobody who may lead runs', () => {
    const scene = quietScene();
    isr(scene, [B1]);
    status(scene, B1, 'off');
    elect(scene, -1, 1, 'none');

    expect(rules(scene)).toEqual([]);
    expect(verdictAtEnd(scene.world, scene.ledger, true).counters).toMatchObject({ stuck: 0, ackedUnavailable: 1 });
  });

  it('waits for a group to read, to process and to commit', () => {
    const scene = quietScene();
    const { uid } = settled(scene, 1);
    expect(rules(scene)).toEqual(['stuck.consumer']);
    deliver(scene, uid, 1);
    expect(rules(scene)).toEqual(['stuck.consumer']);
    process(scene, uid, 1);
    expect(rules(scene)).toEqual(['stuck.consumer']);
    commit(scene, 2);
    expect(rules(scene)).toEqual([]);
  });

  it('waits for a group to be stable, but not for one whose members are dead', () => {
    const scene = quietScene();
    tell(scene, 'group-state', B1, [0, 1, 1, 1]);
    expect(rules(scene)).toEqual(['stuck.group']);
    expect(verdictAtEnd(scene.world, scene.ledger, true).counters.stuck).toBe(1);

    status(scene, CONSUMER, 'crashed');
    expect(rules(scene)).toEqual([]);
  });

  it('takes no word from a coordinator that was deposed', () => {
    const scene = formedScene({ coordinated: true });
    tell(scene, 'group-state', B2, [0, 0, 9, 0]);

    expect(rules(scene)).toEqual([]);
    expect(scene.ledger.groups[0]).toMatchObject({ state: 3, generation: 1 });
  });

  it('does not wait for a group whose coordinator cannot come back', () => {
    const scene = formedScene({ coordinated: true });
    settled(scene, 0);
    isr(scene, [B1]);
    status(scene, B1, 'off');
    elect(scene, -1, 1, 'none');

    expect(rules(scene)).toEqual([]);
  });

  it('learns from the next owner of a commit that timed out and was written nevertheless', () => {
    const scene = quietScene();
    const { uid } = settled(scene, 1);
    deliver(scene, uid, 1);
    process(scene, uid, 1);
    reset(scene, 2, 'committed');

    expect(rules(scene)).toEqual([]);
  });
});

describe('the value of a condition', () => {
  it('is what the ledger knows', () => {
    const scene = quietScene();
    settled(scene, 1);
    scene.world.now = 77;
    const value = (name: Parameters<typeof conditionValue>[2], ...args: number[]) =>
      conditionValue(scene.ledger, scene.world, name, args);

    expect(value('now')).toBe(77);
    expect(value('atRisk')).toBe(0);
    expect(value('hw', 0, B2)).toBe(2);
    expect(value('leo', 0, B2)).toBe(2);
    expect(value('isrSize', 0)).toBe(3);
    expect(value('lag', 0, 0)).toBe(1);
  });

  it('is not a number where there is no such thing', () => {
    const { ledger, world } = quietScene();

    expect(conditionValue(ledger, world, 'hw', [0, CONSUMER])).toBeNaN();
    expect(conditionValue(ledger, world, 'leo', [9, B1])).toBeNaN();
    expect(conditionValue(ledger, world, 'lag', [4, 0])).toBeNaN();
    expect(conditionValue(ledger, world, 'isrSize', [4])).toBeNaN();
  });
});
