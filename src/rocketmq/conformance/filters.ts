import * as v from 'valibot';
import { evaluateFilter } from '../filter/sql/evaluator.ts';
import { parseSqlFilter } from '../filter/sql/parser.ts';
import { isSubscribable, parseTagSubscription, passesBroker, passesClient, tagsCodeOf } from '../filter/tag-filter.ts';

const TEXT = v.nullish(v.string(), null);
const TAG = v.object({ tag: TEXT });
const SUBSCRIPTION = v.object({ expression: TEXT, type: v.nullish(v.string(), 'TAG') });
const TAG_FILTER = v.object({ expression: TEXT, tag: TEXT });
const SQL_FILTER = v.object({ expression: v.string(), properties: v.record(v.string(), TEXT) });

const INVALID = { error: 'INVALID_SUBSCRIPTION' };

export function runTagHash(input: unknown): unknown {
  return { tagsCode: tagsCodeOf(v.parse(TAG, input).tag) };
}

export function runTagSubscription(input: unknown): unknown {
  const { expression, type } = v.parse(SUBSCRIPTION, input);
  if (type !== 'TAG') return isSubscribable(expression) ? { matchesAll: false, tags: [], tagsCodes: [] } : INVALID;
  return parseTagSubscription(expression) ?? INVALID;
}

export function runTagFilter(input: unknown): unknown {
  const { expression, tag } = v.parse(TAG_FILTER, input);
  const subscription = parseTagSubscription(expression);
  if (subscription === null) return { ...INVALID, brokerPasses: false, delivered: false };
  const brokerPasses = passesBroker(subscription, tagsCodeOf(tag));
  return { brokerPasses, delivered: brokerPasses && passesClient(subscription, tag) };
}

export function runSqlFilter(input: unknown): unknown {
  const { expression, properties } = v.parse(SQL_FILTER, input);
  const filter = parseSqlFilter(expression);
  if (filter === null) return { error: 'PARSE_ERROR', matched: false };
  const values = filter.propertyNames.map((name) =>
    Object.hasOwn(properties, name) ? (properties[name] ?? null) : null,
  );
  const value = evaluateFilter(filter, values);
  return value === 'EVALUATION_ERROR' ? { error: value, matched: false } : { value, matched: value === true };
}
