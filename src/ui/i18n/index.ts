import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { useSyncExternalStore } from 'react';

// Catalogues are plain ICU text; a message is compiled when it is first said.
i18n.setMessagesCompiler(compileMessage);

export type Parameters = Readonly<Record<string, string | number>>;

/** Loads the catalogue of a language, one at a time, and makes it the page's. */
export async function speak(language: 'en' | 'zh'): Promise<void> {
  const { messages } = language === 'zh' ? await import('./zh/index.ts') : await import('./en/index.ts');
  i18n.load(language, messages);
  i18n.activate(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** The text of an id (ICU message), in the language that is spoken. */
export function t(id: string, parameters?: Parameters): string {
  return i18n._(id, parameters === undefined ? undefined : chooseable(id, parameters));
}

/** ICU names no choice with a hyphen: where a message chooses by a word, `last-known` is `last_known`. */
function chooseable(id: string, parameters: Parameters): Parameters {
  const message = i18n.messages[id];
  if (message === undefined || !JSON.stringify(message).includes('"select"')) {
    if (typeof message !== 'string' || !message.includes(', select,')) return parameters;
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll(/(?<=[a-z])-(?=[a-z])/g, '_') : value,
    ]),
  );
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
  );
}
