import * as v from 'valibot';
import { at } from '../sim/column.ts';
import { type FieldTable, isValidHeadersBinding, matchesHeaders, NO_FIELDS } from './exchange/headers.ts';
import { bindingTo, NO_EXCHANGE, routeMessage, TO_QUEUE, TOPIC } from './exchange/route.ts';
import { isValidTopicBinding, matchesTopic, topicWords } from './exchange/topic.ts';

const FIELDS = v.pipe(
  v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
  v.transform((fields): FieldTable => ({ names: Object.keys(fields), values: Object.values(fields) })),
);
const ROUTE = v.object({ bindings: v.array(v.tuple([v.string(), v.string()])), routingKey: v.string() });
const MATCH = v.object({ pattern: v.string(), routingKey: v.string() });
const BINDING_KEY = v.object({ bindingKey: v.string() });
const HEADERS_MATCH = v.object({ arguments: FIELDS, headers: FIELDS });
const ARGUMENTS = v.object({ arguments: FIELDS });

/**
 * What RabbitMQ's rules make of a test vector's input, by kind of vector. The functions here only translate between the
 * words of the vectors and those of the rules.
 */
export const RABBITMQ_VECTORS: Readonly<Record<string, (input: unknown) => unknown>> = {
  'topic-route': runTopicRoute,
  'topic-match': runTopicMatch,
  'topic-binding-valid': runTopicBindingValid,
  'headers-match': runHeadersMatch,
  'headers-binding-valid': runHeadersBindingValid,
};

/** Fields of a result, at any depth, whose lists are sets. */
export const RABBITMQ_SETS: Readonly<Record<string, readonly string[]>> = { 'topic-route': ['queues'] };

/** Destinations that are exchanges are named like queues, and not followed. */
function runTopicRoute(input: unknown): unknown {
  const { bindings, routingKey } = v.parse(ROUTE, input);
  const names = [...new Set(bindings.map(([, destination]) => destination))];
  const exchange = {
    type: TOPIC,
    bindings: bindings.map(([key, destination]) => bindingTo(TO_QUEUE, names.indexOf(destination), key, NO_FIELDS)),
    alternate: NO_EXCHANGE,
  };
  return { queues: routeMessage([exchange], 0, routingKey, NO_FIELDS).map((queue) => at(names, queue)) };
}

function runTopicMatch(input: unknown): unknown {
  const { pattern, routingKey } = v.parse(MATCH, input);
  return { matches: matchesTopic(topicWords(pattern), topicWords(routingKey)) };
}

function runTopicBindingValid(input: unknown): unknown {
  return { valid: isValidTopicBinding(v.parse(BINDING_KEY, input).bindingKey) };
}

function runHeadersMatch(input: unknown): unknown {
  const { arguments: bindingArguments, headers } = v.parse(HEADERS_MATCH, input);
  return { matches: matchesHeaders(bindingArguments, headers) };
}

function runHeadersBindingValid(input: unknown): unknown {
  return { valid: isValidHeadersBinding(v.parse(ARGUMENTS, input).arguments) };
}
