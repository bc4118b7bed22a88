import type { Frame, Opened } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';

/** Names of the things of a run, by their numbers. */
export interface RunNames {
  /** `Broker 1`, `Controller`, or the id of a client. */
  readonly node: (node: number) => string;
  readonly partition: (partition: number) => string;
  readonly topic: (topic: number) => string;
  readonly group: (group: number) => string;
  readonly error: (code: number) => string;
  readonly api: (code: number) => string;
  /** Brokers of a set of replicas: bit i is the i-th of the assignment. */
  readonly replicas: (partition: number, mask: number) => readonly string[];
  /** A command that became a fault: its verb and its target. */
  readonly fault: (command: number) => { readonly verb: string; readonly target: string; readonly byUser: boolean };
}

/** Names from what is open, and from the frame for what was added since. Nothing of the frame is kept: its buffer goes back. */
export function runNames(opened: Opened, frame: Frame | null): RunNames {
  const { errors, apis } = opened.names;
  const nodes = nodeNames(opened, frame);
  const topics = topicNames(opened, frame);
  const faults = faultNames(opened, frame);
  const node = (number: number): string => nodes.get(number) ?? (number < 0 ? t('name.nobody') : String(number));
  const partition = (number: number): string =>
    opened.partitions.find((one) => one.partition === number)?.name ?? String(number);
  return {
    node,
    partition,
    topic: (number) => topics.get(number) ?? String(number),
    group: (number) => opened.groups.find((one) => one.group === number)?.id ?? String(number),
    error: (code) => errors[code] ?? (code === 0 ? 'NONE' : String(code)),
    api: (code) => apis[code] ?? String(code),
    replicas: (number, mask) =>
      (opened.partitions.find((one) => one.partition === number)?.replicas ?? [])
        .filter((_, slot) => ((mask >> slot) & 1) === 1)
        .map(node),
    fault: (command) => faults.get(command) ?? { verb: '', target: '', byUser: false },
  };
}

/** `broker-1` → `Broker 1`; a client keeps its id. One of several controllers keeps its number. */
export function nodeTitle(name: string, controllers = 1): string {
  const broker = /^broker-(\d+)$/.exec(name);
  if (broker !== null) return t('name.broker', { id: broker[1] ?? '' });
  const controller = /^controller(?:-(\d+))?$/.exec(name);
  if (controller === null) return name;
  return controllers > 1 ? t('name.controllerOf', { id: controller[1] ?? '' }) : t('name.controller');
}

/** A list of nodes as a fault names it, each by its title. */
export function targetTitle(target: string, controllers: number): string {
  return target.replace(/[\w.:-]+/g, (name) => nodeTitle(name, controllers));
}

function nodeNames(opened: Opened, frame: Frame | null): ReadonlyMap<number, string> {
  const nodes = new Map<number, string>();
  const { controllers } = opened;
  for (let row = 0; row < (frame?.nodes.length ?? 0); row++) {
    const name = opened.names.texts[frame?.nodes.name[row] ?? -1];
    if (name !== undefined) nodes.set(frame?.nodes.node[row] ?? -1, nodeTitle(name, controllers.length));
  }
  for (const { id, node } of controllers) nodes.set(node, nodeTitle(`controller-${id}`, controllers.length));
  for (const broker of opened.brokers) nodes.set(broker.node, t('name.broker', { id: broker.id }));
  for (const producer of opened.producers) nodes.set(producer.node, producer.id);
  for (const group of opened.groups) for (const member of group.members) nodes.set(member.node, member.id);
  return nodes;
}

function topicNames(opened: Opened, frame: Frame | null): ReadonlyMap<number, string> {
  const topics = new Map<number, string>();
  for (let row = 0; row < (frame?.partitions.length ?? 0); row++) {
    const partition = opened.partitions.find((one) => one.partition === frame?.partitions.partition[row]);
    if (partition !== undefined) topics.set(frame?.partitions.topic[row] ?? -1, partition.name.replace(/-\d+$/, ''));
  }
  return topics;
}

function faultNames(opened: Opened, frame: Frame | null): ReadonlyMap<number, ReturnType<RunNames['fault']>> {
  const { texts } = opened.names;
  const faults = new Map<number, ReturnType<RunNames['fault']>>();
  for (let row = 0; row < (frame?.faults.length ?? 0); row++) {
    faults.set(frame?.faults.command[row] ?? -1, {
      verb: texts[frame?.faults.verb[row] ?? -1] ?? '',
      target: targetTitle(texts[frame?.faults.target[row] ?? -1] ?? '', opened.controllers.length),
      byUser: frame?.faults.by[row] === 1,
    });
  }
  return faults;
}
