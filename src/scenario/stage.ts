import { at } from '../sim/column.ts';
import { bundleCount, bundleMember } from '../sim/payload.ts';
import { isRunning, nodeNamed, type World } from '../sim/world.ts';
import { type Facts, holds } from './condition.ts';
import type { System } from './system.ts';
import type { Target } from './target.ts';
import { BUNDLE, type FieldMatch, type Matcher, NODE } from './trigger.ts';

/** Where targets are resolved and observations matched: a world, what entries remembered, and the ledger's facts. */
export interface Stage<S> {
  readonly system: Pick<System<S, never>, 'resolveRole' | 'names'>;
  readonly world: World<S>;
  readonly bindings: readonly Binding[];
  readonly facts: Facts;
}

/** What an entry with `as` has remembered. */
export interface Binding {
  readonly name: string;
  readonly nodes: readonly number[];
  /** The command that began it. */
  readonly command: number;
}

/** The nodes that a target means now; empty where it means nobody. */
export function resolveTarget<S>(stage: Stage<S>, target: Target): readonly number[] {
  const { world } = stage;
  switch (target.kind) {
    case 'node': {
      const node = nodeNamed(world, target.name);
      return node < 0 ? [] : [node];
    }
    case 'alias':
      return bindingOf(stage.bindings, target.name)?.nodes ?? [];
    case 'link':
      return [...new Set([...resolveTarget(stage, target.from), ...resolveTarget(stage, target.to)])];
    case 'role':
      if (target.role === 'all') return nodesWhere(world, (node) => node.role === 'server');
      if (target.role === 'down') return nodesWhere(world, (node) => !isRunning(node));
      return stage.system.resolveRole(world, target.role, target.args);
  }
}

/** The latest thing remembered under a name. */
export function bindingOf(bindings: readonly Binding[], name: string): Binding | undefined {
  return bindings.findLast((binding) => binding.name === name);
}

function nodesWhere<S>(world: World<S>, test: (node: World<S>['nodes'][number]) => boolean): readonly number[] {
  const found: number[] = [];
  for (const [index, node] of world.nodes.entries()) if (test(node)) found.push(index);
  return found;
}

/** The same matcher with the names of partitions, topics and groups turned into this world's numbers. */
export function matcherFor<S>(matcher: Matcher, system: Stage<S>['system'], world: World<S>): Matcher {
  const names = system.names(world);
  const fields = matcher.fields.map((field): FieldMatch => {
    const list =
      field.kind === 'partition'
        ? names.partitions
        : field.kind === 'topic'
          ? names.topics
          : field.kind === 'group'
            ? names.groups
            : null;
    if (list === null) return field;
    return { ...field, values: [...field.values, ...field.names.map((name) => list.indexOf(name))], names: [] };
  });
  return { kind: matcher.kind, fields, condition: matcher.condition };
}

/** One observation, as a listener gets it. */
export interface Seen {
  kind: number;
  node: number;
  /** a … f. */
  readonly fields: Float64Array;
  bundle: number;
}

export function createSeen(): Seen {
  return { kind: -1, node: -1, fields: new Float64Array(6), bundle: -1 };
}

/** True where the observation is of the matcher's kind, its fields fit and the condition holds now. */
export function matches<S>(stage: Stage<S>, matcher: Matcher, seen: Seen): boolean {
  if (seen.kind !== matcher.kind) return false;
  for (const field of matcher.fields) if (!fieldMatches(stage, field, seen)) return false;
  return matcher.condition === null || holds(matcher.condition, stage.facts);
}

function fieldMatches<S>(stage: Stage<S>, field: FieldMatch, seen: Seen): boolean {
  if (field.place === BUNDLE) return bundleHolds(stage.world, seen.bundle, field.values);
  const value = field.place === NODE ? seen.node : at(seen.fields, field.place);
  if (field.values.includes(value)) return true;
  for (const name of field.names) if (stage.world.texts.list[value] === name) return true;
  for (const target of field.targets) if (resolveTarget(stage, target).includes(value)) return true;
  return false;
}

function bundleHolds<S>(world: World<S>, bundle: number, uids: readonly number[]): boolean {
  if (bundle < 0) return false;
  const count = bundleCount(world.payloads, bundle);
  for (let i = 0; i < count; i++) if (uids.includes(bundleMember(world.payloads, bundle, i))) return true;
  return false;
}
