/** Types of values, as the original has them; a property is always a text, a condition always a boolean. */
export type ValueType = 'text' | 'boolean' | NumberType;

/** `Integer`, `Long` and `Double`: a literal has the first of the two whole ones that it fits. */
export type NumberType = 'integer' | 'long' | 'double';

/** Anything that has a value: `SqlCondition` where that value is true, false or null. */
export type SqlExpression = SqlOperand | SqlCondition;

export type SqlOperand =
  /** `slot` counts the property names of the filter. */
  | { readonly kind: 'property'; readonly slot: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly type: NumberType; readonly value: number | bigint }
  | { readonly kind: 'negative'; readonly of: SqlExpression };

export type SqlCondition =
  /** `TRUE`, `FALSE` and `NULL`. */
  | { readonly kind: 'constant'; readonly value: boolean | null }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SqlCondition[] }
  | { readonly kind: 'not'; readonly of: SqlCondition }
  /** A property that stands where a condition should: no text is true, so it is false or null. */
  | { readonly kind: 'bare'; readonly slot: number }
  | { readonly kind: 'equal'; readonly left: SqlExpression; readonly right: SqlExpression }
  | {
      readonly kind: 'order';
      readonly sign: OrderSign;
      readonly left: SqlExpression;
      readonly right: SqlExpression;
    }
  | { readonly kind: 'in'; readonly slot: number; readonly texts: readonly string[]; readonly negated: boolean }
  | {
      readonly kind: 'contains' | 'startswith' | 'endswith';
      readonly of: SqlExpression;
      readonly piece: string;
      readonly negated: boolean;
    };

export type OrderSign = '>' | '>=' | '<' | '<=';

/** A subscription's expression, ready to be asked about messages. */
export interface SqlFilter {
  readonly condition: SqlCondition;
  /** Each property that the expression names, once; a message's values are given in this order. */
  readonly propertyNames: readonly string[];
}

/** What the value of an expression is, if it is not null. */
export function typeOf(expression: SqlExpression): ValueType {
  let inner = expression;
  while (inner.kind === 'negative') inner = inner.of;
  if (inner.kind === 'number') return inner.type;
  return inner.kind === 'property' || inner.kind === 'text' ? 'text' : 'boolean';
}

/** A condition as it is; a bare property as one; null for what cannot be one. */
export function asCondition(expression: SqlExpression): SqlCondition | null {
  switch (expression.kind) {
    case 'property':
      return { kind: 'bare', slot: expression.slot };
    case 'text':
    case 'number':
    case 'negative':
      return null;
    default:
      return expression;
  }
}
