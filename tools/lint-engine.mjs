// The bans of the engine: what would let the host, the JavaScript engine or the locale into a run, so that the same
// scenario and seed would no longer give the same hash everywhere. Biome has the general rules; these are ours.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseSync } from 'vite';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The rooms below `engine`. */
export const ENGINE_ROOMS = ['sim', 'truth', 'kafka', 'rocketmq', 'queue', 'scenario', 'explore'];

/**
 * @typedef {{ type: string, start: number, [key: string]: unknown }} Node
 * @typedef {object} Ban
 * @property {string} name - how a finding is called
 * @property {string} why - what goes wrong
 * @property {string} instead - what to write
 * @property {string[]} [only] - path prefixes where it holds; everywhere below `engine` without it
 * @property {string[]} [except] - path prefixes where it does not hold
 * @property {(node: Node, parent: Node | undefined) => boolean} found
 */

const INEXACT_MATH = new Set(
  (
    'exp expm1 log log1p log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh ' +
    'cbrt hypot random'
  ).split(' '),
);

/** @type {Ban[]} */
export const BANS = [
  {
    name: 'host-time',
    why: 'host time in the run',
    instead: 'ctx.now() and timers of the context',
    found: usesGlobal(
      'Date',
      'performance',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'requestAnimationFrame',
    ),
  },
  {
    name: 'host-random',
    why: 'a draw that no seed gives again',
    instead: 'ctx.random(stream, entity, index)',
    found: (node, parent) => usesGlobal('crypto')(node, parent) || mathMember(node) === 'random',
  },
  {
    name: 'inexact-math',
    why: 'the result is left to the JavaScript engine',
    instead: 'integer tables',
    found: (node) => {
      const member = mathMember(node);
      return member !== undefined && member !== 'random' && INEXACT_MATH.has(member);
    },
  },
  {
    name: 'math-as-value',
    why: 'hides which function of Math is called',
    instead: 'Math.name(…)',
    found: (node, parent) =>
      usesGlobal('Math')(node, parent) &&
      !(parent?.type === 'MemberExpression' && parent.object === node && parent.computed !== true),
  },
  {
    name: 'power-operator',
    why: 'the result is left to the JavaScript engine',
    instead: 'multiplication, shifts, integer tables',
    found: (node) => node.operator === '**' || node.operator === '**=',
  },
  {
    name: 'async',
    why: 'the order of micro-tasks is the host’s, and a pending promise cannot be forked or hashed',
    instead: 'receive(message, ctx)',
    found: (node, parent) =>
      node.async === true ||
      node.type === 'AwaitExpression' ||
      (node.type === 'ForOfStatement' && node.await === true) ||
      usesGlobal('Promise', 'PromiseLike')(node, parent),
  },
  {
    name: 'generator',
    why: 'a suspended generator cannot be forked or hashed',
    instead: 'plain state and functions over it',
    found: (node) => node.generator === true || node.type === 'YieldExpression',
  },
  {
    name: 'object-identity',
    why: 'object identity and garbage collection are the host’s',
    instead: 'small integer ids',
    found: usesGlobal('WeakRef', 'FinalizationRegistry', 'WeakMap', 'WeakSet'),
  },
  {
    name: 'locale',
    why: 'locale and Unicode data differ between hosts',
    instead: 'comparison by code units; texts belong to the screen',
    found: (node, parent) =>
      usesGlobal('Intl')(node, parent) || /^(localeCompare|toLocale[A-Z]\w*)$/.test(memberName(node) ?? ''),
  },
  {
    name: 'host-facts',
    why: 'what the host is must not steer a run',
    instead: 'limits that the scenario gives',
    found: usesGlobal('navigator', 'globalThis', 'SharedArrayBuffer', 'Atomics'),
  },
  {
    name: 'structured-clone',
    why: 'two orders of magnitude slower than a written fork, and it copies what forks share',
    instead: 'the fork beside the state',
    found: usesGlobal('structuredClone'),
  },
  {
    name: 'sort-without-comparator',
    why: 'sorts numbers as texts, and leaves ties to history',
    instead: 'a comparator that is a total order, the id last',
    found: (node) =>
      node.type === 'CallExpression' &&
      Array.isArray(node.arguments) &&
      node.arguments.length === 0 &&
      ['sort', 'toSorted'].includes(memberName(/** @type {Node} */ (node.callee)) ?? ''),
  },
  {
    name: 'regex-unicode-ignore-case',
    why: 'case folding follows the host’s Unicode version',
    instead: 'comparison by code units',
    found: (node) => {
      const flags = regexFlags(node) ?? '';
      return flags.includes('i') && /[uv]/.test(flags);
    },
  },
  {
    name: 'json-hash',
    why: 'key order is history, and it is fifty times slower than integers',
    instead: 'the typed writer with a fixed order of fields',
    only: ['src/sim/hash'],
    found: (node) => memberName(node) === 'stringify',
  },
];

/**
 * All breaches of the bans in one source text.
 *
 * @param {string} path - relative to the repository, with slashes
 * @param {string} text
 * @returns {{ path: string, line: number, ban: Ban }[]}
 */
export function findBreaches(path, text) {
  const bans = BANS.filter(
    ({ only, except }) =>
      (only === undefined || only.some((prefix) => path.startsWith(prefix))) &&
      !(except ?? []).some((prefix) => path.startsWith(prefix)),
  );
  const { program, errors } = parseSync(path, text, { sourceType: 'module' });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  /** @type {{ path: string, line: number, ban: Ban }[]} */
  const breaches = [];
  walk(/** @type {Node} */ (/** @type {unknown} */ (program)), undefined, (node, parent) => {
    for (const ban of bans) {
      if (!ban.found(node, parent)) continue;
      const line = lineAt(text, node.start);
      if (!breaches.some((breach) => breach.line === line && breach.ban === ban)) breaches.push({ path, line, ban });
    }
  });
  return breaches;
}

/**
 * The files of a folder and of the folders in it.
 *
 * @param {string} folder - absolute; it may be missing
 * @param {RegExp} pattern
 * @returns {string[]} paths relative to the repository, with slashes, sorted
 */
export function filesUnder(folder, pattern) {
  /** @type {import('node:fs').Dirent[]} */
  let entries;
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * Tells whether a node uses one of these global names: not as a key, not as a member of something else.
 *
 * @param {string[]} names
 * @returns {Ban['found']}
 */
function usesGlobal(...names) {
  const banned = new Set(names);
  return (node, parent) => {
    if (node.type !== 'Identifier' || !banned.has(String(node.name))) return false;
    if (parent === undefined) return true;
    const isName = parent.property === node || (parent.key === node && parent.shorthand !== true);
    return !isName || parent.computed === true;
  };
}

/** @param {Node} node */
function mathMember(node) {
  const object = /** @type {Node | undefined} */ (node.object);
  return object?.type === 'Identifier' && object.name === 'Math' ? memberName(node) : undefined;
}

/**
 * @param {Node} node
 * @returns {string | undefined} the name after the dot, or the text in the brackets
 */
function memberName(node) {
  if (node.type !== 'MemberExpression') return undefined;
  const property = /** @type {Node} */ (node.property);
  if (property.type === 'Literal') return String(property.value);
  return node.computed === true ? undefined : String(property.name);
}

/**
 * @param {Node} node
 * @returns {string | undefined}
 */
function regexFlags(node) {
  if (node.type === 'Literal') return /** @type {{ flags: string } | undefined} */ (node.regex)?.flags;
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined;
  if (/** @type {Node} */ (node.callee).name !== 'RegExp') return undefined;
  const flags = /** @type {Node[]} */ (node.arguments)[1];
  return flags?.type === 'Literal' ? String(flags.value) : undefined;
}

/**
 * @param {Node} node
 * @param {Node | undefined} parent
 * @param {(node: Node, parent: Node | undefined) => void} visit
 */
function walk(node, parent, visit) {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, node, visit);
    }
  }
}

/**
 * @param {unknown} value
 * @returns {value is Node}
 */
function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * @param {string} text
 * @param {number} offset
 */
function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}

function main() {
  const paths = ENGINE_ROOMS.flatMap((room) => filesUnder(join(ROOT, 'src', room), /\.ts$/));
  const breaches = paths.flatMap((path) => findBreaches(path, readFileSync(join(ROOT, path), 'utf8')));
  for (const { path, line, ban } of breaches) {
    console.log(`${path}:${line}: ${ban.name}: ${ban.why}; instead: ${ban.instead}`);
  }
  console.log(`engine bans: ${paths.length} files, ${breaches.length} breaches`);
  if (breaches.length > 0) process.exitCode = 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main();
