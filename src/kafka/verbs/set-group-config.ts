import type { GivenConfig } from '../../sim/config.ts';
import { WorldContext } from '../../sim/context.ts';
import type { Refusal } from '../../sim/faults/verb.ts';
import { nodeNamed, type World } from '../../sim/world.ts';
import { replaceConsumer } from '../client/consumer.ts';
import { checkConsumerConfig } from '../client/consumer-config.ts';
import type { ConsumerSetup, ConsumerState } from '../client/consumer-state.ts';
import type { KafkaState } from '../cluster.ts';
import type { CommitStyle } from '../setup.ts';

/**
 * A setting of a group's members. Each closes its client, which leaves the group, and makes a new one, which joins.
 *
 * @param key - a consumer's key, or `commit.how`, `commit.when`, `commit.every` for what the application does
 */
export function setGroupConfig(
  world: World<KafkaState>,
  name: string,
  key: string,
  value: string | number | boolean,
): Refusal {
  const { actors, plan } = world.state;
  const group = plan.groups.findIndex((one) => one.name === name);
  if (group < 0) return { code: 'group.unknown', parameters: { group: name } };
  const members = actors.flatMap((actor) => (actor?.actor === 'consumer' && actor.group === group ? [actor] : []));
  return setMembersConfig(world, members, key, value);
}

/** A setting of one member: a new version is rolled out member by member. */
export function setMemberConfig(
  world: World<KafkaState>,
  name: string,
  key: string,
  value: string | number | boolean,
): Refusal {
  const member = world.state.actors[nodeNamed(world, name)];
  if (member?.actor !== 'consumer') return { code: 'target.not-a-member', parameters: { node: name } };
  return setMembersConfig(world, [member], key, value);
}

function setMembersConfig(
  world: World<KafkaState>,
  members: readonly ConsumerState[],
  key: string,
  value: string | number | boolean,
): Refusal {
  const setups: ConsumerSetup[] = [];
  for (const { setup, nextSetup } of members) {
    const changed = withSetting(nextSetup ?? setup, key, value);
    if ('code' in changed) return changed;
    setups.push(changed);
  }
  members.forEach((member, i) => {
    const setup = setups[i];
    if (setup !== undefined) replaceConsumer(world.state, member, setup, new WorldContext(world, member.node));
  });
  return null;
}

function withSetting(
  setup: ConsumerSetup,
  key: string,
  value: string | number | boolean,
): ConsumerSetup | NonNullable<Refusal> {
  if (key.startsWith('commit.')) {
    const commit = withCommitStyle(setup.commit, key, String(value));
    const refusal = { code: 'config.not-a-choice', parameters: { key, found: String(value) } };
    return commit === null ? refusal : { ...setup, commit };
  }
  const config: GivenConfig = { ...setup.config, [key]: value };
  const [mistake] = checkConsumerConfig(config);
  if (mistake === undefined) return { ...setup, config };
  return { code: `config.${mistake.code}`, parameters: { key: mistake.key, ...mistake.parameters } };
}

function withCommitStyle(style: CommitStyle, key: string, value: string): CommitStyle | null {
  if (key === 'commit.how' && (value === 'none' || value === 'sync' || value === 'async'))
    return { ...style, how: value };
  if (key === 'commit.when' && (value === 'before' || value === 'after')) return { ...style, when: value };
  if (key === 'commit.every' && (value === 'record' || value === 'poll')) return { ...style, every: value };
  return null;
}
