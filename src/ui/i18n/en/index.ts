import { messages as first } from './first.ts';
import { messages as folder } from './folder.ts';
import { messages as later } from './later.ts';

/** All texts. */
export const messages: Readonly<Record<string, string>> = { ...first, ...later, ...folder };
