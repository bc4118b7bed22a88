import { kafkaView } from '../kafka/index.ts';
import { advance } from '../scenario/run.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { getFloat } from '../sim/column.ts';
import {
  collectStory,
  deliveriesOf,
  fateOf,
  handledOf,
  homeOf,
  isLost,
  messageCount,
  mirrorEnd,
  mirrorEpochAt,
  mirrorOf,
  OUTCOMES,
  offsetOf,
  outcomeOf,
  PLACES,
  partitionTruth,
  placeOf,
  uidAt,
} from '../truth/index.ts';
import { tickFate } from './frame-ledger.ts';
import { labelOf, type NamesTable } from './names-table.ts';
import { CONTROLLER_ROLES, type LedgerRow, type RecordStory, type StoryStep, TICK_FATES } from './protocol.ts';
import { type KeyEvent, KINDS, type RunSeries } from './series.ts';

/** Values of an event by the names of its kind's fields; nodes, partitions and errors stay numbers. */
export function parametersOf(kind: number, values: readonly number[]): Record<string, number> {
  const parameters: Record<string, number> = {};
  KINDS[kind]?.fields.forEach((field, i) => {
    parameters[field] = values[i] ?? 0;
  });
  return parameters;
}

/** The story of one message up to `timeUs`, by running again from before it was made. */
export function recordStory(
  run: SystemRun,
  fork: SystemRun,
  timeUs: number,
  uid: number,
  names: NamesTable,
): RecordStory | null {
  const { ledger } = run.witness;
  if (uid < 0 || uid >= messageCount(ledger.messages)) return null;
  const inner = fork.world.listener;
  const story = collectStory(fork.world, fork.witness.ledger, uid, {
    onObservation: (...told) => inner?.onObservation(...told),
  });
  fork.world.listener = story;
  advance(fork, timeUs, Number.POSITIVE_INFINITY);
  const home = homeOf(ledger.messages, uid);
  const facts = kafkaView.messageFacts(run.world, uid);
  const { label, number } = labelOf(names, run, uid);
  const copies = home < 0 ? [] : copiesIn(run, home, uid);
  const bundle = story.steps.find((step) => step.kind === 'batch-closed');
  const place = placeOf(ledger, uid);
  return {
    uid,
    key: label < 0 ? '' : (names.texts[label] ?? ''),
    number,
    value: facts.value < 0 ? '' : (run.world.texts.list[facts.value] ?? ''),
    topic: run.world.state.plan.topics[facts.topic]?.name ?? '',
    partition: home,
    offset: offsetOf(ledger.messages, uid) >= 0 ? offsetOf(ledger.messages, uid) : (copies[0]?.offset ?? -1),
    fate: TICK_FATES[tickFate(run, uid)] ?? '',
    where: isLost(ledger, uid, run.phase === 'ended') ? (PLACES[place] ?? '') : '',
    producer: run.world.nodes[facts.sender]?.name ?? '',
    producerId: bundle?.parameters.producerId ?? -1,
    sequence: bundle?.parameters.baseSequence ?? -1,
    size: facts.size,
    copies,
    steps: story.steps.map(
      (step): StoryStep => ({
        timeUs: step.timeUs,
        kind: step.kind,
        node: step.node,
        parameters: step.parameters,
        seq: step.seq,
      }),
    ),
  };
}

function copiesIn(run: SystemRun, partition: number, uid: number): RecordStory['copies'] {
  const { ledger } = run.witness;
  const truth = partitionTruth(ledger, partition);
  return (ledger.setup.partitions[partition]?.replicas ?? []).flatMap((node, slot) => {
    const log = mirrorOf(ledger, truth, slot);
    for (let offset = mirrorEnd(log) - 1; offset >= 0; offset--) {
      if (uidAt(log, offset) !== uid) continue;
      const status = run.world.nodes[node]?.status;
      return [
        { node, offset, leaderEpoch: mirrorEpochAt(log, offset), running: status === 'up' || status === 'stopping' },
      ];
    }
    return [];
  });
}

/** Key events that concern a node or a partition, up to `timeUs`, oldest first. */
export function storyOf(run: SystemRun, series: RunSeries, timeUs: number, address: string): StoryStep[] {
  const node = nodeOf(run, address);
  const partition = partitionOf(run, address);
  return series.keyEvents
    .filter((event) => event.timeUs <= timeUs && concerns(event, node, partition))
    .slice(-60)
    .map((event) => ({
      timeUs: event.timeUs,
      kind: KINDS[event.kind]?.name ?? '',
      node: event.node,
      parameters: parametersOf(event.kind, event.values),
      seq: event.seq,
    }));
}

function concerns(event: KeyEvent, node: number, partition: number): boolean {
  const fields = KINDS[event.kind]?.fields ?? [];
  const own = (name: string, value: number): boolean =>
    fields.includes(name) && event.values[fields.indexOf(name)] === value;
  if (partition >= 0 && own('partition', partition) && (node < 0 || event.node === node)) return true;
  if (node < 0) return false;
  return event.node === node || own('leader', node) || own('broker', node) || own('member', node);
}

/** Node that an address names, −1 = none. */
export function nodeOf(run: SystemRun, address: string): number {
  const inner = /\(([^()]*)\)$/.exec(address)?.[1]?.split(',').at(-1) ?? address;
  const named = run.world.nodes.findIndex((node) => node.name === inner.trim());
  return named;
}

/** Partition that an address names, −1 = none. */
export function partitionOf(run: SystemRun, address: string): number {
  const inner = /^(?:partition|replica|record)\(([^,()]+)/.exec(address)?.[1];
  return inner === undefined ? -1 : run.witness.ledger.setup.partitions.findIndex((one) => one.name === inner);
}

/** What an object is, as named values. */
export function fieldsOf(run: SystemRun, address: string): { readonly name: string; readonly value: string }[] {
  const fields: { name: string; value: string }[] = [];
  const add = (name: string, value: string | number): void => void fields.push({ name, value: String(value) });
  const node = nodeOf(run, address);
  const partition = partitionOf(run, address);
  const nameOf = (number: number): string => run.world.nodes[number]?.name ?? '–';
  if (partition >= 0) {
    const row = kafkaView.partitionRow(run.world, partition);
    add('partition', run.witness.ledger.setup.partitions[partition]?.name ?? '');
    add('leader', nameOf(row.leader));
    add('leaderEpoch', row.leaderEpoch);
    add('partitionEpoch', row.partitionEpoch);
    add(
      'isr',
      row.replicas
        .filter((_, slot) => (row.isr >> slot) & 1)
        .map(nameOf)
        .join(', '),
    );
    if (row.elr !== 0)
      add(
        'elr',
        row.replicas
          .filter((_, slot) => (row.elr >> slot) & 1)
          .map(nameOf)
          .join(', '),
      );
    for (const one of row.replicas) {
      const replica = kafkaView.replicaRow(run.world, partition, one);
      if (replica !== null)
        add(
          nameOf(one),
          `LEO ${replica.logEnd} · HW ${replica.highWatermark} · epoch ${replica.leaderEpoch} · flushed ${replica.flushed}`,
        );
    }
  } else if (node >= 0) {
    const state = run.world.nodes[node];
    add('node', nameOf(node));
    add('status', state?.status ?? '');
    add('incarnation', state?.incarnation ?? 0);
    const producer = kafkaView.producerRow(run.world, node);
    const member = kafkaView.memberRow(run.world, node);
    if (producer !== null) {
      for (const name of [
        'acks',
        'session',
        'producerId',
        'producerEpoch',
        'produced',
        'acked',
        'unknown',
        'refused',
        'waiting',
        'bufferBytes',
      ] as const)
        add(name, producer[name]);
      add('inFlight', producer.inFlight.length);
    } else if (member !== null) {
      const partitionNames = (partitions: readonly number[]): string =>
        partitions.map((one) => run.witness.ledger.setup.partitions[one]?.name ?? '').join(', ') || '–';
      add('generation', member.generation);
      add('assignor', member.assignor || '–');
      if (member.instance !== '') add('instance', member.instance);
      add('owned', partitionNames(member.owned));
      if (member.leaving.length > 0) add('leaving', partitionNames(member.leaving));
      if (member.coming.length > 0) add('coming', partitionNames(member.coming));
      for (const name of ['buffered', 'how', 'when'] as const) add(name, member[name]);
    } else if (kafkaView.nodeKind(run.world, node) === 1) {
      addController(run, node, add);
    } else if (kafkaView.nodeKind(run.world, node) === 0) {
      const broker = kafkaView.brokerRow(run.world, node);
      add('fenced', String(broker.fenced));
      add('leaders', broker.leaders);
      add('written', broker.written);
      add('notYetOnDisk', broker.dirty);
      add('metadataReplayed', kafkaView.replayedMetadata(run.world, node));
    }
  } else {
    const group = run.world.state.plan.groups.findIndex((one) => address === `group(${one.name})`);
    if (group >= 0) {
      const row = kafkaView.groupRow(run.world, group);
      add('coordinator', nameOf(row.coordinator));
      add('generation', row.generation);
      add('assignor', row.assignor || '–');
      add('members', row.members);
    }
  }
  return fields;
}

function addController(run: SystemRun, node: number, add: (name: string, value: string | number) => void): void {
  const row = kafkaView.controllerRow(run.world, node);
  if (row === null) return;
  add('quorumRole', CONTROLLER_ROLES[row.role] ?? '');
  add('activeController', String(row.active === 1));
  add('quorumEpoch', row.epoch);
  add('quorumLeader', run.world.nodes[row.leader]?.name ?? '–');
  add('logEnd', row.logEnd);
  add('highWatermark', row.highWatermark);
}

/** Rows of the ledger, in the order of the calls; `filter` names a counter. */
export function ledgerPage(
  run: SystemRun,
  names: NamesTable,
  from: number,
  count: number,
  filter: string,
): { readonly total: number; readonly rows: readonly LedgerRow[] } {
  const { messages } = run.witness.ledger;
  const all = messageCount(messages);
  const uids: number[] = [];
  for (let uid = 0; uid < all; uid++) if (filter === '' || matches(run, uid, filter)) uids.push(uid);
  return { total: uids.length, rows: uids.slice(from, from + count).map((uid) => ledgerRow(run, names, uid)) };
}

function matches(run: SystemRun, uid: number, filter: string): boolean {
  const fate = TICK_FATES[tickFate(run, uid)];
  const outcome = OUTCOMES[outcomeOf(fateOf(run.witness.ledger.messages, uid))];
  switch (filter) {
    case 'ackedLost':
    case 'lostEverywhere':
      return fate === 'lost';
    case 'duplicated':
      return fate === 'duplicate';
    case 'atRisk':
      return fate === 'acked-on-one';
    case 'logReordered':
      return fate === 'reordered';
    case 'fireAndForget':
      return outcome === 'fire-and-forget';
    case 'delivered':
    case 'committed':
      return fate === filter || fate === 'delivered';
    default:
      return outcome === filter;
  }
}

function ledgerRow(run: SystemRun, names: NamesTable, uid: number): LedgerRow {
  const { ledger } = run.witness;
  const { label, number } = labelOf(names, run, uid);
  const place = placeOf(ledger, uid);
  return {
    uid,
    key: label < 0 ? '' : (names.texts[label] ?? ''),
    number,
    partition: homeOf(ledger.messages, uid),
    offset: offsetOf(ledger.messages, uid),
    createdUs: kafkaView.createdOf(run.world, uid),
    outcomeUs: outcomeTime(run, uid),
    outcome: OUTCOMES[outcomeOf(fateOf(ledger.messages, uid))] ?? '',
    deliveries: ledger.groups.reduce((sum, group) => sum + deliveriesOf(handledOf(group, uid)), 0),
    fate: TICK_FATES[tickFate(run, uid)] ?? '',
    where: isLost(ledger, uid, run.phase === 'ended') ? (PLACES[place] ?? '') : '',
  };
}

function outcomeTime(run: SystemRun, uid: number): number {
  const { outcomeAt } = run.witness.ledger.messages;
  return uid < outcomeAt.length ? getFloat(outcomeAt, uid) : -1;
}
