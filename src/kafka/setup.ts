import type { GivenConfig } from '../sim/config.ts';
import type { LinkDefaults } from '../sim/world.ts';

/**
 * What a Kafka world is made from: a checked scenario document, with its durations in µs and sizes in bytes.
 * Broker ids are Kafka's (1 … n).
 */
export interface KafkaSetup {
  readonly brokers: number;
  /** 1, 3 or 5; 1 where it is left out. */
  readonly controllers?: number;
  /** Broker keys, also the defaults of topics. */
  readonly config: GivenConfig;
  /** `broker.rack` of each broker, in their order; left out = none has one. */
  readonly racks?: readonly string[];
  /** True: start cold, nothing is registered. */
  readonly boot: boolean;
  readonly topics: readonly TopicSetup[];
  readonly producers: readonly ProducerSetup[];
  readonly groups: readonly GroupSetup[];
  readonly link: LinkDefaults;
  readonly versions: KafkaVersions;
  /** Guards that are taken out, by name (`MUTANTS` in `mutants.ts`). */
  readonly mutants: readonly string[];
}

export interface TopicSetup {
  readonly name: string;
  readonly partitions: number;
  /** Assignment by partition; null = partition i gets brokers i+1, i+2, … */
  readonly replicas: readonly (readonly number[])[] | null;
  readonly replicationFactor: number;
  readonly config: GivenConfig;
}

export interface ProducerSetup {
  readonly id: string;
  readonly topic: string;
  /** `count` records each `perUs`; count 0 = sends only by hand. */
  readonly rate: { readonly count: number; readonly perUs: number };
  readonly startUs: number;
  /** −1 = until the closing phase. */
  readonly stopUs: number;
  readonly arrivals: 'even' | 'poisson';
  /** Number of different keys k0, k1, … taken in turn; 0 = no key. */
  readonly keys: number;
  readonly sizeBytes: number;
  readonly config: GivenConfig;
}

export interface GroupSetup {
  readonly id: string;
  readonly topics: readonly string[];
  readonly members: readonly MemberSetup[];
  readonly config: GivenConfig;
}

export interface MemberSetup {
  readonly id: string;
  readonly startUs: number;
  readonly processingUs: number;
  readonly commit: CommitStyle;
  /** Its own settings, over those of the group: `group.instance.id`, or others while a new version is rolled out. */
  readonly config: GivenConfig;
}

/** What the application does about commits; with enable.auto.commit it does nothing (`none`). */
export interface CommitStyle {
  readonly how: 'none' | 'sync' | 'async';
  readonly when: 'before' | 'after';
  readonly every: 'record' | 'poll';
}

/** See `reference` rows of the version switches: the newest is the default. */
export interface KafkaVersions {
  readonly strictMinIsr: boolean;
  readonly elr: boolean;
  readonly truncation: Truncation;
}

/**
 * How a follower finds out what to drop from its log, oldest first: everything above its own high watermark (before
 * 0.11), what the leader says about the follower's last epoch (KIP-101, 0.11), the same in steps because the leader
 * says which epoch it means (KIP-279, 2.0), with the current leader epoch in every request (KIP-320, 2.1), or what
 * the leader says in the answer to a fetch (KIP-595, 2.7).
 */
export const TRUNCATIONS = ['hw', 'kip101', 'kip279', 'kip320', 'on-fetch'] as const;
export type Truncation = (typeof TRUNCATIONS)[number];

export const NEWEST: KafkaVersions = { strictMinIsr: true, elr: true, truncation: 'on-fetch' };

/** The words that a switch may have which is not on or off. */
export const VERSION_CHOICES: Readonly<Record<string, readonly string[]>> = { truncation: TRUNCATIONS };
