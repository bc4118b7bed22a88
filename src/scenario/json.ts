import { utf8Length } from '../sim/utf8.ts';
import type { Checked, Mistake } from './mistakes.ts';

/** Larger files are not parsed. */
export const MOST_BYTES = 5 * 1024 * 1024;
/** No part of the format is nested deeper. */
export const MOST_DEPTH = 24;

/**
 * Reads a text as JSON. A mistake is told with its line and column (from 1), which the host's own messages
 * do not give in the same way everywhere.
 */
export function parseJson(text: string): Checked<unknown> {
  if (text.length > MOST_BYTES || (text.length > MOST_BYTES / 4 && utf8Length(text) > MOST_BYTES)) {
    return wrong({ path: '', code: 'file.too-large', parameters: { most: MOST_BYTES } });
  }
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const depth = depthOf(source);
  if (depth > MOST_DEPTH)
    return wrong({ path: '', code: 'file.too-deep', parameters: { found: depth, most: MOST_DEPTH } });
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    const place = firstMistake(source);
    const before = source.slice(0, place);
    const line = before.split('\n').length;
    const column = place - (before.lastIndexOf('\n') + 1) + 1;
    const found = place >= source.length ? '' : source.slice(place, place + 12).split('\n')[0];
    return wrong({ path: '', code: 'file.not-json', parameters: { line, column, found: found ?? '' } });
  }
  return { ok: true, value };
}

function wrong(mistake: Mistake): Checked<never> {
  return { ok: false, mistakes: [mistake] };
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inText) {
      if (code === 0x5c) i += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}

const LITERAL = /true|false|null/y;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

/** Index of the first character that JSON does not allow where it stands; the length where more was to come. */
function firstMistake(text: string): number {
  const end = readValue(text, 0);
  if (end < 0) return -end - 1;
  return afterSpace(text, end);
}

/** Each reader answers the index behind what it read, or −1 − the index of the mistake. */
function readValue(text: string, from: number): number {
  const start = afterSpace(text, from);
  const first = text[start];
  if (first === '{') return readMembers(text, start, '}');
  if (first === '[') return readMembers(text, start, ']');
  if (first === '"') return readText(text, start);
  for (const form of [LITERAL, NUMBER]) {
    form.lastIndex = start;
    if (form.test(text)) return form.lastIndex;
  }
  return -1 - start;
}

function readMembers(text: string, start: number, close: string): number {
  let here = afterSpace(text, start + 1);
  if (text[here] === close) return here + 1;
  for (;;) {
    if (close === '}') {
      if (text[here] !== '"') return -1 - here;
      const name = readText(text, here);
      if (name < 0) return name;
      here = afterSpace(text, name);
      if (text[here] !== ':') return -1 - here;
      here += 1;
    }
    const value = readValue(text, here);
    if (value < 0) return value;
    here = afterSpace(text, value);
    if (text[here] === close) return here + 1;
    if (text[here] !== ',') return -1 - here;
    here = afterSpace(text, here + 1);
  }
}

function readText(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code < 0x20) return -1 - i;
    if (code !== 0x5c) continue;
    const escaped = text[i + 1] ?? '';
    if (escaped === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6))) return -1 - i;
      i += 5;
    } else if ('"\\/bfnrt'.includes(escaped) && escaped !== '') i += 1;
    else return -1 - i;
  }
  return -1 - text.length;
}

function afterSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}
