import { WorldContext } from '../sim/context.ts';
import { FAULTS } from '../sim/faults/index.ts';
import type { Refusal, Verb, VerbArguments } from '../sim/faults/verb.ts';
import { isRunning, type World } from '../sim/world.ts';
import { stopProducing } from './client/workload.ts';
import type { KafkaState } from './cluster.ts';
import { checkConfig, ERROR_NAMES, fieldKind, OBSERVATIONS, SETTINGS } from './description.ts';
import { MUTANTS } from './mutants.ts';
import { API_NAMES } from './protocol/messages.ts';
import { resolveRole } from './roles.ts';
import { NEWEST, VERSION_CHOICES } from './setup.ts';
import { settleBoundUs, topologyOf } from './topology.ts';
import { KAFKA_VERBS } from './verbs/index.ts';
import { createKafkaWorld, startKafkaWorld } from './world.ts';

/** Faults of any node, link or disk, then what only Kafka can do. */
const VERBS: readonly Verb<KafkaState>[] = [...FAULTS, ...KAFKA_VERBS];

/** Kafka as other rooms see it. */
export const KAFKA = {
  name: 'kafka',
  observations: OBSERVATIONS,
  apis: API_NAMES,
  errors: ERROR_NAMES,
  fieldKind,
  settings: SETTINGS,
  checkConfig,
  verbs: VERBS.map(({ name, target, group, aims, parameters, end }) => ({
    name,
    target,
    group,
    aims,
    parameters,
    ends: end !== null,
  })),
  begin: (world: World<KafkaState>, name: string, given: VerbArguments): Refusal => {
    const verb = VERBS.find((one) => one.name === name);
    return verb === undefined ? { code: 'verb.unknown', parameters: { found: name } } : verb.begin(world, given);
  },
  end: (world: World<KafkaState>, name: string, given: VerbArguments): void => {
    VERBS.find((one) => one.name === name)?.end?.(world, given);
  },
  mutants: Object.keys(MUTANTS),
  versions: { ...NEWEST },
  versionChoices: VERSION_CHOICES,
  createWorld: createKafkaWorld,
  startWorld: startKafkaWorld,
  names: namesOf,
  resolveRole,
  stopProducers,
  settleBoundUs,
};

/** Names by number. */
function namesOf(world: World<KafkaState>): {
  readonly partitions: readonly string[];
  readonly topics: readonly string[];
  readonly groups: readonly string[];
} {
  const { plan } = world.state;
  return {
    partitions: topologyOf(plan).partitions.map(({ name }) => name),
    topics: plan.topics.map(({ name }) => name),
    groups: plan.groups.map(({ name }) => name),
  };
}

/** Applications call send no more by themselves; what they have called goes on. */
function stopProducers(world: World<KafkaState>): void {
  for (const [node, actor] of world.state.actors.entries()) {
    const state = world.nodes[node];
    if (actor?.actor !== 'producer' || state === undefined || !isRunning(state)) continue;
    stopProducing(actor, new WorldContext(world, node));
  }
}
