import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, finishRun, forkRun, typeCommand } from '../../src/scenario/run.ts';
import { createRun, readScenario, readScenarioValue, type SystemRun } from '../../src/scenario/systems.ts';
import { parseDuration } from '../../src/scenario/units.ts';
import { worldHash } from '../../src/sim/world.ts';

const TEXT = readFileSync(
  fileURLToPath(new URL('../../public/scenarios/acks-1-leader-crash.json', import.meta.url)),
  'utf8',
);

function start(options: Parameters<typeof createRun>[1] = {}, text = TEXT): SystemRun {
  const read = readScenario(text);
  const made = read.ok ? createRun(read.value, options) : read;
  if (!made.ok) throw new Error(JSON.stringify(made.mistakes));
  return made.value;
}

const whole = finishRun(start());

describe('a run of Kafka', () => {
  it('gives the same result twice, and another with another seed', () => {
    expect(finishRun(start())).toEqual(whole);
    expect(finishRun(start({ seed: 8 })).hash).not.toBe(whole.hash);
  });

  it('goes on from a fork at any event exactly as from the beginning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.events - 1 }), (events) => {
        const run = start();
        advance(run, Number.POSITIVE_INFINITY, events);
        const fork = forkRun(run);

        expect(finishRun(fork)).toEqual(whole);
        expect(finishRun(run)).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  it('gives the same state however it is cut into slices', () => {
    const run = start();

    for (let us = 0; run.phase !== 'ended'; us += 333_333) advance(run, us, 1_000);

    expect(finishRun(run)).toEqual(whole);
  });

  it('gives the same hash when the script is typed in while it runs, and when it is typed before', () => {
    const document: { script: { at: string }[] } & Record<string, unknown> = JSON.parse(TEXT);
    const { script } = document;
    const bare = JSON.stringify({ ...document, script: [], expect: [] });
    const typed = script.map((entry) => ({ atUs: parseDuration(entry.at) ?? 0, entry }));
    const live = start({}, bare);

    for (const { atUs, entry } of typed) {
      advance(live, atUs - 1, Number.POSITIVE_INFINITY);
      expect(typeCommand(live, entry, atUs).ok).toBe(true);
    }

    expect(finishRun(live).hash).toBe(whole.hash);
    expect(finishRun(start({ typed }, bare)).hash).toBe(whole.hash);
  });

  it('gives the same hash whether or not somebody listens', () => {
    const heard = start();
    const deaf = start();
    deaf.world.listener = null;

    advance(heard, 39_000_000, Number.POSITIVE_INFINITY);
    advance(deaf, 39_000_000, Number.POSITIVE_INFINITY);

    expect(worldHash(deaf.world)).toBe(worldHash(heard.world));
  });

  it('is changed by a mutant, whose breach stops it with its causes', () => {
    const result = finishRun(start({ mutants: ['reuse-leader-epoch'] }));

    expect(result.stopped).toBe('run.breach');
    expect(result.breaches[0]?.causes.length).toBeGreaterThan(0);
    expect(result.ok).toBe(false);
  });

  it('reports unknown mutants and typed commands that are wrong', () => {
    const read = readScenario(TEXT);
    if (!read.ok) throw new Error('the document is right');

    expect(createRun(read.value, { mutants: ['reuse-leader-epochs'] })).toMatchObject({
      ok: false,
      mistakes: [{ path: 'mutants.0', code: 'name.unknown', parameters: { meant: 'reuse-leader-epoch' } }],
    });
    expect(createRun(read.value, { typed: [{ atUs: 1, entry: { do: 'crsh' } }] })).toMatchObject({
      ok: false,
      mistakes: [{ path: 'typed.0.command.do', code: 'verb.unknown' }],
    });
  });
});

describe('a document read with Kafka’s own tables', () => {
  it('may use the verbs of Kafka', () => {
    const document = {
      ...JSON.parse(TEXT),
      script: [
        { at: '2s', do: 'send', producer: 'checkout', key: 'mine', count: 2 },
        { at: '3s', do: 'add-member', group: 'billing', id: 'billing-2' },
        { at: '9s', do: 'remove-member', node: 'member(billing,billing-2)' },
        { at: '10s', do: 'set-config', target: 'producer(checkout)', key: 'linger.ms', value: 50 },
        { at: '11s', do: 'add-producer', id: 'second', topic: 'orders', rate: '10/s' },
      ],
      expect: [
        { event: 'produced', match: { key: 'mine' }, equals: 2 },
        { verdict: 'ackedLost', equals: 0 },
      ],
    };

    const read = readScenarioValue(document);
    const made = read.ok ? createRun(read.value) : read;
    if (!made.ok) throw new Error(JSON.stringify(made.mistakes));
    const run = made.value;
    const result = finishRun(run);

    expect(run.director.log.map(({ refusal }) => refusal).filter((code) => code !== '')).toEqual([]);
    expect(result.expectations.filter(({ ok }) => !ok)).toEqual([]);
  });
});
