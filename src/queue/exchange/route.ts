import { at, numberAt } from '../../sim/column.ts';
import { frozen, listOf, NUMBER, shape } from '../../sim/shape.ts';
import { type FieldTable, matchesHeaders } from './headers.ts';
import { matchesTopic, topicWords } from './topic.ts';

/** Types of an exchange. */
export const DIRECT = 0;
export const FANOUT = 1;
export const TOPIC = 2;
export const HEADERS = 3;

export const TO_QUEUE = 0;
export const TO_EXCHANGE = 1;
/** An exchange without an alternate one. */
export const NO_EXCHANGE = -1;

/** It never changes; unbinding takes it off the exchange's list. */
export interface Binding {
  readonly key: string;
  /** The same, as a topic exchange sees it. */
  readonly words: readonly string[];
  readonly arguments: FieldTable;
  readonly kind: typeof TO_QUEUE | typeof TO_EXCHANGE;
  /** Number of the queue or of the exchange. */
  readonly destination: number;
}

export interface Exchange {
  readonly type: number;
  bindings: Binding[];
  /** `alternate-exchange`: where messages go that no binding takes. */
  alternate: number;
}

export const exchangeForm = shape<Exchange>({ type: NUMBER, bindings: listOf(frozen<Binding>()), alternate: NUMBER });

export function bindingTo(
  kind: typeof TO_QUEUE | typeof TO_EXCHANGE,
  destination: number,
  key: string,
  bindingArguments: FieldTable,
): Binding {
  return { key, words: topicWords(key), arguments: bindingArguments, kind, destination };
}

/**
 * The queues that a message goes to, each once however many bindings take it, in the order in which they are reached.
 *
 * @remarks
 * Bindings between exchanges are followed, and each exchange is asked once. An exchange none of whose bindings takes
 * the message hands it to its alternate exchange. An empty answer: the message is unroutable, so it is returned with
 * 312 NO_ROUTE if it was `mandatory`, else dropped. The default exchange is a direct one to which each queue is bound
 * by its name. Left out: extra keys in the headers CC and BCC.
 *
 * @param exchanges - by number
 * @see `rabbit_exchange:route`
 */
export function routeMessage(
  exchanges: readonly Exchange[],
  exchange: number,
  routingKey: string,
  headers: FieldTable,
): number[] {
  const words = topicWords(routingKey);
  const queues: number[] = [];
  const asked = [exchange];
  for (let i = 0; i < asked.length; i++) {
    const { type, bindings, alternate } = at(exchanges, numberAt(asked, i));
    let isTaken = false;
    for (let k = 0; k < bindings.length; k++) {
      const binding = at(bindings, k);
      if (!takes(type, binding, routingKey, words, headers)) continue;
      isTaken = true;
      addOnce(binding.kind === TO_QUEUE ? queues : asked, binding.destination);
    }
    if (!isTaken && alternate !== NO_EXCHANGE) addOnce(asked, alternate);
  }
  return queues;
}

function takes(
  type: number,
  binding: Binding,
  routingKey: string,
  words: readonly string[],
  headers: FieldTable,
): boolean {
  switch (type) {
    case DIRECT:
      return binding.key === routingKey;
    case TOPIC:
      return matchesTopic(binding.words, words);
    case HEADERS:
      return matchesHeaders(binding.arguments, headers);
    default:
      return true;
  }
}

function addOnce(list: number[], value: number): void {
  if (!list.includes(value)) list.push(value);
}
