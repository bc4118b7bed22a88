import type { Context, Message, Model } from '../../src/sim/actor.ts';
import { at } from '../../src/sim/column.ts';
import { startNode } from '../../src/sim/node-life.ts';
import { listOf, NUMBER, shape, TEXT } from '../../src/sim/shape.ts';
import { addNode, createWorld, FIRST_SYSTEM_KIND, type LinkDefaults, type World } from '../../src/sim/world.ts';

/** Two kinds of actors for tests of the kernel: `ask` asks `answer` a number and gets its double. */
export interface ToyState {
  heard: string[];
  handled: number;
}

export interface Question extends Message {
  readonly number: number;
}

export const HEARD = FIRST_SYSTEM_KIND;
const toyForm = shape<ToyState>({ heard: listOf(TEXT), handled: NUMBER });

export const QUICK: LinkDefaults = { latencyUs: 1000, jitterUs: 0, bandwidth: 0 };

export const toyModel: Model<ToyState> = {
  name: 'toy',
  observations: [{ name: 'heard', fields: ['number'], key: true }],
  fork: toyForm.fork,
  hash: toyForm.hash,
  onStart: (state, ctx) => note(state, ctx, 'start'),
  onRequest: (state, connection, correlation, message, ctx) => {
    const number = numberOf(message);
    note(state, ctx, `request ${number}`);
    ctx.observe(HEARD, number, 0, 0, 0, 0, 0, -1);
    if (number >= 0) ctx.reply(connection, correlation, question(number * 2), 10);
  },
  onReply: (state, _connection, correlation, message, ctx) =>
    note(state, ctx, `reply ${correlation} ${numberOf(message)}`),
  onDisconnect: (state, _connection, ctx) => note(state, ctx, 'disconnect'),
  onTimer: (state, kind, a, b, ctx) => note(state, ctx, `timer ${kind} ${a} ${b}`),
  onStop: (state, _grace, ctx) => {
    note(state, ctx, 'stop');
    ctx.exit();
  },
  onCrash: (state, powerLost, ctx) => note(state, ctx, powerLost ? 'power lost' : 'crash'),
};

export function question(number: number, api = 7): Question {
  return { api, number };
}

/** A world of running nodes `a`, `b`, … whose log of what they heard is `world.state.heard`. */
export function toyWorld(nodes: number, seed = 1, link: LinkDefaults = QUICK): World<ToyState> {
  const world = createWorld(toyModel, { heard: [], handled: 0 }, seed, link);
  for (let i = 0; i < nodes; i++) addNode(world, String.fromCharCode(97 + i), i === 0 ? 'client' : 'server');
  for (let i = 0; i < nodes; i++) startNode(world, i);
  world.state.heard.length = 0;
  return world;
}

/** Lines `time node what`, with the time in ms. */
function note(state: ToyState, ctx: Context, what: string): void {
  state.handled += 1;
  state.heard.push(`${ctx.now / 1000} ${at('abcdefgh'.split(''), ctx.node)} ${what}`);
}

function numberOf(message: Message): number {
  return 'number' in message && typeof message.number === 'number' ? message.number : -1;
}
