/**
 * Targets: who a script entry, a trigger or an expectation is about. One grammar everywhere:
 *
 * ```
 * target  = node | role | set | client | "$" name | link
 * node    = broker-2 | controller-1
 * role    = leader(p) | follower(p,n) | controller | coordinator(group:x)
 * set     = followers(p) | replicas(p) | isr(p) | all | down
 * client  = producer(id) | group(id) | member(g,n) | member(g,id)
 * link    = link(target,target)
 * ```
 *
 * A target is resolved when its entry fires, not before.
 */
export type Target =
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'alias'; readonly name: string }
  | { readonly kind: 'role'; readonly role: string; readonly args: readonly string[] }
  | { readonly kind: 'link'; readonly from: Target; readonly to: Target };

/** What stands in the parentheses of each role. */
export const ROLE_ARGUMENTS: Readonly<
  Record<string, readonly ('partition' | 'ordinal' | 'client' | 'group' | 'member')[]>
> = {
  leader: ['partition'],
  follower: ['partition', 'ordinal'],
  followers: ['partition'],
  replicas: ['partition'],
  isr: ['partition'],
  controller: [],
  coordinator: ['group'],
  all: [],
  down: [],
  producer: ['client'],
  group: ['group'],
  member: ['group', 'member'],
};

const WORD = /^[A-Za-z0-9_.:-]+$/;

/** null where the text is not of the grammar. */
export function parseTarget(text: string): Target | null {
  const source = text.trim();
  if (source.startsWith('$')) return isWord(source.slice(1)) ? { kind: 'alias', name: source.slice(1) } : null;
  const open = source.indexOf('(');
  if (open < 0) {
    if (!isWord(source)) return null;
    const args = Object.hasOwn(ROLE_ARGUMENTS, source) ? ROLE_ARGUMENTS[source] : undefined;
    if (args === undefined) return { kind: 'node', name: source };
    return args.length === 0 ? { kind: 'role', role: source, args: [] } : null;
  }
  if (!source.endsWith(')')) return null;
  const role = source.slice(0, open).trim();
  const inner = splitArguments(source.slice(open + 1, -1));
  if (inner === null) return null;
  if (role === 'link') return parseLink(inner);
  const args = Object.hasOwn(ROLE_ARGUMENTS, role) ? ROLE_ARGUMENTS[role] : undefined;
  if (args === undefined || args.length === 0 || args.length !== inner.length || !inner.every(isWord)) return null;
  return { kind: 'role', role, args: inner };
}

/** The text that `parseTarget` reads as this target, without spaces. */
export function targetText(target: Target): string {
  switch (target.kind) {
    case 'node':
      return target.name;
    case 'alias':
      return `$${target.name}`;
    case 'link':
      return `link(${targetText(target.from)},${targetText(target.to)})`;
    case 'role':
      return target.args.length === 0 ? target.role : `${target.role}(${target.args.join(',')})`;
  }
}

/** Splits at commas that stand in no inner parentheses. */
export function splitArguments(text: string): string[] | null {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
    if (depth < 0) return null;
  }
  parts.push(text.slice(start).trim());
  return depth === 0 ? parts : null;
}

function parseLink(inner: readonly string[]): Target | null {
  const [first, second] = inner;
  if (inner.length !== 2 || first === undefined || second === undefined) return null;
  const from = parseTarget(first);
  const to = parseTarget(second);
  if (from === null || to === null || from.kind === 'link' || to.kind === 'link') return null;
  return { kind: 'link', from, to };
}

function isWord(text: string): boolean {
  return text.length <= 249 && WORD.test(text);
}
