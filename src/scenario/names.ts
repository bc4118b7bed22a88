import type { KafkaSetup } from '../kafka/index.ts';
import { meantOf, type Report } from './mistakes.ts';
import { MOST } from './schema.ts';
import { ROLE_ARGUMENTS, type Target, targetText } from './target.ts';

/** What a document's texts may refer to. Clients that verbs add while running are known here too. */
export interface KnownNames {
  readonly nodes: readonly string[];
  readonly topics: readonly string[];
  readonly partitions: readonly string[];
  readonly producers: readonly string[];
  readonly groups: readonly string[];
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Names that entries bind with `as`. */
  readonly aliases: readonly string[];
}

/** @param script - the raw entries, for what they bind and add */
export function knownNames(setup: KafkaSetup, script: readonly Readonly<Record<string, unknown>>[]): KnownNames {
  const counts = partitionCounts(setup, script);
  const brokers = setup.brokers + script.filter((entry) => entry.do === 'add-broker').length;
  const added = (verb: string): string[] =>
    script.flatMap((entry) => (entry.do === verb && typeof entry.id === 'string' ? [entry.id] : []));
  const members: Record<string, readonly string[]> = {};
  for (const group of setup.groups)
    members[group.id] = [...group.members.map((member) => member.id), ...added('add-member')];
  return {
    nodes: [
      ...Array.from({ length: brokers }, (_, i) => `broker-${i + 1}`),
      ...Array.from({ length: setup.controllers ?? 1 }, (_, i) => `controller-${i + 1}`),
    ],
    topics: setup.topics.map((topic) => topic.name),
    partitions: [
      ...counts.flatMap(({ name, count }) => Array.from({ length: count }, (_, i) => `${name}-${i}`)),
      ...(setup.groups.length > 0 ? ['__consumer_offsets-0'] : []),
    ],
    producers: [...setup.producers.map((producer) => producer.id), ...added('add-producer')],
    groups: setup.groups.map((group) => group.id),
    members,
    aliases: script.flatMap((entry) => (typeof entry.as === 'string' ? [entry.as] : [])),
  };
}

/** Partitions that a topic has, or will have once the script has added some. */
function partitionCounts(
  setup: KafkaSetup,
  script: readonly Readonly<Record<string, unknown>>[],
): { readonly name: string; readonly count: number }[] {
  return setup.topics.map(({ name, partitions }) => {
    let count = partitions;
    for (const entry of script) {
      if (entry.do !== 'add-partitions' || entry.topic !== name) continue;
      if (typeof entry.count === 'number' && entry.count <= MOST.partitions) count = Math.max(count, entry.count);
    }
    return { name, count };
  });
}

/** Reports what a target names and the document does not have. */
export function checkTarget(target: Target, names: KnownNames, path: string, report: Report): void {
  switch (target.kind) {
    case 'node':
      known(target.name, names.nodes, target, path, report);
      break;
    case 'alias':
      known(target.name, names.aliases, target, path, report);
      break;
    case 'link':
      checkTarget(target.from, names, path, report);
      checkTarget(target.to, names, path, report);
      break;
    case 'role':
      checkRole(target, names, path, report);
      break;
  }
}

function checkRole(target: Target & { kind: 'role' }, names: KnownNames, path: string, report: Report): void {
  const forms = ROLE_ARGUMENTS[target.role] ?? [];
  for (const [i, form] of forms.entries()) {
    const argument = target.args[i] ?? '';
    if (form === 'partition') known(argument, names.partitions, target, path, report);
    else if (form === 'group') known(withoutPrefix(argument), names.groups, target, path, report);
    else if (form === 'client') known(argument, names.producers, target, path, report);
    else if (form === 'member') checkMember(argument, target, names, path, report);
    else if (!/^[1-9]\d?$/.test(argument))
      report(path, 'target.unknown', { target: targetText(target), found: argument });
  }
}

function checkMember(
  argument: string,
  target: Target & { kind: 'role' },
  names: KnownNames,
  path: string,
  report: Report,
): void {
  if (/^[1-9]\d?$/.test(argument)) return;
  known(argument, names.members[target.args[0] ?? ''] ?? [], target, path, report);
}

function known(found: string, list: readonly string[], target: Target, path: string, report: Report): void {
  if (list.includes(found)) return;
  report(path, 'target.unknown', { target: targetText(target), found, ...meantOf(found, list) });
}

function withoutPrefix(argument: string): string {
  return argument.startsWith('group:') ? argument.slice('group:'.length) : argument;
}
