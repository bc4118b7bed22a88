import type { Mistake } from '../scenario/mistakes.ts';
import { MISTAKE_IDS, mistakeInEnglish } from '../ui/i18n/english.ts';

/** Codes that have a sentence. */
export const KNOWN_CODES: readonly string[] = MISTAKE_IDS;

/** A mistake as a line: where, and what is wrong. */
export function mistakeText(mistake: Mistake): string {
  const text = sentence(mistake.code, mistake.parameters);
  return mistake.path === '' ? text : `${mistake.path}: ${text}`;
}

/** A parameter that is empty counts as missing. */
export function sentence(code: string, parameters: Readonly<Record<string, string | number>>): string {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
  return printable(mistakeInEnglish(code, given));
}

/** A user's text on a terminal: control characters would steer it. */
export function printable(value: string | number): string {
  return String(value).replaceAll(/\p{Cc}/gu, '�');
}
