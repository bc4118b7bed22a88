import { useStore } from '../store/store.ts';
import { useAnswer } from './use-answer.ts';

/** An answer about files: it is not there yet, there is no such file at the instant on the screen, or it is this. */
export type OnDisk<T> = { readonly value: T | null } | null;

/** Asks about files at the instant on the screen, and again when that changes. */
export function useDisk<T>(question: string, ask: (timeUs: number) => Promise<T | null>): OnDisk<T> {
  return useAnswer(question, shownUs, (timeUs) => ask(timeUs).then((value) => ({ value })));
}

function shownUs(): number {
  return Math.floor(useStore.getState().timeUs);
}
