import type { ReactNode } from 'react';

const LINE = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round' } as const;

/** A picture for each verb, on a 16 px grid. */
const ICONS: Readonly<Record<string, ReactNode>> = {
  crash: <path d="M4 4l8 8M12 4l-8 8" {...LINE} strokeWidth={2.2} />,
  'power-cut': <path d="M9 1.5L3.6 9h3.8l-.8 5.5L12.2 7H8.3z" fill="currentColor" />,
  stop: (
    <g {...LINE}>
      <path d="M5.2 3.9a5.2 5.2 0 1 0 5.6 0" />
      <path d="M8 2v5.4" />
    </g>
  ),
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" {...LINE} strokeWidth={2.4} />,
  isolate: (
    <g>
      <circle cx="8" cy="8" r="2.3" fill="currentColor" />
      <circle cx="8" cy="8" r="5.8" {...LINE} strokeDasharray="3 2.1" />
    </g>
  ),
  'cut-link': (
    <g {...LINE} strokeWidth={1.9}>
      <path d="M1.8 8h3.4M10.8 8h3.4M9.6 3.2L6.4 12.8" />
    </g>
  ),
  'slow-link': (
    <g {...LINE}>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.4 1.8" />
    </g>
  ),
  'reset-connection': (
    <g>
      <path d="M12.8 6.2A5.2 5.2 0 1 0 13.2 9" {...LINE} />
      <path d="M13.4 2.6v4h-4z" fill="currentColor" />
    </g>
  ),
  'slow-disk': (
    <g {...LINE}>
      <ellipse cx="8" cy="4.3" rx="5" ry="2" />
      <path d="M3 4.3v7.2c0 1.1 2.2 2 5 2s5-.9 5-2V4.3" />
    </g>
  ),
  'disk-full': (
    <g>
      <ellipse cx="8" cy="4.3" rx="5" ry="2" {...LINE} />
      <path d="M3 4.3v7.2c0 1.1 2.2 2 5 2s5-.9 5-2V4.3c0 1.1-2.2 2-5 2s-5-.9-5-2z" fill="currentColor" />
    </g>
  ),
  'disk-error': (
    <g {...LINE}>
      <ellipse cx="8" cy="4.3" rx="5" ry="2" />
      <path d="M3 4.3v7.2c0 1.1 2.2 2 5 2s5-.9 5-2V4.3M6 8l4 3.6M10 8l-4 3.6" />
    </g>
  ),
  restart: <path d="M4.5 2.8L13 8l-8.5 5.2z" {...LINE} strokeLinejoin="round" />,
  heal: <path d="M8 3v10M3 8h10" {...LINE} strokeWidth={2.2} />,
};

export function FaultIcon({ verb, size = 17 }: { readonly verb: string; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {ICONS[verb] ?? <circle cx="8" cy="8" r="4" {...LINE} />}
    </svg>
  );
}
