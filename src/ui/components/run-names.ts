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

/** Names from what is open, and from the frame for what was added since. */
export function runNames(opened: Opened, frame: Frame | null): RunNames {
  const { texts, errors, apis } = opened.names;
  const nodes = new Map<number, string>();
  if (frame !== null) {
    for (let row = 0; row < frame.nodes.length; row++) {
      const name = texts[frame.nodes.name[row] ?? -1];
      if (name !== undefined) nodes.set(frame.nodes.node[row] ?? -1, nodeTitle(name));
    }
  }
  for (const broker of opened.brokers) nodes.set(broker.node, t('name.broker', { id: broker.id }));
  for (const producer of opened.producers) nodes.set(producer.node, producer.id);
  for (const group of opened.groups) for (const member of group.members) nodes.set(member.node, member.id);
  const node = (number: number): string => nodes.get(number) ?? (number < 0 ? t('name.nobody') : String(number));
  const partition = (number: number): string =>
    opened.partitions.find((one) => one.partition === number)?.name ?? String(number);
  return {
    node,
    partition,
    topic: (number) => topicName(opened, frame, number),
    group: (number) => opened.groups.find((one) => one.group === number)?.id ?? String(number),
    error: (code) => errors[code] ?? (code === 0 ? 'NONE' : String(code)),
    api: (code) => apis[code] ?? String(code),
    replicas: (number, mask) =>
      (opened.partitions.find((one) => one.partition === number)?.replicas ?? [])
        .filter((_, slot) => ((mask >> slot) & 1) === 1)
        .map(node),
    fault: (command) => faultOf(texts, frame, command),
  };
}

/** `broker-1` → `Broker 1`; a client keeps its id. */
export function nodeTitle(name: string): string {
  const broker = /^broker-(\d+)$/.exec(name);
  if (broker !== null) return t('name.broker', { id: broker[1] ?? '' });
  return /^controller/.test(name) ? t('name.controller') : name;
}

function topicName(opened: Opened, frame: Frame | null, topic: number): string {
  if (frame === null) return String(topic);
  const row = frame.partitions.topic.indexOf(topic);
  const name = opened.names.texts[frame.partitions.name[row] ?? -1];
  return name?.replace(/-\d+$/, '') ?? String(topic);
}

function faultOf(texts: readonly string[], frame: Frame | null, command: number) {
  const row = frame === null ? -1 : frame.faults.command.indexOf(command);
  if (frame === null || row < 0) return { verb: '', target: '', byUser: false };
  return {
    verb: texts[frame.faults.verb[row] ?? -1] ?? '',
    target: (texts[frame.faults.target[row] ?? -1] ?? '').replace(/[\w.:-]+/g, nodeTitle),
    byUser: frame.faults.by[row] === 1,
  };
}
