import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { mistakesMessages } from './en/mistakes.ts';

const english = setupI18n({ locale: 'en', messages: { en: { ...mistakesMessages } } });
english.setMessagesCompiler(compileMessage);

/** Codes of mistakes that have a sentence. */
export const MISTAKE_IDS: readonly string[] = Object.keys(mistakesMessages).map((id) => id.slice('mistake.'.length));

/** The English sentence of a mistake, for a terminal; a code without one stands for itself. */
export function mistakeInEnglish(code: string, parameters: Readonly<Record<string, string | number>>): string {
  return MISTAKE_IDS.includes(code) ? english._(`mistake.${code}`, parameters) : code;
}
