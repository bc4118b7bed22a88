import { useEffect, useState } from 'react';
import type { Frame } from '../../engine/protocol.ts';
import { frames } from './frame-source.ts';

/** What `read` finds in the latest frame, at most ten times a second; renders only when the result differs (===, or equal JSON for small objects). */
export function useFrame<T>(read: (frame: Frame) => T, empty: T): T {
  const [value, setValue] = useState<T>(() => {
    const frame = frames.current();
    return frame === null ? empty : read(frame);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first reader stays for the life of the component
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let last = JSON.stringify(value);
    const look = (): void => {
      timer = null;
      const frame = frames.current();
      if (frame === null) return;
      const next = read(frame);
      const text = JSON.stringify(next);
      if (text === last) return;
      last = text;
      setValue(next);
    };
    const stop = frames.onFrame(() => {
      timer ??= setTimeout(look, 100);
    });
    look();
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  return value;
}
