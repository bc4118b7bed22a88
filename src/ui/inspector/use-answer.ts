import { useEffect, useRef, useState } from 'react';
import { frames } from '../store/frame-source.ts';
import { useStore } from '../store/store.ts';

const PLAYING_MS = 1500;
const STILL_MS = 90;

/**
 * An answer of the engine about an object at an instant. It is asked again when the object changes, when time
 * stands at another instant, and now and then while time runs. One question at a time: a story runs the model again,
 * and frames wait behind it.
 *
 * @param at - the instant to ask about, µs; nothing is asked while it stays the same
 */
export function useAnswer<T>(object: string, at: () => number, ask: (timeUs: number) => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ readonly object: string; readonly value: T } | null>(null);
  const latest = useRef({ at, ask });
  latest.current = { at, ask };
  const commands = useStore((state) => state.opened?.commands);
  const run = useStore((state) => state.opened?.run);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run, or another act in it, is another answer
  useEffect(() => {
    let askedUs = -1;
    let isAsking = false;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const look = (): void => {
      timer = null;
      const timeUs = latest.current.at();
      if (isAsking || timeUs === askedUs) return;
      askedUs = timeUs;
      isAsking = true;
      const done = (): void => {
        isAsking = false;
        if (!stopped) lookSoon();
      };
      latest.current.ask(timeUs).then((value) => {
        if (!stopped) setAnswer({ object, value });
        done();
      }, done);
    };
    const lookSoon = (): void => {
      timer ??= setTimeout(look, useStore.getState().playing ? PLAYING_MS : STILL_MS);
    };
    look();
    const stop = frames.onFrame(lookSoon);
    return () => {
      stopped = true;
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [object, run, commands]);
  return answer?.object === object ? answer.value : null;
}
