import fc from 'fast-check';
import type { Properties } from './filter.ts';

/** True, false, null (N) or failed (E), each a letter. */
export type Letter = 'T' | 'F' | 'N' | 'E';

/** A condition that can be printed, and can tell its own truth without a parser. */
export interface Condition {
  /** Needs brackets: 2 beside AND, 1 beside OR, 0 nowhere. */
  readonly looseness: 0 | 1 | 2;
  readonly text: string;
  truth(properties: Properties): Letter;
}

const NAMES = ['a', 'b', 'c'] as const;
const TEXTS = ['', '1', '2', '10', '-3', '1.5', 'true', 'TRUE', 'x', 'xy', "it's"] as const;

/** Some properties set, to texts that are numbers, booleans, or neither. */
export const someProperties: fc.Arbitrary<Properties> = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.constantFrom(...TEXTS),
  { noNullPrototype: true },
);

/** Conditions of all kinds, joined by AND, OR and NOT up to a small depth. */
export const someCondition: fc.Arbitrary<Condition> = fc.letrec<{ whole: Condition; atom: Condition }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'condition' },
    tie('atom'),
    fc.array(tie('whole'), { minLength: 2, maxLength: 4, depthIdentifier: 'condition' }).map(allOf),
    fc.array(tie('whole'), { minLength: 2, maxLength: 4, depthIdentifier: 'condition' }).map(anyOf),
    tie('whole').map(notOf),
  ),
  atom: atoms(),
})).whole;

function allOf(parts: Condition[]): Condition {
  const text = parts.map((part) => (part.looseness > 1 ? `(${part.text})` : part.text)).join(' AND ');
  return { looseness: 1, text, truth: (properties) => fold(parts, properties, 'F', 'T') };
}

function anyOf(parts: Condition[]): Condition {
  const text = parts.map(({ text }) => text).join(' or ');
  return { looseness: 2, text, truth: (properties) => fold(parts, properties, 'T', 'F') };
}

/** The first part that decides or fails has the word; else one that is unknown makes all of it unknown. */
function fold(parts: Condition[], properties: Properties, decides: Letter, otherwise: Letter): Letter {
  const letters = parts.map((part) => part.truth(properties));
  const final = letters.find((letter) => letter === decides || letter === 'E');
  return final ?? (letters.includes('N') ? 'N' : otherwise);
}

function notOf(part: Condition): Condition {
  return { looseness: 0, text: `NOT (${part.text})`, truth: (properties) => opposite(part.truth(properties)) };
}

function opposite(letter: Letter): Letter {
  if (letter === 'T') return 'F';
  return letter === 'F' ? 'T' : letter;
}

function atoms(): fc.Arbitrary<Condition> {
  const name = fc.constantFrom(...NAMES);
  const piece = fc.constantFrom(...TEXTS);
  const whole = fc.integer({ min: -12, max: 12 });
  const sign = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
  return fc.oneof(
    name.map((p) => atom(p, (values) => (values[p] === undefined ? 'N' : 'F'))),
    fc.tuple(name, fc.boolean(), piece).map(([p, equal, text]) =>
      atom(`${p} ${equal ? '=' : '<>'} ${quoted(text)}`, (values) => {
        if (values[p] === undefined) return 'N';
        return letterOf((values[p] === text) === equal);
      }),
    ),
    fc
      .tuple(name, sign, whole)
      .map(([p, s, number]) =>
        atom(`${p} ${s} ${number}`, (values) => compared(values[p], s, number, /^[+-]?[0-9]+$/)),
      ),
    fc.tuple(name, sign, whole).map(([p, s, number]) =>
      atom(`${p}${s}${number}.25`, (values) => {
        const decimal = Number(`${number}.25`);
        return compared(values[p], s, decimal, /^[+-]?[0-9]+(\.[0-9]+)?$/);
      }),
    ),
    fc
      .tuple(name, fc.boolean())
      .map(([p, isNull]) =>
        atom(`${p} is ${isNull ? '' : 'not '}null`, (values) => letterOf((values[p] === undefined) === isNull)),
      ),
    fc.tuple(name, fc.boolean(), fc.array(piece, { minLength: 1, maxLength: 7 })).map(([p, isIn, texts]) =>
      atom(`${p} ${isIn ? '' : 'not '}in (${texts.map(quoted).join(' , ')})`, (values) => {
        const value = values[p];
        return value === undefined ? 'N' : letterOf(texts.some((text) => text === value) === isIn);
      }),
    ),
    fc
      .tuple(name, fc.boolean(), fc.constantFrom('contains', 'StartsWith', 'ENDSWITH'), piece)
      .map(([p, has, word, text]) =>
        atom(`${p} ${has ? '' : 'not '}${word} ${quoted(text)}`, (values) => {
          const value = values[p];
          return text === '' || value === undefined ? 'F' : letterOf(hasPiece(value, word, text) === has);
        }),
      ),
    fc.tuple(name, fc.boolean()).map(([p, value]) =>
      atom(`${p} = ${value}`, (values) => {
        const text = values[p];
        return text === undefined ? 'N' : letterOf((text.toUpperCase() === 'TRUE') === value);
      }),
    ),
    fc
      .constantFrom<[string, Letter]>(['TRUE', 'T'], ['false', 'F'], ['Null', 'N'])
      .map(([text, letter]) => atom(text, () => letter)),
  );
}

function atom(text: string, truth: (properties: Properties) => Letter): Condition {
  return { looseness: 0, text, truth };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function letterOf(truth: boolean): Letter {
  return truth ? 'T' : 'F';
}

/** A property beside a number: none is unknown, and a text of another form fails. */
function compared(text: string | undefined, sign: string, number: number, form: RegExp): Letter {
  if (text === undefined) return 'N';
  if (!form.test(text)) return 'E';
  const value = Number(text);
  switch (sign) {
    case '=':
      return letterOf(value === number);
    case '<>':
      return letterOf(value !== number);
    case '<':
      return letterOf(value < number);
    case '<=':
      return letterOf(value <= number);
    case '>':
      return letterOf(value > number);
    default:
      return letterOf(value >= number);
  }
}

function hasPiece(value: string, word: string, piece: string): boolean {
  const at = word === 'ENDSWITH' ? value.length - piece.length : 0;
  const found = value.split(piece).length > 1;
  return word === 'contains' ? found : at >= 0 && value.slice(at, at + piece.length) === piece;
}
