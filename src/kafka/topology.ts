import { flagOf, numberOf, parseConfig } from '../sim/config.ts';
import { CONSUMER_CONFIG } from './client/consumer-config.ts';
import { PRODUCER_CONFIG } from './client/producer-config.ts';
import type { ClusterPlan } from './cluster.ts';
import { SETTINGS } from './description.ts';
import type { KafkaSetup, KafkaVersions } from './setup.ts';

/** What somebody who only listens may know of a cluster: names, assignments, and what decides on promises. */
export interface Topology {
  readonly partitions: readonly {
    readonly name: string;
    readonly topic: number;
    readonly replicas: readonly number[];
    readonly minInsyncReplicas: number;
    readonly uncleanAllowed: boolean;
    readonly internal: boolean;
  }[];
  readonly groups: readonly {
    readonly name: string;
    readonly topics: readonly number[];
    /** The partition of `__consumer_offsets` whose leader coordinates it. */
    readonly coordinatedBy: number;
  }[];
  readonly versions: KafkaVersions;
}

export function topologyOf(plan: ClusterPlan): Topology {
  return {
    partitions: plan.replicas.map((replicas, partition) => {
      const topic = plan.partitionTopic[partition] ?? -1;
      const { name, config, internal } = plan.topics[topic] ?? { name: '', config: {}, internal: false };
      return {
        name: `${name}-${plan.partitionIndex[partition] ?? -1}`,
        topic,
        replicas,
        minInsyncReplicas: numberOf(config, 'min.insync.replicas'),
        uncleanAllowed: flagOf(config, 'unclean.leader.election.enable'),
        internal,
      };
    }),
    groups: plan.groups.map(({ name, topics, offsetsPartition }) => ({
      name,
      topics,
      coordinatedBy: offsetsPartition,
    })),
    versions: plan.versions,
  };
}

/** What transfers, fetches and elections take besides the timeouts, ms. */
const SLACK_MS = 10_000;

/**
 * The longest time, µs, in which a healed cluster with these settings settles: the largest of the times after which a
 * broker is fenced, a send gives up, a follower leaves the ISR, and a group has rebalanced twice; and then what a group
 * needs for everything that was ever written, if one member has to process all of it.
 *
 * @param durationUs - of the run before it closes
 */
export function settleBoundUs(setup: KafkaSetup, durationUs: number): number {
  const broker = parseConfig(SETTINGS.broker, setup.config).values;
  let mostMs = Math.max(numberOf(broker, 'broker.session.timeout.ms'), numberOf(broker, 'replica.lag.time.max.ms'));
  for (const { config } of setup.producers) {
    mostMs = Math.max(mostMs, numberOf(parseConfig(PRODUCER_CONFIG, config).values, 'delivery.timeout.ms'));
  }
  for (const { config } of setup.groups) {
    mostMs = Math.max(mostMs, 2 * numberOf(parseConfig(CONSUMER_CONFIG, config).values, 'max.poll.interval.ms'));
  }
  return (mostMs + SLACK_MS) * 1_000 + backlogUs(setup, durationUs);
}

/** Time for the slowest member of a group to process all records of its topics, of the group that takes longest. */
function backlogUs({ producers, groups }: KafkaSetup, durationUs: number): number {
  let most = 0;
  for (const { topics, members } of groups) {
    let records = 0;
    for (const { topic, rate } of producers) {
      if (topics.includes(topic)) records += Math.ceil((durationUs / rate.perUs) * rate.count);
    }
    for (const { processingUs } of members) most = Math.max(most, records * processingUs);
  }
  return most;
}
