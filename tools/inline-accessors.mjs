// A plugin of Vite and Rolldown: `at(list, index)` and its kin of src/sim/column.ts become `list[index]`.
//
// The accessors exist for the type checker; a call in the innermost loops costs what V8 does not always inline.
// docs/decisions/0005-accessors-are-inlined-when-bundled.md says what was measured.
import { parseAst } from 'rolldown/parseAst';

const ACCESSORS = new Set(['at', 'numberAt', 'intAt', 'floatAt', 'byteAt']);
const SIMPLE = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'ThisExpression']);

/** The plugin. Lines stay where they were, so that it needs no map. */
export function inlineAccessors() {
  return {
    name: 'inline-accessors',
    /** @type {'pre'} */
    enforce: 'pre',
    /**
     * @param {string} code
     * @param {string} id
     */
    transform(code, id) {
      const path = id.replace(/\?.*$/, '');
      if (!/\.tsx?$/.test(path) || !/\/column\.ts['"]/.test(code)) return null;
      const inlined = inline(code, path.endsWith('x') ? 'tsx' : 'ts');
      return inlined === code ? null : { code: inlined, map: null };
    },
  };
}

/**
 * @param {string} code
 * @param {'ts' | 'tsx'} lang
 * @returns {string}
 */
export function inline(code, lang) {
  const program = parseAst(code, { lang });
  const names = accessorsImported(program);
  if (names.size === 0) return code;
  /** @type {[from: number, to: number, text: string][]} */
  const edits = [];
  collect(program, names, edits);
  edits.sort((x, y) => x[0] - y[0]);
  let text = '';
  let done = 0;
  for (const [from, to, replacement] of edits) {
    text += code.slice(done, from) + replacement + code.slice(from, to).replace(/[^\n]/g, '');
    done = to;
  }
  return text + code.slice(done);
}

/**
 * Local names under which a module has the accessors.
 *
 * @param {any} program
 * @returns {Set<string>}
 */
function accessorsImported(program) {
  const names = new Set();
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || !statement.source.value.endsWith('/column.ts')) continue;
    for (const { type, imported, local } of statement.specifiers) {
      if (type === 'ImportSpecifier' && ACCESSORS.has(imported.name)) names.add(local.name);
    }
  }
  return names;
}

/**
 * Edits for each call below a node: the callee goes, the comma becomes `[`, the last parenthesis `]`.
 *
 * @param {any} node
 * @param {Set<string>} names
 * @param {[from: number, to: number, text: string][]} edits
 */
function collect(node, names, edits) {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, names, edits);
    return;
  }
  if (node === null || typeof node !== 'object') return;
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && names.has(node.callee.name)) {
    const [list, index] = node.arguments;
    if (node.arguments.length === 2) {
      const simple = SIMPLE.has(list.type);
      edits.push([node.start, list.start, simple ? '' : '(']);
      edits.push([list.end, index.start, simple ? '[' : ')[']);
      edits.push([index.end, node.end, ']']);
    }
  }
  for (const key of Object.keys(node)) collect(node[key], names, edits);
}
