import { describe, expect, it } from 'vitest';
import type { OpenRequest, TypedCommand } from '../../src/engine/protocol.ts';
import { addCommand, knownUs, openSession, runAhead, runAt, type Session, takeBack } from '../../src/engine/session.ts';
import { advance, resultOf } from '../../src/scenario/run.ts';
import { createRun, readScenario, type SystemRun } from '../../src/scenario/systems.ts';
import { createStreams } from '../../src/sim/random.ts';
import { worldHash } from '../../src/sim/world.ts';
import { request, right, textOf } from './open-host.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const CRASH: TypedCommand = { atUs: 7_000_001, entry: { do: 'crash', node: 'broker-1' } };
const PAUSE: TypedCommand = { atUs: 3_000_001, entry: { do: 'pause', node: 'broker-2', for: '2s' } };

describe('a session', () => {
  it('comes to the result of a run that was never forked', () => {
    const session = opened();
    runAhead(session, FOREVER, FOREVER);

    expect(resultOf(session.head)).toEqual(resultOf(straight(FOREVER)));
  });

  it('shows at an instant the world of a straight run up to it', () => {
    const session = opened();
    runAhead(session, FOREVER, FOREVER);

    for (const timeUs of [0, 1, 2_999_999, 9_000_000, 13_333_333, 20_000_000]) {
      expect(worldHash(runAt(session, timeUs).world)).toBe(worldHash(straight(timeUs).world));
    }
  });

  it('shows the same world at an instant however it was reached, 100 times back and forth', () => {
    const session = opened();
    runAhead(session, FOREVER, FOREVER);
    const instants = Array.from({ length: 12 }, (_, i) => Math.floor((knownUs(session) * i) / 12) + 17);
    const first = instants.map((timeUs) => worldHash(runAt(session, timeUs).world));

    let place = 1;
    for (let i = 0; i < 100; i++) {
      place = (place * 7 + i) % instants.length;
      expect(worldHash(runAt(session, instants[place] ?? 0).world)).toBe(first[place]);
    }
  });

  it('goes on after a command in the past as a run that had the command from its start', () => {
    const session = opened();
    runAhead(session, FOREVER, FOREVER);

    right(addCommand(session, CRASH));
    right(addCommand(session, PAUSE));
    runAhead(session, FOREVER, FOREVER);

    const expected = straight(FOREVER, [PAUSE, CRASH]);
    expect(worldHash(session.head.world)).toBe(worldHash(expected.world));
    expect(worldHash(runAt(session, 5_000_000).world)).toBe(worldHash(straight(5_000_000, [PAUSE, CRASH]).world));
  });

  it('takes commands that came with the request, and others before, between and after them', () => {
    const session = opened({ commands: [CRASH] });
    runAhead(session, 9_000_000, FOREVER);

    right(addCommand(session, PAUSE));
    runAhead(session, FOREVER, FOREVER);

    expect(worldHash(session.head.world)).toBe(worldHash(straight(FOREVER, [PAUSE, CRASH]).world));
  });

  it('is as before once a command is taken back', () => {
    const session = opened();
    runAhead(session, 12_000_000, FOREVER);
    right(addCommand(session, CRASH));
    runAhead(session, 12_000_000, FOREVER);

    const [last] = session.typed;
    if (last !== undefined) takeBack(session, last);
    runAhead(session, FOREVER, FOREVER);

    expect(worldHash(session.head.world)).toBe(worldHash(straight(FOREVER).world));
  });

  it('leaves the same series whether it was run at once or in slices with a command taken back', () => {
    const whole = opened();
    runAhead(whole, FOREVER, FOREVER);
    const pieces = opened();
    runAhead(pieces, 12_000_000, FOREVER);
    right(addCommand(pieces, CRASH));
    runAhead(pieces, 10_000_000, FOREVER);
    const [last] = pieces.typed;
    if (last !== undefined) takeBack(pieces, last);
    while (!runAhead(pieces, FOREVER, 500));

    expect(pieces.series).toEqual(whole.series);
  });

  it('is not changed by a command with a mistake', () => {
    const session = opened();
    runAhead(session, 12_000_000, FOREVER);
    const before = session.checkpoints.list.length;

    const answer = addCommand(session, { atUs: 2_000_000, entry: { do: 'crash', node: 'broker-77' } });

    expect(answer.ok).toBe(false);
    expect(session.typed).toEqual([]);
    expect(session.checkpoints.list.length).toBe(before);
  });

  it('refuses commands of a request that have mistakes, and names them', () => {
    const answer = openSession(
      textOf('first-light'),
      request({ commands: [{ atUs: 5, entry: { do: 'crush' } }] }),
      null,
    );

    expect(answer).toMatchObject({ ok: false, mistakes: [{ path: 'commands.0.command.do', code: 'verb.unknown' }] });
  });

  it('reads a seed of the request before that of the document', () => {
    expect(opened({ seed: 41 }).head.world.streams.seed).toBe(createStreams(41).seed);
  });
});

function opened(change: Partial<OpenRequest> = {}): Session {
  return right(openSession(textOf('first-light'), request(change), null));
}

function straight(untilUs: number, typed: readonly TypedCommand[] = []): SystemRun {
  const read = readScenario(textOf('first-light'));
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const made = createRun(read.value, { typed });
  if (!made.ok) throw new Error(JSON.stringify(made.mistakes));
  advance(made.value, untilUs, FOREVER);
  return made.value;
}
