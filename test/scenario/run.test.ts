import { describe, expect, it } from 'vitest';
import { readDocumentValue, type Scenario, scenarioOf } from '../../src/scenario/compile.ts';
import type { Checked } from '../../src/scenario/mistakes.ts';
import { advance, finishRun, forkRun, type Run, startRun, typeCommand } from '../../src/scenario/run.ts';
import { stepWorld } from '../../src/sim/step.ts';
import { documentWith, FAKE_HOST, FAKE_READING, type FakeState } from './fake-system.ts';

function unwrap<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes));
  return checked.value;
}

function scenarioWith(changes: Readonly<Record<string, unknown>>): Scenario {
  const document = unwrap(readDocumentValue(documentWith(changes), FAKE_READING));
  return unwrap(scenarioOf(document, '', {}, FAKE_READING));
}

const start = (changes: Readonly<Record<string, unknown>>): Run<FakeState> =>
  startRun(FAKE_HOST, scenarioWith(changes), 7);

function commandsOf(run: Run<FakeState>): string[] {
  return run.director.log.map(({ index, atUs, verb, by, nodes, ended, refusal }) => {
    const names = nodes.map((node) => run.world.nodes[node]?.name).join('+');
    const ends = ended.length > 0 ? ` ends ${ended.join(',')}` : '';
    return `${index} ${atUs / 1_000_000}s ${by} ${verb} ${names}${ends}${refusal === '' ? '' : ` (${refusal})`}`;
  });
}

const SCRIPT = [
  { at: '1s', do: 'slow-link', from: 'leader(orders-0)', to: 'followers(orders-0)', latency: '400ms', for: '3s' },
  { at: '2s', do: 'crash', node: 'leader(orders-0)', as: 'old' },
  { at: '2s', do: 'pause', node: 'follower(orders-0,1)', until: '5s' },
  { at: '6s', do: 'restart', node: '$old' },
  { on: { event: 'acked', while: 'now >= 7s', count: 2, after: '250ms' }, do: 'isolate', node: 'broker-3', as: 'cut' },
  { at: '9s', do: 'heal', what: '$cut' },
];

describe('a script', () => {
  it('is carried out at its times, its ends and its triggers, in the order of taking', () => {
    const run = start({ script: SCRIPT });

    finishRun(run);

    const log = commandsOf(run);
    const [seconds] = /\d\.\d+/.exec(log[6] ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(7.25);
    expect(log.map((line) => line.replace(seconds ?? '', 'T'))).toEqual([
      '0 1s script slow-link ',
      '1 2s script crash broker-1',
      '2 2s script pause broker-2',
      '3 4s script end  ends 0',
      '4 5s script end broker-2 ends 2',
      '5 6s script restart broker-1',
      '6 Ts script isolate broker-3',
      '7 9s script heal broker-3 ends 6',
      '8 10s closing stop-producers ',
    ]);
  });

  it('says that nobody holds a role, and does nothing then', () => {
    const run = start({
      script: [
        { at: '1s', do: 'crash', node: 'leader(orders-0)' },
        { at: '2s', do: 'crash', node: 'leader(orders-0)' },
      ],
    });

    finishRun(run);

    expect(commandsOf(run)[1]).toBe('1 2s script crash  (target.nobody)');
  });

  it('heals all faults in the closing phase, starts servers and leaves crashed clients away', () => {
    const run = start({
      script: [
        { at: '1s', do: 'crash', node: 'broker-2' },
        { at: '2s', do: 'crash', node: 'producer(checkout)' },
        { at: '3s', do: 'cut-link', from: 'broker-1', to: 'broker-3' },
        { at: '30s', do: 'crash', node: 'broker-1' },
      ],
    });

    finishRun(run);

    expect(commandsOf(run).slice(3)).toEqual([
      '3 10s closing heal  ends 2',
      '4 10s closing restart broker-2',
      '5 10s closing stop-producers ',
    ]);
    expect(run.world.nodes.map((node) => node.status)).toEqual(['up', 'up', 'up', 'up', 'crashed']);
  });

  it('leaves the faults where it says so', () => {
    const run = start({ heal: false, script: [{ at: '1s', do: 'crash', node: 'broker-1' }] });

    finishRun(run);

    expect(commandsOf(run).slice(1)).toEqual(['1 10s closing stop-producers ']);
  });

  it('starts again what has a time to come back', () => {
    const run = start({ script: [{ at: '1s', do: 'stop', node: 'broker-2', 'restart-after': '2s' }] });

    advance(run, 3_500_000, 1e9);

    expect(commandsOf(run)).toEqual(['0 1s script stop broker-2', '1 3s script restart broker-2']);
  });

  it('repeats a trigger only when asked', () => {
    const once = start({ script: [{ on: { event: 'produced', count: 3 }, do: 'heal' }] });
    const often = start({ script: [{ on: { event: 'produced', count: 30, repeat: true }, do: 'heal' }] });

    advance(once, 9_950_000, 1e9);
    advance(often, 9_950_000, 1e9);

    expect(once.director.log).toHaveLength(1);
    expect(often.director.log).toHaveLength(3);
  });

  it('lets a trigger act right after the event that matched', () => {
    const run = start({
      script: [{ on: { event: 'produced', match: { uid: 'm10' } }, do: 'crash', node: 'broker-1' }],
    });

    advance(run, 9_000_000, 1e9);

    expect(commandsOf(run)).toEqual(['0 1s script crash broker-1']);
  });

  it('ends a fault by a trigger', () => {
    const until = { event: 'produced', match: { uid: 'm20' } };
    const run = start({ script: [{ at: '1s', do: 'isolate', node: 'broker-3', from: ['peers'], until }] });

    advance(run, 9_000_000, 1e9);

    expect(commandsOf(run)).toEqual(['0 1s script isolate broker-3', '1 2s script end broker-3 ends 0']);
  });
});

describe('a run', () => {
  it('gives the same hash twice, and another one with another seed', () => {
    const scenario = scenarioWith({ script: SCRIPT });
    const hash = (seed: number): string => finishRun(startRun(FAKE_HOST, scenario, seed)).hash;

    expect(hash(7)).toBe(hash(7));
    expect(hash(7)).not.toBe(hash(8));
    expect(hash(7)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('gives the same hash when its script is typed in while it runs', () => {
    const scripted = finishRun(start({ script: SCRIPT }));
    const typed = start({});

    for (const entry of SCRIPT.toSorted((one, other) => Number('at' in one) - Number('at' in other))) {
      const atUs = 'at' in entry ? Number.parseInt(entry.at ?? '', 10) * 1_000_000 : 0;
      if (atUs > 0) advance(typed, atUs - 300_000, 1e9);
      expect(typeCommand(typed, entry, atUs)).toEqual({ ok: true, value: null });
    }

    expect(finishRun(typed).hash).toBe(scripted.hash);
  });

  it('gives the same hash however it is cut into slices', () => {
    const whole = finishRun(start({ script: SCRIPT }));
    const sliced = start({ script: SCRIPT });

    for (let us = 0; us < 11_000_000; us += 137_123) advance(sliced, us, 1e9);
    const one = start({ script: SCRIPT });
    while (one.phase !== 'ended') advance(one, Number.POSITIVE_INFINITY, 1);

    expect(finishRun(sliced)).toEqual(whole);
    expect(finishRun(one)).toEqual(whole);
  });

  it('forked at any event goes on as the original does', () => {
    const whole = finishRun(start({ script: SCRIPT }));
    const run = start({ script: SCRIPT });

    for (const events of [1, 20, 50, 33, 70, 100]) {
      advance(run, Number.POSITIVE_INFINITY, events);
      expect(finishRun(forkRun(run))).toEqual(whole);
    }

    expect(finishRun(run)).toEqual(whole);
  });

  it('gives the same hash whether or not somebody listens', () => {
    const script = SCRIPT.slice(0, 4);
    const heard = finishRun(start({ script, expect: [{ event: 'acked', min: 1 }] }));
    const deaf = start({ script });
    deaf.world.listener = null;

    advance(deaf, Number.POSITIVE_INFINITY, 1e9);

    expect(finishRun(deaf).hash).toBe(heard.hash);
  });

  it('counts events for its expectations, in a span of time and under a condition', () => {
    const run = start({
      script: [{ at: '5s', do: 'crash', node: 'broker-1' }],
      expect: [
        { event: 'produced', from: '1s', to: '2s', equals: 10 },
        { event: 'produced', while: 'now >= 9s', min: 1 },
        { value: 'atRisk', event: 'fault-begin', equals: 0 },
        { verdict: 'acked', max: { verdict: 'produced' } },
        { event: 'acked', match: { uid: 'm1' }, equals: 1 },
        { event: 'node-status', match: { node: 'leader(orders-0)' }, equals: 2 },
        { verdict: 'acked', min: 1000 },
      ],
    });

    const { expectations, ok } = finishRun(run);

    expect(expectations.map((outcome) => outcome.ok)).toEqual([true, true, true, true, true, true, false]);
    expect(expectations[6]).toMatchObject({ text: 'acked ≥ 1000', ok: false });
    expect(ok).toBe(false);
  });

  it('refuses a command at an instant that has been simulated', () => {
    const run = start({});
    advance(run, 5_000_000, 1e9);

    expect(typeCommand(run, { do: 'crash', node: 'broker-1' }, 1_000_000)).toMatchObject({
      ok: false,
      mistakes: [{ code: 'command.too-late' }],
    });
    expect(typeCommand(run, { do: 'crsh', node: 'broker-1' }, 6_000_000)).toMatchObject({
      ok: false,
      mistakes: [{ path: 'command.do', code: 'verb.unknown' }],
    });
  });

  it('stops with a clear word when it has had too many events', () => {
    const run = startRun(FAKE_HOST, scenarioWith({}), 7, 50);

    expect(finishRun(run)).toMatchObject({ stopped: 'run.event-budget', events: 50, ok: false });
  });

  it('ends at the bound of the closing phase with something open', () => {
    const run = start({ settle: '2s', script: [{ at: '5s', do: 'crash', node: 'producer(checkout)' }] });
    stepWorld(run.world);
    run.witness.onObservation(8, 4, 0, 0, 0, 0, 0, 0, -1);

    const result = finishRun(run);

    expect(result.verdict.stuck).toBe(1);
    expect(result.simulatedUs).toBe(12_000_000);
  });
});
