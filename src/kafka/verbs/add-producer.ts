import type { GivenConfig } from '../../sim/config.ts';
import type { Refusal, Verb } from '../../sim/faults/verb.ts';
import { nodeNamed, type World } from '../../sim/world.ts';
import { checkProducerConfig } from '../client/producer-config.ts';
import { addProducerNode, producerNamed } from '../clients.ts';
import type { KafkaState } from '../cluster.ts';
import type { ProducerSetup } from '../setup.ts';

/** Another producer: a copy of an existing one (`like`, else the first), with what is given instead. */
export const addProducer: Verb<KafkaState> = {
  name: 'add-producer',
  target: 'none',
  group: 'client',
  aims: ['client'],
  parameters: {
    id: { type: 'text', default: '' },
    like: { type: 'text', default: '' },
    topic: { type: 'text', default: '' },
    // `100/s`, or per `ms`, `min`, `h`
    rate: { type: 'text', default: '' },
    // `acks=1`, …
    config: { type: 'list', default: '' },
  },
  begin: (world, given) => {
    const { state } = world;
    const { id = '', like = '', topic = '', rate = '', config } = given.values;
    const model = modelProducer(state, String(like));
    if (model === null) return { code: 'producer.unknown', parameters: { producer: String(like) } };
    const setup = { ...model, id: String(id) === '' ? freeName(world, model.id) : String(id), startUs: world.now };
    if (nodeNamed(world, setup.id) >= 0) return { code: 'node.name-taken', parameters: { id: setup.id } };
    const topicName = String(topic) === '' ? model.topic : String(topic);
    const number = state.plan.topics.findIndex((one) => one.name === topicName);
    if (number < 0) return { code: 'topic.unknown', parameters: { topic: topicName } };
    const newRate = String(rate) === '' ? model.rate : readRate(String(rate));
    if (newRate === null) return { code: 'rate.bad', parameters: { found: String(rate) } };
    const changed = { ...model.config, ...readSettings(config) };
    const refusal = refuse(changed);
    if (refusal !== null) return refusal;
    addProducerNode(world, { ...setup, topic: topicName, rate: newRate, config: changed }, number);
    return null;
  },
  end: null,
};

function modelProducer(state: KafkaState, like: string): ProducerSetup | null {
  if (like !== '') return producerNamed(state, like)?.setup ?? null;
  for (const actor of state.actors) if (actor?.actor === 'producer') return actor.setup;
  return null;
}

/** `checkout-2`, `checkout-3`, … */
function freeName(world: World<KafkaState>, id: string): string {
  for (let number = 2; ; number++) {
    const name = `${id}-${number}`;
    if (nodeNamed(world, name) < 0) return name;
  }
}

const UNITS_US: Readonly<Record<string, number>> = { ms: 1_000, s: 1_000_000, min: 60_000_000, h: 3_600_000_000 };

function readRate(text: string): ProducerSetup['rate'] | null {
  const found = /^(\d+)\/(ms|s|min|h)$/.exec(text.trim());
  const perUs = UNITS_US[found?.[2] ?? ''];
  return found === null || perUs === undefined ? null : { count: Number(found[1]), perUs };
}

function readSettings(config: unknown): GivenConfig {
  const settings: Record<string, string> = {};
  if (!Array.isArray(config)) return settings;
  for (const entry of config) {
    const text = String(entry);
    const equals = text.indexOf('=');
    settings[equals < 0 ? text : text.slice(0, equals)] = equals < 0 ? '' : text.slice(equals + 1);
  }
  return settings;
}

function refuse(config: GivenConfig): Refusal {
  const [mistake] = checkProducerConfig(config);
  if (mistake === undefined) return null;
  return { code: `config.${mistake.code}`, parameters: { key: mistake.key, ...mistake.parameters } };
}
