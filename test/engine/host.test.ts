import { describe, expect, it } from 'vitest';
import type { Engine, Frame, Opened } from '../../src/engine/protocol.ts';
import { openHost, request, right, startHost, textOf, VIEW } from './open-host.ts';

const CRASH = { do: 'crash', node: 'broker-1' };

describe('the engine', () => {
  it('opens a shipped scenario with its guide, settings, verbs and names', async () => {
    const { opened } = await openHost();

    expect(opened.id).toBe('first-light');
    expect(opened.brokers.length).toBe(3);
    expect(opened.settings.find(({ key }) => key === 'acks')?.path).toMatch(/^producers\..+\.config\.acks$/);
    expect(opened.settings.some(({ path }) => /^topics\..+\.replication$/.test(path))).toBe(true);
    expect(opened.verbs.map(({ name }) => name)).toContain('crash');
    expect(opened.names.texts).toContain('broker-1');
    for (const step of opened.guide) if (step.kind === 'observe') expect(step.stopUs).toBeGreaterThan(0);
  });

  it('changes nothing where a document has mistakes, and tells them', async () => {
    const { engine, opened } = await openHost();
    const before = await picture(engine, 8_000_000);

    const bad = await engine.open(request({ source: { from: 'text', text: '{"format": "mqscope/9"}' } }));
    const unknown = await engine.open(request({ source: { from: 'shipped', id: 'first-light' }, variant: 'none' }));
    const wrongSetting = await engine.open(request({ set: { 'producers.nobody.config.acks': '1' } }));

    expect([bad.ok, unknown.ok, wrongSetting.ok]).toEqual([false, false, false]);
    const frame = await engine.frame(8_000_000, VIEW);
    expect(frame.run).toBe(opened.run);
    expect(await picture(engine, 8_000_000)).toEqual(before);
  });

  it('draws the same frame of an instant whatever was asked before', async () => {
    const { engine } = await openHost();
    await engine.finish();
    const before = await picture(engine, 9_123_456);

    for (const timeUs of [0, 20_000_000, 9_123_457, 400_000]) await engine.frame(timeUs, VIEW);

    expect(await picture(engine, 9_123_456)).toEqual(before);
  });

  it('places a command right after the instant on the screen, and takes it back and again', async () => {
    const { engine } = await openHost();
    const plain = await engine.finish();

    const after = right(await engine.command({ atUs: 6_000_000, entry: CRASH }));
    expect(after.commands).toEqual([{ atUs: 6_000_001, entry: CRASH }]);
    const crashed = await engine.finish();
    expect(crashed.hash).not.toBe(plain.hash);

    expect(right(await engine.undo()).commands).toEqual([]);
    expect((await engine.finish()).hash).toBe(plain.hash);

    expect(right(await engine.redo()).commands).toEqual([{ atUs: 6_000_001, entry: CRASH }]);
    expect((await engine.finish()).hash).toBe(crashed.hash);
  });

  it('changes nothing on a command with a mistake', async () => {
    const { engine } = await openHost();
    const plain = await engine.finish();

    const answer = await engine.command({ atUs: 6_000_000, entry: { do: 'crash', node: 'broker-9' } });

    expect(answer.ok).toBe(false);
    expect((await engine.finish()).hash).toBe(plain.hash);
  });

  it('writes the run as a document that comes to the same verdict', async () => {
    const { engine } = await openHost();
    right(await engine.command({ atUs: 6_000_000, entry: CRASH }));
    const verdict = await engine.finish();

    const again = startHost();
    right(await again.open(request({ source: { from: 'text', text: await engine.document() } })));

    expect((await again.finish()).counters).toEqual(verdict.counters);
  });

  it('opens a run with its commands as it was', async () => {
    const { engine, opened } = await openHost();
    const { commands } = right(await engine.command({ atUs: 6_000_000, entry: CRASH }));
    const { hash } = await engine.finish();

    const again = await openHost({ commands, seed: opened.seed });

    expect((await again.engine.finish()).hash).toBe(hash);
  });

  it('tells the story of a message, its row in the ledger, and the objects beside it', async () => {
    const { engine, opened } = await openHost();
    const timeUs = 9_000_000;

    const story = await engine.story(timeUs, 3);
    const page = await engine.ledger(timeUs, 3, 2, '');

    expect(story?.steps[0]?.kind).toBe('produced');
    expect(story?.steps.map((step) => step.timeUs)).toEqual(ascending(story?.steps.map((step) => step.timeUs)));
    expect(page.rows.map(({ uid }) => uid)).toEqual([3, 4]);
    for (const address of addressesOf(opened)) expect(await engine.fields(timeUs, address)).not.toEqual([]);
  });

  it('steps to key events and to every event in both directions', async () => {
    const { engine } = await openHost();
    await engine.finish();

    for (const keyOnly of [true, false]) {
      const next = await engine.neighbour(5_000_000, 1, keyOnly);
      expect(next).toBeGreaterThan(5_000_000);
      expect(await engine.neighbour(next + 1, -1, keyOnly)).toBe(next);
    }
    expect(await engine.neighbour(0, -1, true)).toBe(-1);
  });

  it('lists all events of a window as the key events and those between', async () => {
    const { engine } = await openHost();
    const key = await engine.eventList(5_000_000, 12_000_000, true, 1_000);
    const all = await engine.eventList(5_000_000, 12_000_000, false, 100_000);

    expect(key.length).toBeGreaterThan(0);
    expect(all.filter((event) => event.key)).toEqual(key);
    expect(all.length).toBeGreaterThan(key.length);
  });

  it('answers a frame that waited with the newest one asked for', async () => {
    const { engine } = await openHost();

    const [old, newest] = await Promise.all([engine.frame(2_000_000, VIEW), engine.frame(3_000_000, VIEW)]);

    expect([...old.clock.timeUs, ...newest.clock.timeUs]).toEqual([3_000_000, 3_000_000]);
  });

  it('opens every shipped text given as a file', async () => {
    const engine = startHost();
    const opened = right(await engine.open(request({ source: { from: 'text', text: textOf('hw-lag') } })));

    expect(opened.id).toBe('hw-lag');
  });
});

/** All numbers of a frame at an instant, by table and column. */
async function picture(engine: Engine, timeUs: number): Promise<unknown> {
  const frame: Frame = await engine.frame(timeUs, VIEW);
  const { buffer: _, run: __, ...tables } = frame;
  return JSON.parse(
    JSON.stringify(tables, (_key, value: unknown) => (ArrayBuffer.isView(value) ? Object.values(value) : value)),
  );
}

function ascending(list: readonly number[] = []): number[] {
  return [...list].sort((a, b) => a - b);
}

function addressesOf(opened: Opened): string[] {
  return [
    'broker-1',
    ...opened.partitions.slice(0, 1).map(({ name }) => `partition(${name})`),
    ...opened.producers.map(({ id }) => `producer(${id})`),
    ...opened.groups.flatMap(({ id, members }) => [`group(${id})`, ...members.map((one) => `member(${id},${one.id})`)]),
  ];
}
