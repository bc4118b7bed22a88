import {
  type GroupSetup,
  type KafkaSetup,
  type MemberSetup,
  NEWEST,
  type ProducerSetup,
  type TopicSetup,
  TRUNCATIONS,
} from '../kafka/index.ts';
import type { GivenConfig } from '../sim/config.ts';
import { foundText, meantOf, type Report } from './mistakes.ts';
import type { GivenDocument } from './schema.ts';
import type { Owner, System } from './system.ts';
import { parseDuration, parseRate, parseSize } from './units.ts';

type Reader = Pick<System<unknown, never>, 'checkConfig' | 'mutants' | 'versions' | 'versionChoices'>;

/** Two links of a data centre: 1 ms ± 0.5 ms, no limit of bandwidth. */
const LINK = { latencyUs: 1_000, jitterUs: 500, bandwidth: 0 };
/** Of records, where nothing else is written. */
const SIZE_BYTES = 200;

/** What a world is made from, out of a document of right form. Everything that does not fit is reported. */
export function setupOf(document: GivenDocument, system: Reader, report: Report): KafkaSetup {
  const brokers = document.cluster?.brokers ?? 3;
  const config = checkedConfig('broker', document.cluster?.config, 'cluster.config', system, report);
  const topics = document.topics.map((topic) => topicOf(topic, brokers, system, report));
  checkSizes(topics, report);
  checkUnique(
    topics.map((topic) => topic.name),
    'topics',
    report,
  );
  const topicNames = topics.map((topic) => topic.name);
  const producers = (document.producers ?? []).map((producer) => producerOf(producer, topicNames, system, report));
  const groups = (document.groups ?? []).map((group) => groupOf(group, topicNames, system, report));
  checkUnique(
    groups.map((group) => group.id),
    'groups',
    report,
  );
  const clients = [
    ...producers.map((producer) => producer.id),
    ...groups.flatMap((group) => group.members.map((member) => member.id)),
  ];
  checkUnique(clients, 'producers', report);
  return {
    brokers,
    controllers: document.cluster?.controllers ?? 1,
    config,
    ...racksOf(document, brokers, report),
    boot: document.boot ?? false,
    topics,
    producers,
    groups,
    link: linkOf(document),
    versions: versionsOf(document, system, report),
    mutants: mutantsOf(document.mutants ?? [], system, report),
  };
}

function racksOf(document: GivenDocument, brokers: number, report: Report): Pick<KafkaSetup, 'racks'> {
  const racks = document.cluster?.racks;
  if (racks === undefined) return {};
  if (racks.length !== brokers) {
    report('cluster.racks', 'replicas.bad', { why: 'count', found: racks.length, wanted: brokers });
  }
  return { racks };
}

function topicOf(topic: GivenDocument['topics'][number], brokers: number, system: Reader, report: Report): TopicSetup {
  const path = `topics.${topic.name}`;
  const partitions = topic.partitions ?? topic.replicas?.length ?? 1;
  const replicas = topic.replicas ?? null;
  if (replicas !== null) {
    if (replicas.length !== partitions) {
      report(`${path}.replicas`, 'replicas.bad', { why: 'count', found: replicas.length, wanted: partitions });
    }
    for (const [index, nodes] of replicas.entries()) {
      const place = `${path}.replicas.${index}`;
      if (nodes.length === 0) report(place, 'replicas.bad', { why: 'empty' });
      if (new Set(nodes).size !== nodes.length) report(place, 'replicas.bad', { why: 'twice' });
      for (const node of nodes) {
        if (node > brokers) report(place, 'replicas.bad', { why: 'no-broker', found: node, brokers });
      }
    }
  }
  const replicationFactor = topic.replication ?? replicas?.[0]?.length ?? Math.min(3, brokers);
  if (replicationFactor > brokers) {
    report(`${path}.replication`, 'replicas.bad', { why: 'too-many', found: replicationFactor, brokers });
  }
  return {
    name: topic.name,
    partitions,
    replicas,
    replicationFactor,
    config: checkedConfig('topic', topic.config, `${path}.config`, system, report),
  };
}

/** Sets of replicas are masks, and every partition costs time and memory at each broker that has it. */
const MOST_REPLICAS = 8;
const MOST_PARTITIONS = 2_000;

function checkSizes(topics: readonly TopicSetup[], report: Report): void {
  let partitions = 0;
  for (const { name, replicas, replicationFactor, partitions: count } of topics) {
    partitions += count;
    const most = Math.max(replicationFactor, ...(replicas ?? []).map((nodes) => nodes.length));
    if (most > MOST_REPLICAS) {
      report(`topics.${name}.replicas`, 'value.too-long', { found: most, most: MOST_REPLICAS });
    }
  }
  if (partitions > MOST_PARTITIONS) report('topics', 'value.too-large', { found: partitions, most: MOST_PARTITIONS });
}

/** A producer that calls send more often than once a µs would stop time. */
const MOST_RATE = '1000000/s';

function checkedRate(text: string, path: string, report: Report): ProducerSetup['rate'] {
  const rate = parseRate(text) ?? { count: 0, perUs: 1_000_000 };
  if (rate.count > rate.perUs) report(`${path}.rate`, 'value.too-large', { found: text, most: MOST_RATE });
  return rate;
}

function producerOf(
  producer: NonNullable<GivenDocument['producers']>[number],
  topics: readonly string[],
  system: Reader,
  report: Report,
): ProducerSetup {
  const path = `producers.${producer.id}`;
  checkName(producer.topic, topics, `${path}.topic`, report);
  return {
    id: producer.id,
    topic: producer.topic,
    rate: checkedRate(producer.rate, path, report),
    startUs: durationOr(producer.start, 0),
    stopUs: durationOr(producer.stop, -1),
    arrivals: producer.arrivals ?? 'even',
    keys: producer.keys ?? 10,
    sizeBytes: producer.size === undefined ? SIZE_BYTES : (parseSize(producer.size) ?? SIZE_BYTES),
    config: checkedConfig('producer', producer.config, `${path}.config`, system, report),
  };
}

function groupOf(
  group: NonNullable<GivenDocument['groups']>[number],
  topics: readonly string[],
  system: Reader,
  report: Report,
): GroupSetup {
  const path = `groups.${group.id}`;
  for (const [index, topic] of group.topics.entries()) checkName(topic, topics, `${path}.topics.${index}`, report);
  const config = checkedConfig('group', group.config, `${path}.config`, system, report);
  const members = group.members.map((member) =>
    memberOf(member, config, `${path}.members.${member.id}`, system, report),
  );
  return { id: group.id, topics: group.topics, members, config };
}

function memberOf(
  member: NonNullable<GivenDocument['groups']>[number]['members'][number],
  groupConfig: GivenConfig,
  path: string,
  system: Reader,
  report: Report,
): MemberSetup {
  const { commit } = member;
  const config = member.config ?? {};
  const inForce = { ...groupConfig, ...config };
  const own = member.config === undefined ? [] : system.checkConfig('group', inForce);
  // What is wrong in the group's settings alone was reported there.
  const known = system.checkConfig('group', groupConfig).map(({ key, code }) => `${key} ${code}`);
  for (const { key, code, parameters } of own) {
    if (!Object.hasOwn(config, key) && known.includes(`${key} ${code}`)) continue;
    report(`${path}.config.${key}`, `config.${code}`, { key, ...parameters });
  }
  const auto = String(inForce['enable.auto.commit'] ?? 'true') === 'true';
  return {
    id: member.id,
    startUs: durationOr(member.start, 0),
    processingUs: durationOr(member.processing, 2_000),
    commit: {
      how: commit?.how ?? (auto ? 'none' : 'sync'),
      when: commit?.when ?? 'after',
      every: commit?.every ?? 'poll',
    },
    config,
  };
}

/** The settings as they were given; what is wrong with them is reported. */
function checkedConfig(
  owner: Owner,
  given: GivenConfig | undefined,
  path: string,
  system: Reader,
  report: Report,
): GivenConfig {
  if (given === undefined) return {};
  for (const mistake of system.checkConfig(owner, given)) {
    report(`${path}.${mistake.key}`, `config.${mistake.code}`, { key: mistake.key, ...mistake.parameters });
  }
  return given;
}

function linkOf(document: GivenDocument): KafkaSetup['link'] {
  const { network } = document;
  const latencyUs = durationOr(network?.latency, LINK.latencyUs);
  const bandwidth = network?.bandwidth === undefined ? LINK.bandwidth : (parseSize(network.bandwidth) ?? 0);
  return { latencyUs, jitterUs: Math.min(durationOr(network?.jitter, LINK.jitterUs), latencyUs), bandwidth };
}

function versionsOf(document: GivenDocument, system: Reader, report: Report): KafkaSetup['versions'] {
  const chosen: Record<string, boolean | string> = { ...system.versions };
  for (const [name, value] of Object.entries(document.versions ?? {})) {
    const path = `versions.${name}`;
    if (!Object.hasOwn(system.versions, name)) {
      report(path, 'key.unknown', { key: name, ...meantOf(name, Object.keys(system.versions)) });
      continue;
    }
    const choices = system.versionChoices[name];
    if (choices !== undefined) {
      if (typeof value === 'string' && choices.includes(value)) chosen[name] = value;
      else report(path, 'value.not-a-choice', { found: foundText(value), choices: choices.join(', ') });
    } else if (value === true || value === 'on') chosen[name] = true;
    else if (value === false || value === 'off') chosen[name] = false;
    else report(path, 'value.not-a-choice', { found: foundText(value), choices: 'on, off' });
  }
  return {
    strictMinIsr: chosen.strictMinIsr !== false,
    elr: chosen.elr !== false,
    truncation: TRUNCATIONS.find((one) => one === chosen.truncation) ?? NEWEST.truncation,
  };
}

function mutantsOf(names: readonly string[], system: Reader, report: Report): readonly string[] {
  for (const [index, name] of names.entries()) checkName(name, system.mutants, `mutants.${index}`, report);
  return names;
}

function checkName(found: string, known: readonly string[], path: string, report: Report): void {
  if (!known.includes(found)) report(path, 'name.unknown', { found: foundText(found), ...meantOf(found, known) });
}

function checkUnique(names: readonly string[], path: string, report: Report): void {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) report(`${path}.${name}`, 'name.twice', { found: name });
  }
}

function durationOr(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : (parseDuration(text) ?? otherwise);
}
