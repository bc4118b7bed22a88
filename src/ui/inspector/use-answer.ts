import { useEffect, useRef, useState } from 'react';
import { frames } from '../store/frame-source.ts';
import { useStore } from '../store/store.ts';

const PLAYING_MS = 700;
const STILL_MS = 90;

/**
 * An answer of the engine about an object at an instant. It is asked again when the object changes, when time
 * stands at another instant, and now and then while time runs; an answer that comes too late is dropped.
 */
export function useAnswer<T>(object: string, ask: (timeUs: number) => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ readonly object: string; readonly value: T } | null>(null);
  const latest = useRef(ask);
  latest.current = ask;
  const opened = useStore((state) => state.opened);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run is another answer
  useEffect(() => {
    let number = 0;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const look = (): void => {
      timer = null;
      const mine = ++number;
      latest.current(Math.floor(useStore.getState().timeUs)).then(
        (value) => {
          if (!stopped && mine === number) setAnswer({ object, value });
        },
        () => undefined,
      );
    };
    look();
    const stop = frames.onFrame(() => {
      timer ??= setTimeout(look, useStore.getState().playing ? PLAYING_MS : STILL_MS);
    });
    return () => {
      stopped = true;
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [object, opened]);
  return answer?.object === object ? answer.value : null;
}
