import { startNode } from '../sim/node-life.ts';
import { addNode, type World } from '../sim/world.ts';
import { createProducer, type ProducerState } from './client/producer-state.ts';
import type { KafkaState } from './cluster.ts';
import type { ProducerSetup } from './setup.ts';

/** Clients while a world runs: found by name, and added. */

/** The producer of this id, written alone or as `producer(id)`; null if there is none. */
export function producerNamed(state: KafkaState, text: string): ProducerState | null {
  const id = /^producer\(([^)]+)\)$/.exec(text.trim())?.[1] ?? text.trim();
  for (const actor of state.actors) if (actor?.actor === 'producer' && actor.setup.id === id) return actor;
  return null;
}

/** Adds a producer of a topic as a node of its own and starts it. */
export function addProducerNode(world: World<KafkaState>, setup: ProducerSetup, topic: number): void {
  const node = addNode(world, setup.id, 'client');
  world.state.actors[node] = createProducer(world.state.plan, node, setup, topic, 0);
  startNode(world, node);
}
