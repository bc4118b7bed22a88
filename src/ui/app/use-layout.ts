import { useEffect, useState, useSyncExternalStore } from 'react';

/** By width: 1200 and more, 900, 600, and below. */
export type Layout = 'wide' | 'middle' | 'small' | 'narrow';

export function layoutOf(width: number): Layout {
  if (width < 600) return 'narrow';
  if (width < 900) return 'small';
  return width < 1200 ? 'middle' : 'wide';
}

export function useLayout(): Layout {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('resize', listener);
      return () => window.removeEventListener('resize', listener);
    },
    () => layoutOf(window.innerWidth),
  );
}

export function useReducedMotion(): boolean {
  const [reduced, setReduced] = useState(() => window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  useEffect(() => {
    const query = window.matchMedia('(prefers-reduced-motion: reduce)');
    const onChange = (): void => setReduced(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return reduced;
}
