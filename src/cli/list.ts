import { join } from 'node:path';
import { loadScenario, SHIPPED, shippedIds, tellMistakes } from './files.ts';
import type { ExitCode, Io } from './io.ts';
import { parseOptions } from './options.ts';
import { printable } from './words.ts';

export const LIST_USAGE = 'usage: list [--json]';

/** `list`: the shipped scenarios with their variants. */
export function list(args: readonly string[], io: Io): ExitCode {
  const options = parseOptions(args, { json: 'flag' }, LIST_USAGE, io);
  if (options === null) return 2;
  if (options.positionals.length > 0) {
    io.err(LIST_USAGE);
    return 2;
  }
  const scenarios: { id: string; system: string; title: { en: string; zh: string }; variants: string[] }[] = [];
  let isBad = false;
  for (const id of shippedIds()) {
    const document = loadScenario(join(SHIPPED, `${id}.json`));
    if (!document.ok) {
      tellMistakes(id, document, io);
      isBad = true;
      continue;
    }
    const { system, title, variants } = document.value;
    scenarios.push({ id, system, title, variants: variants.map((variant) => variant.id) });
  }
  if (options.flags.has('json')) io.out(JSON.stringify({ scenarios }));
  else {
    const width = Math.max(0, ...scenarios.map(({ id }) => id.length));
    for (const { id, title, variants } of scenarios) {
      const also = variants.length === 0 ? '' : ` [${variants.join(', ')}]`;
      io.out(`${id.padEnd(width)}  ${printable(title.en)}${also}`);
    }
  }
  return isBad ? 2 : 0;
}
