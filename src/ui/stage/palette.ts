/** Colours of the drawing, by the names of the custom properties in `tokens.css`. */
export const TOKENS = [
  'bg',
  'panel',
  'sunken',
  'line',
  'line-strong',
  'ink',
  'ink-2',
  'ink-3',
  'on-ink',
  'durable',
  'durable-soft',
  'pending',
  'pending-soft',
  'consume',
  'consume-soft',
  'consume-text',
  'loss',
  'loss-soft',
  'loss-text',
  'dup',
  'dup-soft',
  'dup-text',
  'risk',
  'risk-soft',
  'risk-text',
  'off',
  'off-soft',
] as const;
export type Token = (typeof TOKENS)[number];

export interface Palette {
  readonly colour: Readonly<Record<Token, string>>;
  readonly mono: string;
  readonly text: string;
}

/** Reads the theme's colours. Read again whenever the theme changes. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = Object.fromEntries(TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]));
  return {
    colour: asColours(colour),
    mono: '"JetBrains Mono", ui-monospace, Menlo, Consolas, monospace',
    text: style.fontFamily,
  };
}

function asColours(value: Readonly<Record<string, string>>): Readonly<Record<Token, string>> {
  return value as Readonly<Record<Token, string>>;
}
