import * as v from 'valibot';
import { at } from '../../sim/column.ts';
import type { AssignorTopic, OwningMember } from '../assignors/members.ts';
import { assignRange } from '../assignors/range.ts';
import { assignRoundRobin } from '../assignors/round-robin.ts';
import { assignCooperatively, assignSticky, assignUniform, knowsAllTopics } from '../assignors/sticky.ts';

/** Topic, and its partitions, ascending; topics without any are left out. */
export type TopicPartitions = Readonly<Record<string, readonly number[]>>;
/** The partitions of each member. */
export type Assignment = Readonly<Record<string, TopicPartitions>>;

const TOPICS = v.record(v.string(), v.number());
const OWNED = v.record(v.string(), v.array(v.number()));
const MEMBER = v.object({
  topics: v.array(v.string()),
  instanceId: v.optional(v.string()),
  owned: v.optional(OWNED, {}),
  generation: v.optional(v.number(), -1),
});
export const GROUP = v.object({ topics: TOPICS, members: v.record(v.string(), MEMBER) });
const ROUNDS = v.object({ rounds: v.array(GROUP) });
const REFUSED = v.object({ ...GROUP.entries, assignor: v.picklist(['range', 'uniform']) });

export type Group = v.InferOutput<typeof GROUP>;
type Assignor = (members: readonly OwningMember[], topics: readonly AssignorTopic[]) => readonly (readonly number[])[];

export function runRange(input: unknown): unknown {
  return { assignment: assign(assignRange, v.parse(GROUP, input)) };
}

export function runRoundRobin(input: unknown): unknown {
  return { assignment: assign(assignRoundRobin, v.parse(GROUP, input)) };
}

export function runSticky(input: unknown): unknown {
  return { assignment: assign(assignSticky, v.parse(GROUP, input)) };
}

export function runServerRange(input: unknown): unknown {
  return runOnBroker(assignRange, v.parse(GROUP, input));
}

export function runServerUniform(input: unknown): unknown {
  return runOnBroker(assignUniform, v.parse(GROUP, input));
}

export function runServerError(input: unknown): unknown {
  const { assignor, ...group } = v.parse(REFUSED, input);
  return runOnBroker(assignor === 'range' ? assignRange : assignUniform, group);
}

/** Round after round, each member saying that it has what the round before gave it. */
export function runStickySequence(input: unknown): unknown {
  const { rounds } = v.parse(ROUNDS, input);
  let before: Assignment = {};
  return {
    rounds: rounds.map((round, number) => {
      const group = withOwned(round, before, number - 1);
      before = assign(assignSticky, group);
      return { group, assignment: before };
    }),
  };
}

/** The first answer, and what has become of the group once nobody has to give anything up any more. */
export function runCooperativeSticky(input: unknown): unknown {
  const group = v.parse(GROUP, input);
  const first = assign(assignCooperatively, group);
  const withheld = unassigned(group, first);
  const withheldCount = Object.values(withheld).reduce((sum, partitions) => sum + partitions.length, 0);
  const followUpRebalance = someoneLoses(group, first);
  let generation = Math.max(...Object.values(group.members).map((member) => member.generation));
  let now = group;
  let final = first;
  // Whoever lost something rejoins. It ends: after each round fewer have what they are not to have.
  while (someoneLoses(now, final)) {
    generation += 1;
    now = withOwned(now, final, generation);
    final = assign(assignCooperatively, now);
  }
  return { first, withheld, withheldCount, followUpRebalance, final };
}

/** A group's members with what an assignment gave them as `owned`. */
function withOwned({ topics, members }: Group, assignment: Assignment, generation: number): Group {
  const owning = Object.entries(members).map(([id, member]) => {
    const owned = Object.entries(assignment[id] ?? {}).map(([topic, own]) => [topic, own.slice()]);
    return [id, { ...member, owned: Object.fromEntries(owned), generation }];
  });
  return v.parse(GROUP, { topics, members: Object.fromEntries(owning) });
}

function runOnBroker(assignor: Assignor, group: Group): unknown {
  const { members, topics } = inNumbers(group);
  if (!knowsAllTopics(members, topics)) return { error: 'ASSIGNOR_FAILURE' };
  return { assignment: assign(assignor, group) };
}

function assign(assignor: Assignor, group: Group): Assignment {
  const { members, topics, places } = inNumbers(group);
  const assigned = assignor(members, topics);
  const assignment: Record<string, Record<string, number[]>> = {};
  for (let i = 0; i < members.length; i++) {
    const own: Record<string, number[]> = {};
    for (const partition of at(assigned, i)) {
      const { topic, index } = at(places, partition);
      own[topic] = [...(own[topic] ?? []), index].sort((a, b) => a - b);
    }
    assignment[at(members, i).memberId] = own;
  }
  return assignment;
}

/** A group as the assignors see it: partitions of all topics are numbered through, as in a world. */
function inNumbers({ topics, members }: Group): {
  readonly members: OwningMember[];
  readonly topics: AssignorTopic[];
  readonly places: readonly { readonly topic: string; readonly index: number }[];
} {
  const subscribed = Object.values(members).flatMap((member) => member.topics);
  const names = [...new Set([...Object.keys(topics), ...subscribed])];
  const places: { topic: string; index: number }[] = [];
  const numbered = names.map((name) => {
    const partitions: number[] = [];
    for (let index = 0; index < (topics[name] ?? 0); index++) partitions.push(places.push({ topic: name, index }) - 1);
    return { name, partitions };
  });
  const numberOf = (topic: string, index: number) => numbered[names.indexOf(topic)]?.partitions[index] ?? -1;
  return {
    places,
    topics: numbered,
    members: Object.entries(members).map(([memberId, member]) => ({
      memberId,
      instanceId: member.instanceId ?? null,
      topics: member.topics.map((topic) => names.indexOf(topic)),
      owned: Object.entries(member.owned)
        .flatMap(([topic, own]) => own.map((index) => numberOf(topic, index)))
        .filter((partition) => partition >= 0),
      generation: member.generation,
    })),
  };
}

/** Partitions of subscribed topics that nobody gets. */
function unassigned({ topics, members }: Group, assignment: Assignment): TopicPartitions {
  const missing: Record<string, number[]> = {};
  for (const [topic, count] of Object.entries(topics)) {
    if (!Object.values(members).some((member) => member.topics.includes(topic))) continue;
    for (let index = 0; index < count; index++) {
      if (Object.values(assignment).some((own) => own[topic]?.includes(index))) continue;
      missing[topic] = [...(missing[topic] ?? []), index];
    }
  }
  return missing;
}

/** Whether a member has something that the assignment does not give it. */
function someoneLoses({ members }: Group, assignment: Assignment): boolean {
  return Object.entries(members).some(([id, { owned }]) =>
    Object.entries(owned).some(([topic, own]) => own.some((index) => !assignment[id]?.[topic]?.includes(index))),
  );
}
