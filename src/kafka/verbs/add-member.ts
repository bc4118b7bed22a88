import { at } from '../../sim/column.ts';
import type { GivenConfig } from '../../sim/config.ts';
import type { Verb } from '../../sim/faults/verb.ts';
import { startNode } from '../../sim/node-life.ts';
import { addNode, nodeNamed, type World } from '../../sim/world.ts';
import { type ConsumerSetup, consumerFrom } from '../client/consumer-state.ts';
import type { KafkaState } from '../cluster.ts';

/**
 * Another member, as the first of the group is: same application, same settings. Where that one is a static member, the
 * new one gets an instance id of its own, as a deployment would give it, unless `instance` says whose it takes.
 */
export const addMember: Verb<KafkaState> = {
  name: 'add-member',
  target: 'none',
  group: 'client',
  aims: ['client'],
  parameters: {
    group: { type: 'text', default: '', required: true },
    id: { type: 'text', default: '' },
    n: { type: 'count', default: 1 },
    instance: { type: 'text', default: '' },
  },
  begin: (world, given) => {
    const { plan } = world.state;
    const name = String(given.values.group);
    const id = String(given.values.id ?? '');
    const instance = String(given.values.instance ?? '');
    const count = Number(given.values.n ?? 1);
    const group = plan.groups.findIndex((one) => one.name === name);
    if (group < 0) return { code: 'group.unknown', parameters: { group: name } };
    if (id !== '' && (count !== 1 || nodeNamed(world, id) >= 0)) return { code: 'node.name-taken', parameters: { id } };
    for (let i = 0; i < count; i++) {
      const model = modelMember(world.state, group);
      const own = id === '' ? freeName(world, name) : id;
      const node = addNode(world, own, 'client');
      const config = withInstance(model.config, instance === '' ? own : instance, instance !== '');
      const setup = { ...model, id: own, startUs: 0, config };
      world.state.actors[node] = consumerFrom(plan, node, setup, group, at(plan.groups, group).topics, 0);
      startNode(world, node);
    }
    return null;
  },
  end: null,
};

function modelMember(state: KafkaState, group: number): ConsumerSetup {
  for (const actor of state.actors) if (actor?.actor === 'consumer' && actor.group === group) return actor.setup;
  return {
    id: '',
    startUs: 0,
    processingUs: 0,
    commit: { how: 'none', when: 'after', every: 'poll' },
    config: at(state.plan.groups, group).setup.config,
  };
}

/** The settings with this instance id, if the model has one or it was asked for. */
function withInstance(config: GivenConfig, instance: string, asked: boolean): GivenConfig {
  const isStatic = asked || Object.hasOwn(config, 'group.instance.id');
  return isStatic ? { ...config, 'group.instance.id': instance } : config;
}

function freeName(world: World<KafkaState>, group: string): string {
  for (let number = 1; ; number++) {
    const name = `${group}-${number}`;
    if (nodeNamed(world, name) < 0) return name;
  }
}
