import { evaluateFilter, type FilterOutcome } from '../../../../src/rocketmq/filter/sql/evaluator.ts';
import { parseSqlFilter } from '../../../../src/rocketmq/filter/sql/parser.ts';

export type Properties = Readonly<Record<string, string>>;

/** What an expression says of a message; its properties are those that are set. */
export function outcomeOf(expression: string, properties: Properties = {}): FilterOutcome | 'PARSE_ERROR' {
  const filter = parseSqlFilter(expression);
  if (filter === null) return 'PARSE_ERROR';
  return evaluateFilter(
    filter,
    filter.propertyNames.map((name) => properties[name] ?? null),
  );
}
