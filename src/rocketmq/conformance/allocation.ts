import * as v from 'valibot';
import type { MessageModel } from '../client/listener-result.ts';
import { queuesFor, type RebalanceView, sortView } from '../client/rebalance/rebalance.ts';
import { type AllocateStrategy, allocate } from '../client/rebalance/strategy.ts';
import type { MessageQueue } from '../message-queue.ts';

const QUEUE = v.tuple([v.string(), v.number()]);
const ALLOCATION = v.object({
  strategy: v.string(),
  topic: v.string(),
  queues: v.nullish(v.array(QUEUE), []),
  consumers: v.nullish(v.array(v.string()), []),
  rooms: v.nullish(v.array(v.string()), []),
  configured: v.nullish(v.array(QUEUE), []),
  virtualNodes: v.nullish(v.number(), 10),
  /** Null is an id that is not there, and none at all asks for every consumer. */
  current: v.optional(v.nullable(v.string())),
  mode: v.nullish(v.picklist(['CLUSTERING', 'BROADCASTING']), 'CLUSTERING'),
});

type AllocationInput = v.InferOutput<typeof ALLOCATION>;

/** What is before the name of the strategy that shares out the queues of one room. */
const NEARBY = 'MACHINE_ROOM_NEARBY-';

export function runAllocate(input: unknown): unknown {
  const given = v.parse(ALLOCATION, input);
  const view = viewOf(given);
  if (given.current === undefined) return assignments(given, view, 'CLUSTERING');
  const queues = allocate(strategyOf(given), view.queues, view.consumers, given.current ?? '');
  return queues === 'ILLEGAL_ARGUMENT' ? { error: queues } : { queues: pairs(queues) };
}

export function runRebalance(input: unknown): unknown {
  const given = v.parse(ALLOCATION, input);
  const view = sortView(viewOf(given));
  const sorted = { sortedQueues: pairs(view.queues), sortedConsumers: view.consumers };
  return { ...sorted, ...assignments(given, view, given.mode) };
}

/** What each consumer takes for itself; all of them are refused where one is. */
function assignments(given: AllocationInput, view: RebalanceView, model: MessageModel): Record<string, unknown> {
  const strategy = strategyOf(given);
  const assignment: Record<string, [string, number][]> = {};
  if (view.consumers.length === 0) return { error: 'ILLEGAL_ARGUMENT' };
  for (const consumer of view.consumers) {
    const queues = queuesFor(consumer, view, model, strategy);
    if (queues === 'ILLEGAL_ARGUMENT') return { error: queues };
    assignment[consumer] = pairs(queues);
  }
  return { assignment };
}

function viewOf({ topic, queues, consumers }: AllocationInput): RebalanceView {
  return { queues: queuesOf(topic, queues), consumers };
}

function strategyOf(given: AllocationInput): AllocateStrategy {
  return strategyNamed(given.strategy, given);
}

function strategyNamed(name: string, given: AllocationInput): AllocateStrategy {
  if (name.startsWith(NEARBY)) {
    return { name: 'MACHINE_ROOM_NEARBY', inner: strategyNamed(name.slice(NEARBY.length), given) };
  }
  switch (name) {
    case 'AVG':
    case 'AVG_BY_CIRCLE':
      return { name };
    case 'CONFIG':
      return { name, configured: queuesOf(given.topic, given.configured) };
    case 'MACHINE_ROOM':
      return { name, rooms: given.rooms };
    case 'CONSISTENT_HASH':
      return { name, virtualNodeCount: given.virtualNodes };
    default:
      throw new Error(`unknown strategy: ${name}`);
  }
}

function queuesOf(topic: string, queues: AllocationInput['queues']): MessageQueue[] {
  return queues.map(([brokerName, queueId]) => ({ topic, brokerName, queueId }));
}

function pairs(queues: readonly MessageQueue[]): [string, number][] {
  return queues.map(({ brokerName, queueId }) => [brokerName, queueId]);
}
