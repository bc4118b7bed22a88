import { at } from '../../sim/column.ts';
import { WorldContext } from '../../sim/context.ts';
import type { Verb } from '../../sim/faults/verb.ts';
import { utf8Length } from '../../sim/utf8.ts';
import { RUNNING } from '../client/producer-state.ts';
import { sendByHand } from '../client/send-call.ts';
import { producerNamed } from '../clients.ts';
import type { KafkaState } from '../cluster.ts';

/**
 * The application calls send: a record of the user's own to follow. Left out: headers.
 *
 * @remarks `tombstone`: the value is null, whatever else is given. Without `size` a record is as large as its key and value, or as the workload's records if it has no value.
 */
export const send: Verb<KafkaState> = {
  name: 'send',
  target: 'none',
  group: 'client',
  aims: ['client'],
  parameters: {
    producer: { type: 'text', default: '', required: true },
    key: { type: 'text', default: '' },
    value: { type: 'text', default: '' },
    tombstone: { type: 'flag', default: false },
    partition: { type: 'count', default: '' },
    size: { type: 'size', default: '' },
    count: { type: 'count', default: 1 },
  },
  begin: (world, given) => {
    const { key, value, tombstone, partition, size, count = 1 } = given.values;
    const name = String(given.values.producer);
    const producer = producerNamed(world.state, name);
    if (producer === null) return { code: 'producer.unknown', parameters: { producer: name } };
    if (producer.life !== RUNNING) return { code: 'producer.not-running', parameters: { producer: name } };
    const partitions = at(world.state.plan.topics, producer.topic).partitions.length;
    if (typeof partition === 'number' && partition >= partitions) {
      return { code: 'partition.unknown', parameters: { partition, partitions } };
    }
    const keyText = key === undefined || key === '' ? null : String(key);
    const valueText = value === undefined || value === '' ? null : String(value);
    const keyBytes = keyText === null ? 0 : utf8Length(keyText);
    const isNull = tombstone === true;
    const natural = isNull
      ? keyBytes
      : valueText === null
        ? producer.setup.sizeBytes
        : keyBytes + utf8Length(valueText);
    const record = {
      key: keyText,
      value: isNull ? null : valueText,
      isNull,
      partition: typeof partition === 'number' ? partition : -1,
      size: Math.max(keyBytes, typeof size === 'number' ? size : natural),
    };
    const ctx = new WorldContext(world, producer.node);
    for (let i = 0; i < Number(count); i++) sendByHand(world.state, producer, record, ctx);
    return null;
  },
  end: null,
};
