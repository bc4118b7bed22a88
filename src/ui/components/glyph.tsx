/** Small signs on a 16 px grid. Each means one thing everywhere; colour comes from the text around it. */
const PATHS = {
  cross: <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />,
  check: (
    <path
      d="M3.5 8.5l3 3 6-7"
      stroke="currentColor"
      strokeWidth="2"
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  star: <path d="M8 1.8l1.9 4 4.3.5-3.2 3 .9 4.3L8 11.4l-3.9 2.2.9-4.3-3.2-3 4.3-.5z" fill="currentColor" />,
  dot: <circle cx="8" cy="8" r="3.6" fill="currentColor" />,
  ring: <circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  half: (
    <g>
      <path d="M3 12.5h10l-3-9H3z" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinejoin="round" />
      <path d="M3 9h8.4" stroke="currentColor" strokeWidth="1.7" />
    </g>
  ),
  two: (
    <g fill="none" stroke="currentColor" strokeWidth="1.7">
      <path d="M10.5 12.5h-7a1.5 1.5 0 0 1-1.5-1.5V5.5" />
      <rect x="5.5" y="3" width="8" height="7" rx="1.5" />
    </g>
  ),
  clock: (
    <g fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round">
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.4 1.8" />
    </g>
  ),
  swap: (
    <path
      d="M3 5.5h9M9.6 3L12 5.5 9.6 8M13 10.5H4M6.4 8L4 10.5 6.4 13"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  question: (
    <g fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
      <circle cx="8" cy="8" r="5.8" />
      <path d="M6.3 6.4A1.75 1.75 0 1 1 8 8.4v.8M8 11.4v.1" />
    </g>
  ),
  bolt: <path d="M9 1.5L3.6 9H7.4l-.8 5.5L12.2 7H8.3z" fill="currentColor" />,
  arrow: (
    <path
      d="M2.5 8h10M9 4.5L12.6 8 9 11.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  barred: (
    <g fill="none" stroke="currentColor" strokeWidth="1.7">
      <rect x="3" y="3" width="10" height="10" rx="2" />
      <path d="M3.8 12.2l8.4-8.4" />
    </g>
  ),
  people: (
    <g fill="none" stroke="currentColor" strokeWidth="1.6">
      <circle cx="8" cy="5.4" r="2.6" />
      <path d="M2.8 13.4c.6-2.7 2.6-4 5.2-4s4.6 1.3 5.2 4" />
    </g>
  ),
  gear: (
    <g stroke="currentColor" strokeWidth="1.7" fill="none" strokeLinecap="round">
      <path d="M2.5 5h11M2.5 11h11" />
      <circle cx="6" cy="5" r="1.7" fill="var(--panel)" />
      <circle cx="10.4" cy="11" r="1.7" fill="var(--panel)" />
    </g>
  ),
  cut: (
    <path d="M3 3l4 5-4 5M13 3L9 8l4 5" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinejoin="round" />
  ),
  play: <path d="M4.5 2.8L13 8l-8.5 5.2z" fill="currentColor" />,
  back: (
    <path
      d="M9.5 3.5L5 8l4.5 4.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  up: (
    <path
      d="M3.5 10L8 5.5l4.5 4.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  down: (
    <path
      d="M3.5 6L8 10.5 12.5 6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
} as const;

export type GlyphName = keyof typeof PATHS;

export function Glyph({ name, size = 14 }: { readonly name: GlyphName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      {PATHS[name]}
    </svg>
  );
}
