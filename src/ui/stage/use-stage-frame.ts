import { useEffect, useRef, useState } from 'react';
import type { Frame } from '../../engine/protocol.ts';
import type { FrameSource } from '../store/frame-source.ts';

/** What `read` finds in a source's latest frame, at most ten times a second; renders only when it differs (equal JSON). */
export function useStageFrame<T>(source: FrameSource, read: (frame: Frame) => T, empty: T, again: unknown = 0): T {
  const latest = useRef(read);
  latest.current = read;
  const [value, setValue] = useState<T>(() => {
    const frame = source.current();
    return frame === null ? empty : read(frame);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks for another reading
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let last = '';
    const look = (): void => {
      timer = null;
      const frame = source.current();
      if (frame === null) return;
      const next = latest.current(frame);
      const text = JSON.stringify(next);
      if (text === last) return;
      last = text;
      setValue(next);
    };
    const stop = source.onFrame(() => {
      timer ??= setTimeout(look, 100);
    });
    look();
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [source, again]);
  return value;
}
