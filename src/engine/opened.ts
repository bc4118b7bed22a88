import { KAFKA, kafkaView } from '../kafka/index.ts';
import { guideValues } from '../scenario/guide-values.ts';
import type { SystemRun } from '../scenario/systems.ts';
import type { ConfigRow } from '../sim/config.ts';
import { type NamesTable, namesOf } from './names-table.ts';
import type { GuideStep, Opened, Setting, VerbForm } from './protocol.ts';
import type { Session } from './session.ts';

/** Everything about what is open that panels need and frames do not carry. `ended`: a run to its end, for the guide's stops. */
export function openedOf(session: Session, ended: SystemRun, names: NamesTable): Opened {
  const run = session.head;
  const { world, scenario } = run;
  const { plan } = world.state;
  const clients = world.nodes.map((node, number) => ({
    node: number,
    id: node.name,
    kind: kafkaView.nodeKind(world, number),
  }));
  return {
    run: session.id,
    id: session.document.id,
    title: session.document.title,
    question: session.document.question,
    seed: session.seed,
    variant: scenario.variant,
    variants: session.document.variants,
    durationUs: scenario.durationUs,
    versions: { ...scenario.setup.versions },
    guide: guideOf(ended),
    settings: settingsOf(run),
    producers: clients
      .filter((client) => client.kind === 2)
      .map((client) => {
        const topic = kafkaView.producerRow(world, client.node)?.topic ?? 0;
        return {
          id: client.id,
          node: client.node,
          topic: plan.topics[topic]?.name ?? '',
          partitions: plan.topics[topic]?.partitions.length ?? 0,
        };
      }),
    groups: plan.groups.map((group, index) => ({
      id: group.name,
      group: index,
      members: clients
        .filter((client) => client.kind === 3 && kafkaView.memberRow(world, client.node)?.group === index)
        .map(({ id, node }) => ({ id, node })),
    })),
    brokers: plan.brokers.map((node, index) => ({ id: index + 1, node })),
    controllers: plan.controllers.map((node, index) => ({ id: index + 1, node })),
    partitions: run.witness.ledger.setup.partitions.map((one, partition) => ({
      name: one.name,
      partition,
      replicas: one.replicas,
      internal: one.internal,
    })),
    verbs: verbForms(),
    names: namesOf(names),
    commands: session.typed,
  };
}

function guideOf(run: SystemRun): GuideStep[] {
  const values = guideValues(run);
  return run.scenario.guide.map((step, index): GuideStep => {
    switch (step.kind) {
      case 'predict': {
        const { answer } = step;
        const name =
          answer.kind === 'verdict'
            ? answer.counter
            : answer.kind === 'where'
              ? answer.place
              : `=${values[index]?.answer ?? 0}`;
        return { kind: 'predict', question: step.question, choices: step.choices, answer: name };
      }
      case 'observe':
        return { kind: 'observe', text: step.text, stopUs: values[index]?.stopUs ?? -1, cue: step.cue };
      case 'explain':
        return { kind: 'explain', answer: step.answer, ideas: step.ideas };
      default:
        return { kind: 'try', text: step.text, variant: step.variant, set: settingsRecord(step.set) };
    }
  });
}

function settingsRecord(set: object): Readonly<Record<string, string | number | boolean>> {
  const record: Record<string, string | number | boolean> = {};
  for (const [path, value] of Object.entries(set)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') record[path] = value;
  }
  return record;
}

function settingsOf(run: SystemRun): Setting[] {
  const { setup } = run.scenario;
  const settings: Setting[] = [];
  const add = (
    owner: Setting['owner'],
    ownerId: string,
    base: string,
    given: Readonly<Record<string, unknown>>,
    inherited: Readonly<Record<string, unknown>>,
  ): void => {
    for (const [key, row] of Object.entries(KAFKA.settings[owner])) {
      settings.push(settingOf(owner, ownerId, `${base}.${key}`, key, row, given[key], inherited[key]));
    }
  };
  for (const producer of setup.producers)
    add('producer', producer.id, `producers.${producer.id}.config`, producer.config, {});
  for (const topic of setup.topics) {
    add('topic', topic.name, `topics.${topic.name}.config`, topic.config, setup.config);
    settings.push(
      plain(
        'topic',
        topic.name,
        `topics.${topic.name}.replication`,
        'replication.factor',
        String(topic.replicas?.[0]?.length ?? topic.replicationFactor),
        '3',
        'reassignment',
      ),
    );
  }
  for (const group of setup.groups) {
    add('group', group.id, `groups.${group.id}.config`, group.config, {});
    const first = group.members[0];
    if (first === undefined) continue;
    const base = `groups.${group.id}.members.${first.id}.commit`;
    settings.push(
      plain('group', group.id, `${base}.how`, 'commit.how', first.commit.how, 'sync', 'restart-client', [
        'none',
        'sync',
        'async',
      ]),
    );
    settings.push(
      plain('group', group.id, `${base}.when`, 'commit.when', first.commit.when, 'after', 'restart-client', [
        'before',
        'after',
      ]),
    );
    settings.push(
      plain('group', group.id, `${base}.every`, 'commit.every', first.commit.every, 'poll', 'restart-client', [
        'record',
        'poll',
      ]),
    );
  }
  add('broker', '', 'cluster.config', setup.config, {});
  const chosen: Readonly<Record<string, string | boolean>> = { ...setup.versions };
  for (const [name, newest] of Object.entries(KAFKA.versions)) {
    const choices = KAFKA.versionChoices[name] ?? ON_OFF;
    const value = switchText(chosen[name] ?? newest);
    settings.push(plain('broker', '', `versions.${name}`, name, value, switchText(newest), 'new-run', choices));
  }
  return settings;
}

/** What switches of versions are set to, where they are not words. */
const ON_OFF: readonly string[] = ['on', 'off'];

function switchText(value: string | boolean): string {
  return value === true ? 'on' : value === false ? 'off' : value;
}

function settingOf(
  owner: Setting['owner'],
  ownerId: string,
  path: string,
  key: string,
  row: ConfigRow,
  given: unknown,
  inherited: unknown,
): Setting {
  const value = given ?? inherited ?? row.default;
  return {
    path,
    owner,
    ownerId,
    key,
    type: row.type,
    value: value === null ? '' : String(value),
    default: row.default === null ? '' : String(row.default),
    given: given !== undefined,
    choices: row.type === 'flag' ? ['true', 'false'] : (row.choices ?? []),
    applies: row.applies,
    source: row.source,
  };
}

function plain(
  owner: Setting['owner'],
  ownerId: string,
  path: string,
  key: string,
  value: string,
  standard: string,
  applies: Setting['applies'],
  choices: readonly string[] = [],
): Setting {
  return {
    path,
    owner,
    ownerId,
    key,
    type: choices.length > 0 ? 'choice' : 'count',
    value,
    default: standard,
    given: true,
    choices,
    applies,
    source: '',
  };
}

function verbForms(): VerbForm[] {
  return KAFKA.verbs.map((verb) => ({
    name: verb.name,
    group: verb.group,
    targets: verb.aims.flatMap((aim): VerbForm['targets'] =>
      aim === 'server' ? ['broker'] : aim === 'control' ? ['controller'] : ['producer', 'consumer'],
    ),
    parameters: Object.entries(verb.parameters).map(([name, parameter]) => ({
      name,
      type: parameter.type,
      default: String(parameter.default),
      choices: parameter.choices ?? [],
    })),
  }));
}
