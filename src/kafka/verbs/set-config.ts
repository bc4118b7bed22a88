import { WorldContext } from '../../sim/context.ts';
import type { Refusal, Verb } from '../../sim/faults/verb.ts';
import { nodeNamed, type World } from '../../sim/world.ts';
import { parseTopicConfig, TOPIC_CONFIG } from '../broker/topic-config.ts';
import { replaceInstance } from '../client/producer.ts';
import { checkProducerConfig } from '../client/producer-config.ts';
import { DOWN } from '../client/producer-state.ts';
import type { KafkaState } from '../cluster.ts';
import { activeController } from '../controller/active-controller.ts';
import { alterTopicConfig, isActive } from '../controller/controller.ts';
import { setGroupConfig, setMemberConfig } from './set-group-config.ts';

/** `close()` of a client that is replaced takes at most this long. */
const CLOSE_US = 30_000_000;

/**
 * Changes a setting while the world runs, as the row of its key says: a client is closed and made anew, a topic's
 * setting goes through the controller, and what needs a new run is refused.
 */
export const setConfig: Verb<KafkaState> = {
  name: 'set-config',
  target: 'none',
  group: 'operation',
  aims: [],
  parameters: {
    // `producer(checkout)`, `group(billing)`, `member(billing-1)`, `topic(orders)` or `broker`
    target: { type: 'text', default: '', required: true },
    key: { type: 'text', default: '', required: true },
    value: { type: 'value', default: '', required: true },
  },
  begin: (world, given) => {
    const target = String(given.values.target);
    const key = String(given.values.key);
    const { value = '' } = given.values;
    if (typeof value === 'object') return { code: 'config.wrong-type', parameters: { key } };
    const found = /^(producer|group|member|topic)\(([^)]+)\)$/.exec(target);
    const name = found?.[2] ?? '';
    switch (found?.[1]) {
      case 'producer':
        return setProducerConfig(world, name, key, value);
      case 'group':
        return setGroupConfig(world, name, key, value);
      case 'member':
        return setMemberConfig(world, name, key, value);
      case 'topic':
        return setTopicConfig(world, name, key, value);
      default:
        return { code: target === 'broker' ? 'config.new-run' : 'target.unknown', parameters: { key, target } };
    }
  },
  end: null,
};

function setProducerConfig(
  world: World<KafkaState>,
  name: string,
  key: string,
  value: string | number | boolean,
): Refusal {
  const producer = world.state.actors[nodeNamed(world, name)];
  if (producer?.actor !== 'producer') return { code: 'producer.unknown', parameters: { producer: name } };
  if (producer.life === DOWN) return { code: 'fault.not-running', parameters: {} };
  const setup = producer.nextSetup ?? producer.setup;
  const config = { ...setup.config, [key]: value };
  const [mistake] = checkProducerConfig(config);
  if (mistake !== undefined) {
    return { code: `config.${mistake.code}`, parameters: { key: mistake.key, ...mistake.parameters } };
  }
  const ctx = new WorldContext(world, producer.node);
  replaceInstance(world.state, producer, { ...setup, config }, CLOSE_US, ctx);
  return null;
}

function setTopicConfig(
  world: World<KafkaState>,
  name: string,
  key: string,
  value: string | number | boolean,
): Refusal {
  const { actors, plan } = world.state;
  const topic = plan.topics.findIndex((one) => one.name === name);
  if (topic < 0) return { code: 'topic.unknown', parameters: { topic: name } };
  const [mistake] = parseTopicConfig({ [key]: value }, plan.brokerConfig).mistakes;
  if (mistake !== undefined) {
    return { code: `config.${mistake.code}`, parameters: { key, ...mistake.parameters } };
  }
  const [node = -1] = activeController(world.state);
  const controller = actors[node];
  if (TOPIC_CONFIG[key]?.applies !== 'dynamic') return { code: 'config.new-run', parameters: { key } };
  if (controller?.actor !== 'controller') return { code: 'fault.not-running', parameters: {} };
  if (!isActive(controller)) return { code: 'fault.not-running', parameters: {} };
  const ctx = new WorldContext(world, node);
  alterTopicConfig(world.state, controller, topic, key, String(value), ctx);
  return null;
}
