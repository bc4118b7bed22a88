import type { Verb } from '../../sim/faults/verb.ts';
import { stopNode } from '../../sim/node-life.ts';
import { producerNamed } from '../clients.ts';
import type { KafkaState } from '../cluster.ts';

const GRACE_US = 30_000_000;

/** A producer closes its client in order: with `flush` it first sends what it holds, else it gives that up. */
export const removeProducer: Verb<KafkaState> = {
  name: 'remove-producer',
  target: 'none',
  group: 'client',
  aims: ['client'],
  parameters: {
    producer: { type: 'text', default: '', required: true },
    flush: { type: 'flag', default: true },
    grace: { type: 'duration', default: '30s' },
  },
  begin: (world, given) => {
    const { flush = true, grace } = given.values;
    const name = String(given.values.producer);
    const producer = producerNamed(world.state, name);
    if (producer === null) return { code: 'producer.unknown', parameters: { producer: name } };
    if (world.nodes[producer.node]?.status !== 'up') {
      return { code: 'producer.not-running', parameters: { producer: name } };
    }
    const graceUs = typeof grace === 'number' ? grace : GRACE_US;
    stopNode(world, producer.node, flush === false ? 0 : graceUs);
    return null;
  },
  end: null,
};
