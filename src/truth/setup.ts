/**
 * What the ledger knows of a system from outside: names, assignments, and the settings that decide what a
 * configuration promises. Partitions, topics, groups and nodes are the world's numbers.
 */
export interface TruthSetup {
  /** By partition. */
  readonly partitions: readonly PartitionSetup[];
  /** By group. */
  readonly groups: readonly GroupTopics[];
  readonly versions: TruthVersions;
}

export interface PartitionSetup {
  /** `orders-0` */
  readonly name: string;
  readonly topic: number;
  /** Nodes, first = preferred; masks of observations count bits in this order. At most 8. */
  readonly replicas: readonly number[];
  readonly minInsyncReplicas: number;
  readonly uncleanAllowed: boolean;
  /** The system's own records: no messages of applications. */
  readonly internal: boolean;
}

export interface GroupTopics {
  readonly name: string;
  readonly topics: readonly number[];
  /** Partition whose leader coordinates the group; −1 = no partition's. */
  readonly coordinatedBy: number;
}

/** Version switches that change what is promised (KIP-966 and the ways of truncation). */
export interface TruthVersions {
  readonly strictMinIsr: boolean;
  readonly elr: boolean;
  /** `hw`, `kip101`, `kip279`, `kip320` or `on-fetch`. */
  readonly truncation: string;
}
