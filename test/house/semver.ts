/**
 * Whether a version satisfies a range as `engines` fields write it: comparators, `^`, `~`, `x`, hyphens, `||`.
 *
 * @remarks
 * Left out: pre-release tags, which no `engines` field of ours has.
 * @throws where a comparator cannot be read
 */
export function allowsVersion(range: string, version: string): boolean {
  const asked = parse(version);
  return range.split('||').some((part) => {
    const tidy = part
      .trim()
      .replace(/^(\S+)\s+-\s+(\S+)$/, '>=$1 <=$2')
      .replace(/(>=|<=|>|<|=|\^|~)\s+/g, '$1');
    return tidy.split(/\s+/).every((comparator) => satisfies(asked, comparator));
  });
}

type Version = { parts: [number, number, number]; given: number };

function satisfies(asked: Version, comparator: string): boolean {
  if (comparator === '' || comparator === '*') return true;
  const match = /^(>=|<=|>|<|=|\^|~)?v?(\d[\dx.*]*)$/i.exec(comparator);
  if (match === null) throw new Error(`cannot read the version range "${comparator}"`);
  const bound = parse(match[2] ?? '');
  const order = compare(asked, bound);
  switch (match[1]) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0 || sameUpTo(asked, bound, bound.given);
    case '>':
      return order > 0 && !sameUpTo(asked, bound, bound.given);
    case '<':
      return order < 0;
    case '^':
      return order >= 0 && sameUpTo(asked, bound, bound.parts[0] > 0 ? 1 : 2);
    case '~':
      return order >= 0 && sameUpTo(asked, bound, Math.min(2, bound.given));
    default:
      return sameUpTo(asked, bound, bound.given);
  }
}

function parse(text: string): Version {
  const numbers = text.split('.').filter((piece) => /^\d+$/.test(piece));
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  return { parts: [major, minor, patch], given: numbers.length };
}

function compare(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    const difference = a.parts[index] - b.parts[index];
    if (difference !== 0) return difference;
  }
  return 0;
}

function sameUpTo(a: Version, b: Version, count: number): boolean {
  return a.parts.slice(0, count).every((part, index) => part === b.parts[index]);
}
