import { between, equalTo, inOrder, isNull, notBetween, notEqualTo, within } from './comparison.ts';
import { asCondition, type SqlCondition, type SqlExpression, type SqlFilter } from './expression.ts';
import { decodeText, fractionLiteral, wholeLiteral } from './literals.ts';
import { readToken, type Token, type TokenKind } from './tokens.ts';

/**
 * Reads the SQL92 expression of a subscription.
 *
 * @remarks
 * The grammar ends with the condition and not with the text: what stands behind a complete condition is ignored, so
 * `a like 'x%'` is the bare property `a`. Only the one token behind it must be one. The original gives up an
 * expression that is nested too deeply for its stack; here one with more than `MOST_LEVELS` levels.
 * @returns null where the subscription is refused (`SUBSCRIPTION_PARSE_FAILED`)
 * @see `SelectorParser.jj` in Apache RocketMQ; the broker needs `enablePropertyFilter` (`BrokerConfig`, false)
 */
export function parseSqlFilter(expression: string): SqlFilter | null {
  const parser: Parser = { expression, next: readToken(expression, 0), slots: new Map(), levels: 0 };
  const parsed = parseOr(parser);
  if (parsed === null || parser.next.kind === 'unknown') return null;
  const condition = asCondition(parsed);
  return condition === null ? null : { condition, propertyNames: [...parser.slots.keys()] };
}

interface Parser {
  readonly expression: string;
  /** The token that was looked at, but not taken. */
  next: Token;
  /** By the name of a property. */
  readonly slots: Map<string, number>;
  /** Open brackets and signs, and comparisons that continue another. */
  levels: number;
}

const MOST_LEVELS = 500;

/** Of each parse function: null where the expression is refused. */
type Parsed = SqlExpression | null;

function parseOr(parser: Parser): Parsed {
  const first = parseAnd(parser);
  if (first === null || parser.next.kind !== 'OR') return first;
  const parts = parseParts(parser, first, 'OR', parseAnd);
  return parts === null ? null : { kind: 'or', parts };
}

function parseAnd(parser: Parser): Parsed {
  const first = parseEquality(parser);
  if (first === null || parser.next.kind !== 'AND') return first;
  const parts = parseParts(parser, first, 'AND', parseEquality);
  return parts === null ? null : { kind: 'and', parts };
}

/** `first` and what the word joins to it, as conditions. */
function parseParts(
  parser: Parser,
  first: SqlExpression,
  word: 'AND' | 'OR',
  parsePart: (parser: Parser) => Parsed,
): SqlCondition[] | null {
  const head = asCondition(first);
  if (head === null) return null;
  const parts = [head];
  while (takes(parser, word)) {
    const part = parsePart(parser);
    const condition = part === null ? null : asCondition(part);
    if (condition === null) return null;
    parts.push(condition);
  }
  return parts;
}

function parseEquality(parser: Parser): Parsed {
  let left = parseComparison(parser);
  let levels = 0;
  while (left !== null && continuesEquality(parser.next.kind)) {
    if (levels++ > 0 && !mayDeepen(parser)) return null;
    left = parseEqualityRest(parser, left);
  }
  return left;
}

function continuesEquality(kind: TokenKind): boolean {
  return kind === '=' || kind === '<>' || kind === 'IS';
}

function parseEqualityRest(parser: Parser, left: SqlExpression): Parsed {
  const { kind } = take(parser);
  if (kind === 'IS') {
    const negated = takes(parser, 'NOT');
    if (!takes(parser, 'NULL')) return null;
    return negated ? { kind: 'not', of: isNull(left) } : isNull(left);
  }
  const right = parseComparison(parser);
  if (right === null) return null;
  return kind === '=' ? equalTo(left, right) : notEqualTo(left, right);
}

function parseComparison(parser: Parser): Parsed {
  let left = parseUnary(parser);
  let levels = 0;
  while (left !== null && continuesComparison(parser.next.kind)) {
    if (levels++ > 0 && !mayDeepen(parser)) return null;
    left = parseComparisonRest(parser, left);
  }
  return left;
}

function continuesComparison(kind: TokenKind): boolean {
  switch (kind) {
    case '>':
    case '>=':
    case '<':
    case '<=':
    case 'NOT':
    case 'BETWEEN':
    case 'IN':
    case 'CONTAINS':
    case 'STARTSWITH':
    case 'ENDSWITH':
      return true;
    default:
      return false;
  }
}

function parseComparisonRest(parser: Parser, left: SqlExpression): Parsed {
  const { kind } = parser.next;
  if (kind === '>' || kind === '>=' || kind === '<' || kind === '<=') {
    take(parser);
    const right = parseUnary(parser);
    return right === null ? null : inOrder(kind, left, right);
  }
  const negated = takes(parser, 'NOT');
  const word = take(parser).kind;
  switch (word) {
    case 'BETWEEN':
      return parseBounds(parser, left, negated);
    case 'IN': {
      const texts = parseTextList(parser);
      return texts === null ? null : within(left, texts, negated);
    }
    case 'CONTAINS':
    case 'STARTSWITH':
    case 'ENDSWITH': {
      const piece = parseText(parser);
      return piece === null ? null : { kind: PIECE_TESTS[word], of: left, piece, negated };
    }
    default:
      return null;
  }
}

const PIECE_TESTS = { CONTAINS: 'contains', STARTSWITH: 'startswith', ENDSWITH: 'endswith' } as const;

function parseBounds(parser: Parser, value: SqlExpression, negated: boolean): Parsed {
  const low = parseUnary(parser);
  if (low === null || !takes(parser, 'AND')) return null;
  const high = parseUnary(parser);
  if (high === null) return null;
  return negated ? notBetween(value, low, high) : between(value, low, high);
}

/** One text at least, in brackets. */
function parseTextList(parser: Parser): string[] | null {
  if (!takes(parser, '(')) return null;
  const texts: string[] = [];
  do {
    const text = parseText(parser);
    if (text === null) return null;
    texts.push(text);
  } while (takes(parser, ','));
  return takes(parser, ')') ? texts : null;
}

function parseText(parser: Parser): string | null {
  const token = take(parser);
  return token.kind === 'text' ? decodeText(token.image) : null;
}

/** Signs and NOT bind tighter than any comparison: `not a = 'x'` compares a condition with a text. */
function parseUnary(parser: Parser): Parsed {
  const { kind } = parser.next;
  if (kind !== '+' && kind !== '-' && kind !== 'NOT') return parsePrimary(parser);
  if (!mayDeepen(parser)) return null;
  take(parser);
  const operand = parseUnary(parser);
  parser.levels--;
  if (operand === null || kind === '+') return operand;
  if (kind === '-') return { kind: 'negative', of: operand };
  const condition = asCondition(operand);
  return condition === null ? null : { kind: 'not', of: condition };
}

function parsePrimary(parser: Parser): Parsed {
  const token = take(parser);
  switch (token.kind) {
    case 'text':
      return { kind: 'text', value: decodeText(token.image) };
    case 'whole':
      return wholeLiteral(token.image);
    case 'fraction':
      return fractionLiteral(token.image);
    case 'TRUE':
      return { kind: 'constant', value: true };
    case 'FALSE':
      return { kind: 'constant', value: false };
    case 'NULL':
      return { kind: 'constant', value: null };
    case 'name':
      return { kind: 'property', slot: slotOf(parser, token.image) };
    case '(':
      return parseBracket(parser);
    default:
      return null;
  }
}

function parseBracket(parser: Parser): Parsed {
  if (!mayDeepen(parser)) return null;
  const inner = parseOr(parser);
  parser.levels--;
  return takes(parser, ')') ? inner : null;
}

function slotOf(parser: Parser, name: string): number {
  const slot = parser.slots.get(name) ?? parser.slots.size;
  parser.slots.set(name, slot);
  return slot;
}

/** One level more; false where the expression is too deep. */
function mayDeepen(parser: Parser): boolean {
  return ++parser.levels <= MOST_LEVELS;
}

function take(parser: Parser): Token {
  const token = parser.next;
  parser.next = readToken(parser.expression, token.toOffset);
  return token;
}

function takes(parser: Parser, kind: TokenKind): boolean {
  if (parser.next.kind !== kind) return false;
  take(parser);
  return true;
}
