import { at } from '../../../sim/column.ts';

/** A word of the grammar, a sign, or a kind of literal; `unknown` is text that no token begins with. */
export type TokenKind = Keyword | Sign | 'name' | 'whole' | 'fraction' | 'text' | 'end' | 'unknown';

type Keyword = (typeof KEYWORDS)[number];
type Sign = (typeof SIGNS)[number];

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the expression. */
  readonly image: string;
  /** Offset behind it, in UTF-16 units. */
  readonly toOffset: number;
}

const KEYWORDS = [
  'NOT',
  'AND',
  'OR',
  'BETWEEN',
  'IN',
  'TRUE',
  'FALSE',
  'NULL',
  'IS',
  'CONTAINS',
  'STARTSWITH',
  'ENDSWITH',
] as const;

/** The longer ones first: the longest token wins. */
const SIGNS = ['<>', '>=', '<=', '=', '>', '<', '(', ')', ',', '+', '-'] as const;

const NAME = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const FRACTION = /[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+/y;
const WHOLE = /0|[1-9][0-9]*[lL]?/y;
const WHITE = ' \t\n\r\f';
const QUOTE = "'";

/**
 * The next token of an expression. Only as much is read as the parser asks for, so text behind a complete condition is
 * never looked at.
 *
 * @see `SelectorParser.jj` in Apache RocketMQ
 */
export function readToken(expression: string, fromOffset: number): Token {
  const start = skipFrom(expression, fromOffset);
  if (start >= expression.length) return { kind: 'end', image: '', toOffset: start };
  const name = matchAt(NAME, expression, start);
  if (name !== '') return token(keywordOf(name) ?? 'name', name, start);
  const fraction = matchAt(FRACTION, expression, start);
  if (fraction !== '') return token('fraction', fraction, start);
  const whole = matchAt(WHOLE, expression, start);
  if (whole !== '') return token('whole', whole, start);
  const textEnd = expression[start] === QUOTE ? endOfText(expression, start) : start;
  if (textEnd > start) return token('text', expression.slice(start, textEnd), start);
  for (const sign of SIGNS) {
    if (expression.startsWith(sign, start)) return token(sign, sign, start);
  }
  return token('unknown', expression.slice(start, start + 1), start);
}

function token(kind: TokenKind, image: string, start: number): Token {
  return { kind, image, toOffset: start + image.length };
}

function keywordOf(name: string): Keyword | undefined {
  const upper = name.toUpperCase();
  return KEYWORDS.find((keyword) => keyword === upper);
}

/** Offset behind white space and comments. A comment that nothing closes is none: its signs are tokens. */
function skipFrom(expression: string, fromOffset: number): number {
  let offset = fromOffset;
  while (offset < expression.length) {
    const end = WHITE.includes(at(expression, offset)) ? offset + 1 : endOfComment(expression, offset);
    if (end === offset) return offset;
    offset = end;
  }
  return offset;
}

/** A line comment needs the end of its line, a block comment its closing sign. */
function endOfComment(expression: string, start: number): number {
  if (expression.startsWith('/*', start)) {
    const close = expression.indexOf('*/', start + 2);
    return close < 0 ? start : close + 2;
  }
  if (!expression.startsWith('--', start)) return start;
  for (let offset = start + 2; offset < expression.length; offset++) {
    if (expression[offset] === '\n' || expression[offset] === '\r') return offset + 1;
  }
  return start;
}

/** Offset behind the last quote that may close the text; two quotes in a row stand for one in it. */
function endOfText(expression: string, start: number): number {
  let end = start;
  let quote = expression.indexOf(QUOTE, start + 1);
  while (quote >= 0) {
    end = quote + 1;
    if (expression[end] !== QUOTE) return end;
    quote = expression.indexOf(QUOTE, end + 1);
  }
  return end;
}

/** What a sticky pattern matches at an offset, or the empty text. */
function matchAt(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}
