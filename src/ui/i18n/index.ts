import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { useSyncExternalStore } from 'react';

// Catalogues are plain ICU text. The build compiles them; elsewhere a message is compiled when it is first said.
if (!import.meta.env.PROD) i18n.setMessagesCompiler(compileMessage);

export type Parameters = Readonly<Record<string, string | number>>;
export type Language = 'en' | 'zh';

/** Texts that come after those of the first picture: of panes and panels, and of files and bytes. */
const PARTS = {
  later: { en: () => import('./en/later.ts'), zh: () => import('./zh/later.ts') },
  folder: { en: () => import('./en/folder.ts'), zh: () => import('./zh/folder.ts') },
} as const;

type Part = keyof typeof PARTS;

const spoken: Part[] = [];

/** Loads the catalogue of a language, one at a time, and makes it the page's: what the first picture says, or all. */
export async function speak(language: Language): Promise<void> {
  const [{ messages }] = await Promise.all([
    language === 'zh' ? import('./zh/first.ts') : import('./en/first.ts'),
    ...spoken.map((part) => load(part, language)),
  ]);
  i18n.load(language, messages);
  i18n.activate(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** Loads the texts of panes and panels too, now and with every language that is spoken from now on. */
export function speakAll(): Promise<void> {
  return speakOf('later');
}

/** Loads one more part of the texts. */
export async function speakOf(part: Part): Promise<void> {
  if (spoken.includes(part)) return;
  spoken.push(part);
  await load(part, i18n.locale === 'zh' ? 'zh' : 'en');
}

async function load(part: Part, language: Language): Promise<void> {
  const { messages } = await PARTS[part][language]();
  i18n.load(language, messages);
}

/** The text of an id (ICU message), in the language that is spoken. */
export function t(id: string, parameters?: Parameters): string {
  return i18n._(id, parameters === undefined ? undefined : chooseable(id, parameters));
}

/** ICU names no choice with a hyphen: the case of `last-known` is `last_known`. Other words keep their hyphens. */
function chooseable(id: string, parameters: Parameters): Parameters {
  const cases = casesOf(i18n.messages[id]);
  if (cases.length === 0) return parameters;
  const named = { ...parameters };
  for (const [name, value] of Object.entries(parameters)) {
    const word = String(value).replaceAll('-', '_');
    if (word !== value && cases.includes(word)) named[name] = word;
  }
  return named;
}

/** Words that a message, as text or compiled, has a case for. */
function casesOf(message: unknown): string[] {
  if (typeof message === 'string') {
    return message.includes(', select,') ? [...message.matchAll(/(\w+) \{/g)].map((match) => match[1] ?? '') : [];
  }
  if (!Array.isArray(message)) return [];
  return message.flatMap((token: unknown) => {
    const cases: unknown = Array.isArray(token) ? token[2] : null;
    if (cases === null || typeof cases !== 'object') return [];
    return [...Object.keys(cases), ...Object.values(cases).flatMap(casesOf)];
  });
}

/** True when the catalogue has this id. */
export function has(id: string): boolean {
  return i18n.messages[id] !== undefined;
}

/** A scenario's own text. */
export function say(text: { readonly en: string; readonly zh: string }): string {
  return i18n.locale === 'zh' ? text.zh : text.en;
}

/** Renders the component again when the language changes. Call it in each component that uses `t`. */
export function useLanguage(): string {
  return useSyncExternalStore(
    (listener) => i18n.on('change', listener),
    () => i18n.locale,
    () => i18n.locale,
  );
}
