import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SURFACES = ['panel', 'bg', 'sunken'] as const;
/** What is read, and what only has to be seen. */
const TEXTS = ['ink', 'ink-2', 'ink-3', 'durable-text', 'consume-text', 'loss-text', 'dup-text', 'risk-text'];
const GRAPHICS = ['line-strong', 'durable', 'pending', 'consume', 'loss', 'dup', 'risk', 'off'];
const ON_SOFT: readonly (readonly [text: string, soft: string])[] = [
  ['ink', 'durable-soft'],
  ['loss-text', 'loss-soft'],
  ['dup-text', 'dup-soft'],
  ['risk-text', 'risk-soft'],
  ['consume-text', 'consume-soft'],
  ['ink-2', 'off-soft'],
  ['ink-2', 'pending-soft'],
  ['on-ink', 'ink'],
];

describe.each(['light', 'dark'])('the %s theme', (theme) => {
  const colours = tokensOf(theme);

  it.each(TEXTS)('can be read in --%s on every surface', (text) => {
    for (const surface of SURFACES) expect(contrast(colours, text, surface), surface).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GRAPHICS)('shows a shape in --%s on every surface', (graphic) => {
    for (const surface of SURFACES) expect(contrast(colours, graphic, surface), surface).toBeGreaterThanOrEqual(3);
  });

  it.each(ON_SOFT)('can be read in --%s on --%s', (text, soft) => {
    expect(contrast(colours, text, soft)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Tokens of a theme as #rrggbb. */
function tokensOf(theme: string): ReadonlyMap<string, string> {
  const sheet = readFileSync('src/ui/theme/tokens.css', 'utf8');
  const block = sheet.slice(sheet.indexOf(`[data-theme="${theme}"]`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1] ?? '', found[2] ?? '']));
}

/** @see WCAG 2.2, contrast ratio */
function contrast(colours: ReadonlyMap<string, string>, one: string, other: string): number {
  const [a, b] = [luminance(colours.get(one) ?? ''), luminance(colours.get(other) ?? '')];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
