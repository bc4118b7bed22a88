import { parseSync } from 'vite';

/** What a room may import: other rooms (all of a room, or single files of it), and packages by name. */
export type Room = { rooms: string[]; packages: string[] };

const SYSTEMS = ['kafka', 'rocketmq', 'queue'];
const BELOW_SCENARIO = ['sim', 'truth', ...SYSTEMS];
const VALIDATION = ['valibot'];

/** The arrows of the architecture: each room, and what it may import besides itself. */
export const ROOMS: Record<string, Room> = {
  sim: { rooms: [], packages: VALIDATION },
  truth: { rooms: ['sim'], packages: [] },
  kafka: { rooms: ['sim'], packages: [...VALIDATION, 'fflate'] },
  rocketmq: { rooms: ['sim'], packages: VALIDATION },
  queue: { rooms: ['sim'], packages: VALIDATION },
  scenario: { rooms: BELOW_SCENARIO, packages: VALIDATION },
  explore: { rooms: ['scenario', ...BELOW_SCENARIO], packages: VALIDATION },
  engine: { rooms: ['scenario', ...BELOW_SCENARIO], packages: [] },
  cli: { rooms: ['explore', 'scenario', ...BELOW_SCENARIO, 'ui/i18n/english.ts'], packages: ['node:'] },
  ui: {
    rooms: ['engine/client.ts', 'engine/protocol.ts'],
    packages: ['react', 'react-dom', 'zustand', 'd3', '@lingui/', 'wouter', '@tanstack/react-virtual', 'valibot'],
  },
  'ui/i18n': { rooms: [], packages: ['@lingui/core', '@lingui/message-utils', 'react'] },
};

/** The parts of `ui` that every panel may import; any other folder of `ui` is a panel, but for `app`, which composes. */
export const SHARED_UI = ['components', 'i18n', 'store', 'theme'];

/** `line` counts from 1. A dynamic import and a worker's address count as imports too. */
export type Import = { target: string; typeOnly: boolean; line: number };

type Node = { type: string; start: number; [key: string]: unknown };

/** All imports of a source text: a relative one as the path from the root of the repository, a package as it is. */
export function importsOf(path: string, text: string): Import[] {
  const { program, errors } = parseSync(path, text, { sourceType: 'module' });
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const imports: Import[] = [];
  visit(program as unknown as Node, (node) => {
    const source = sourceOf(node);
    if (source === undefined) return;
    const line = text.slice(0, node.start).split('\n').length;
    imports.push({ target: resolvePath(path, source), typeOnly: isTypeOnly(node), line });
  });
  return imports;
}

/** Why this file may not import that target, or `undefined` where it may. */
export function forbidden(path: string, target: string): string | undefined {
  if (!target.startsWith('src/')) return forbiddenOutside(path, target);
  if (isConformance(target) && path !== 'src/cli/conformance.ts' && !path.startsWith('test/conformance/')) {
    return 'only src/cli/conformance.ts and test/conformance import a conformance.ts';
  }
  if (!path.startsWith('src/')) return undefined;
  const from = roomOf(path);
  const to = roomOf(target);
  const room = ROOMS[from];
  if (room === undefined) return `src/${from} is not in the table of rooms`;
  if (from === to) return from === 'ui' ? forbiddenInUi(path, target) : undefined;
  if (from === 'ui' && to === 'ui/i18n') return undefined;
  const inside = target.slice('src/'.length);
  if (!room.rooms.some((allowed) => inside === allowed || inside.startsWith(`${allowed}/`))) {
    return `${from} may not import ${inside}`;
  }
  if (SYSTEMS.includes(to) && target !== `src/${to}/index.ts` && !isConformance(target) && !isLaterDoor(from, target)) {
    return `${to} is entered by its front door, src/${to}/index.ts`;
  }
  return undefined;
}

/** Groups of files that import each other in a circle; imports of types only do not count. */
export function cyclesIn(graph: Map<string, string[]>): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const follow = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push(trail.slice(start));
      return;
    }
    if (finished.has(path)) return;
    trail.push(path);
    for (const next of graph.get(path) ?? []) follow(next);
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) follow(path);
  return cycles;
}

function forbiddenOutside(path: string, target: string): string | undefined {
  if (!path.startsWith('src/')) return undefined;
  const from = roomOf(path);
  const isRelative = /^(public|test|tools|docs)\//.test(target);
  if (isRelative) return 'src imports nothing from outside of src';
  if (target.endsWith('.css') || target.endsWith('.svg')) return undefined;
  const packages = ROOMS[from]?.packages ?? [];
  const matches = packages.some((name) => target === name || target.startsWith(/[:/]$/.test(name) ? name : `${name}/`));
  return matches ? undefined : `${from} may not import the package ${target}`;
}

function forbiddenInUi(path: string, target: string): string | undefined {
  const from = uiPartOf(path);
  const to = uiPartOf(target);
  if (from === to || from === 'app' || from === 'main.tsx') return undefined;
  const isShared = SHARED_UI.some((part) => to === part || to === `${part}.ts` || to === `${part}.css`);
  if (isShared) return undefined;
  return `ui/${from} may not import ui/${to}: app composes the panels`;
}

/** `src/ui/stage/lane.ts` is in `ui`, `src/ui/i18n/en.ts` in `ui/i18n`, `src/kafka/log/log.ts` in `kafka`. */
function roomOf(path: string): string {
  const inside = path.slice('src/'.length);
  return inside.startsWith('ui/i18n/') ? 'ui/i18n' : inside.slice(0, inside.indexOf('/'));
}

function uiPartOf(path: string): string {
  const inside = path.slice('src/ui/'.length);
  return inside.includes('/') ? inside.slice(0, inside.indexOf('/')) : inside;
}

function isConformance(target: string): boolean {
  return /^src\/(kafka|rocketmq|queue)\/conformance\.ts$/.test(target);
}

/** What the engine loads only when it is asked about files and bytes. */
function isLaterDoor(from: string, target: string): boolean {
  return from === 'engine' && target === 'src/kafka/folder.ts';
}

function sourceOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node.source);
    case 'NewExpression': {
      const [first, second] = node.arguments as Node[];
      const isUrl = (node.callee as Node).name === 'URL' && (second as Node | undefined)?.type === 'MemberExpression';
      const address = literal(first);
      return isUrl && address !== undefined && /^\..*\.tsx?$/.test(address) ? address : undefined;
    }
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType') return true;
  const specifiers = node.specifiers as Node[] | undefined;
  if (specifiers === undefined || specifiers.length === 0) return node.type === 'NewExpression';
  return specifiers.every((specifier) => specifier.importKind === 'type' || specifier.exportKind === 'type');
}

function literal(node: unknown): string | undefined {
  const value = (node as Node | null | undefined)?.value;
  return typeof value === 'string' ? value : undefined;
}

function resolvePath(path: string, source: string): string {
  if (!source.startsWith('.')) return source;
  const pieces = path.split('/').slice(0, -1);
  for (const piece of source.replace(/\?.*$/, '').split('/')) {
    if (piece === '..') pieces.pop();
    else if (piece !== '.') pieces.push(piece);
  }
  return pieces.join('/');
}

function visit(node: Node, act: (node: Node) => void): void {
  act(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string') {
        visit(child as Node, act);
      }
    }
  }
}
