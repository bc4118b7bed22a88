import type { Message } from '../../sim/actor.ts';
import type { OwnedPartitions } from '../assignors/assignor.ts';

/**
 * Kafka's requests and replies, reduced to the fields that carry semantics (see the schemas in
 * `clients/src/main/resources/common/message`). Lists of one message that belong together are parallel arrays.
 *
 * Nodes, partitions, topics, groups and record batches are the world's small numbers. Offsets, epochs, sequences
 * and error codes are Kafka's own. Times are µs. A message is never changed after it was sent.
 */
export const PRODUCE = 0;
export const FETCH = 1;
export const LIST_OFFSETS = 2;
export const METADATA = 3;
export const OFFSET_COMMIT = 8;
export const OFFSET_FETCH = 9;
export const FIND_COORDINATOR = 10;
export const JOIN_GROUP = 11;
export const HEARTBEAT = 12;
export const LEAVE_GROUP = 13;
export const SYNC_GROUP = 14;
export const API_VERSIONS = 18;
export const INIT_PRODUCER_ID = 22;
export const OFFSET_FOR_LEADER_EPOCH = 23;
export const VOTE = 52;
export const BEGIN_QUORUM_EPOCH = 53;
export const END_QUORUM_EPOCH = 54;
export const ALTER_PARTITION = 56;
export const BROKER_REGISTRATION = 62;
export const BROKER_HEARTBEAT = 63;
export const ALLOCATE_PRODUCER_IDS = 67;

/** Names as the protocol guide spells them, by api key. */
export const API_NAMES: Readonly<Record<number, string>> = {
  [PRODUCE]: 'Produce',
  [FETCH]: 'Fetch',
  [LIST_OFFSETS]: 'ListOffsets',
  [METADATA]: 'Metadata',
  [OFFSET_COMMIT]: 'OffsetCommit',
  [OFFSET_FETCH]: 'OffsetFetch',
  [FIND_COORDINATOR]: 'FindCoordinator',
  [JOIN_GROUP]: 'JoinGroup',
  [HEARTBEAT]: 'Heartbeat',
  [LEAVE_GROUP]: 'LeaveGroup',
  [SYNC_GROUP]: 'SyncGroup',
  [API_VERSIONS]: 'ApiVersions',
  [INIT_PRODUCER_ID]: 'InitProducerId',
  [OFFSET_FOR_LEADER_EPOCH]: 'OffsetForLeaderEpoch',
  [VOTE]: 'Vote',
  [BEGIN_QUORUM_EPOCH]: 'BeginQuorumEpoch',
  [END_QUORUM_EPOCH]: 'EndQuorumEpoch',
  [ALTER_PARTITION]: 'AlterPartition',
  [BROKER_REGISTRATION]: 'BrokerRegistration',
  [BROKER_HEARTBEAT]: 'BrokerHeartbeat',
  [ALLOCATE_PRODUCER_IDS]: 'AllocateProducerIds',
};

/**
 * First request of a client on a new connection; its answer makes the connection ready. Without the list of
 * versions: here all speak the newest.
 */
export interface ApiVersionsRequest extends Message {
  readonly type: 'ApiVersionsRequest';
  readonly api: typeof API_VERSIONS;
}

export interface ApiVersionsReply extends Message {
  readonly type: 'ApiVersionsReply';
  readonly api: typeof API_VERSIONS;
  readonly error: number;
}

export interface ProduceRequest extends Message {
  readonly type: 'ProduceRequest';
  readonly api: typeof PRODUCE;
  readonly acks: -1 | 0 | 1;
  /** The producer's request.timeout.ms. */
  readonly timeoutUs: number;
  /** At most one batch of each partition; the batch table knows its partition. */
  readonly batches: readonly number[];
}

/** Parallel to the request's batches. */
export interface ProduceReply extends Message {
  readonly type: 'ProduceReply';
  readonly api: typeof PRODUCE;
  readonly errors: readonly number[];
  /** −1 where there is an error. */
  readonly baseOffsets: readonly number[];
  /** KIP-951: with NOT_LEADER_OR_FOLLOWER the leader and epoch that this broker knows, else −1. */
  readonly leaders: readonly number[];
  readonly leaderEpochs: readonly number[];
}

export interface FetchRequest extends Message {
  readonly type: 'FetchRequest';
  readonly api: typeof FETCH;
  /** The follower's node, −1 for a consumer. */
  readonly replica: number;
  /** The follower's broker epoch (KIP-903), −1 for a consumer. */
  readonly brokerEpoch: number;
  readonly maxWaitUs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
  readonly readCommitted: boolean;
  readonly partitions: readonly number[];
  readonly leaderEpochs: readonly number[];
  readonly offsets: readonly number[];
  /** Epoch of the fetcher's last record, −1 none. */
  readonly lastFetchedEpochs: readonly number[];
  readonly logStarts: readonly number[];
  /** A consumer's `client.rack`, '' = none (KIP-392). */
  readonly rack: string;
}

/** Parallel to `partitions`; the records of partition i are the next `counts[i]` entries of the flat lists. */
export interface FetchReply extends Message {
  readonly type: 'FetchReply';
  readonly api: typeof FETCH;
  readonly partitions: readonly number[];
  readonly errors: readonly number[];
  readonly highWatermarks: readonly number[];
  readonly lastStableOffsets: readonly number[];
  readonly logStarts: readonly number[];
  /** KIP-595: where the logs part; −1 none. */
  readonly divergingEpochs: readonly number[];
  readonly divergingEnds: readonly number[];
  /** KIP-951, −1 none. */
  readonly leaders: readonly number[];
  readonly leaderEpochs: readonly number[];
  /** KIP-392: the node to read from instead, −1 none. */
  readonly preferredReadReplicas: readonly number[];
  /** Number of record batches of each partition. */
  readonly counts: readonly number[];
  readonly batches: readonly number[];
  readonly baseOffsets: readonly number[];
  /** Leader epoch stamped on each batch. */
  readonly epochs: readonly number[];
}

export interface ListOffsetsRequest extends Message {
  readonly type: 'ListOffsetsRequest';
  readonly api: typeof LIST_OFFSETS;
  readonly replica: number;
  readonly readCommitted: boolean;
  readonly partitions: readonly number[];
  readonly leaderEpochs: readonly number[];
  /** −1 latest, −2 earliest, else ms. */
  readonly timestamps: readonly number[];
}

export interface ListOffsetsReply extends Message {
  readonly type: 'ListOffsetsReply';
  readonly api: typeof LIST_OFFSETS;
  readonly partitions: readonly number[];
  readonly errors: readonly number[];
  readonly offsets: readonly number[];
  readonly leaderEpochs: readonly number[];
}

export interface MetadataRequest extends Message {
  readonly type: 'MetadataRequest';
  readonly api: typeof METADATA;
  /** null = all. */
  readonly topics: readonly number[] | null;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** NONE or LEADER_NOT_AVAILABLE. */
  readonly error: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface MetadataReply extends Message {
  readonly type: 'MetadataReply';
  readonly api: typeof METADATA;
  /** Nodes that the answering broker believes alive (unfenced). */
  readonly brokers: readonly number[];
  /** Topics asked for, in order; UNKNOWN_TOPIC_OR_PARTITION where the broker does not know one. */
  readonly topics: readonly number[];
  readonly topicErrors: readonly number[];
  readonly partitions: readonly PartitionMetadata[];
}

export interface FindCoordinatorRequest extends Message {
  readonly type: 'FindCoordinatorRequest';
  readonly api: typeof FIND_COORDINATOR;
  readonly group: number;
}

export interface FindCoordinatorReply extends Message {
  readonly type: 'FindCoordinatorReply';
  readonly api: typeof FIND_COORDINATOR;
  readonly error: number;
  readonly node: number;
}

/** A member of a classic group as the wire names it; −1 = not known yet. */
export type MemberId = number;

export interface JoinGroupRequest extends Message {
  readonly type: 'JoinGroupRequest';
  readonly api: typeof JOIN_GROUP;
  readonly group: number;
  readonly member: MemberId;
  /** `group.instance.id` of a static member, else null (KIP-345). */
  readonly instanceId: string | null;
  /** From the header of the request: the beginning of the member's id as text. */
  readonly clientId: string;
  /** The client comes again with the id that it is given: version 4 or newer (KIP-394). */
  readonly takesMemberId: boolean;
  /** The client can be leader without computing an assignment: version 9 or newer (KIP-814). */
  readonly canSkipAssignment: boolean;
  readonly sessionTimeoutUs: number;
  readonly rebalanceTimeoutUs: number;
  /** `consumer`, of all that share a group. */
  readonly protocolType: string;
  /** Assignors, in order of preference. */
  readonly protocols: readonly string[];
  /** Topics subscribed. */
  readonly topics: readonly number[];
  /** What the member has as it joins: part of its subscription (KIP-429, KIP-792). */
  readonly owned: OwnedPartitions;
  /** What it was given last: user data of the sticky assignor. */
  readonly lastAssigned: OwnedPartitions;
}

export interface JoinGroupReply extends Message {
  readonly type: 'JoinGroupReply';
  readonly api: typeof JOIN_GROUP;
  readonly error: number;
  readonly generation: number;
  readonly protocol: string;
  readonly leader: MemberId;
  readonly member: MemberId;
  /** The leader is to leave the assignment as it is. */
  readonly skipAssignment: boolean;
  /** For the leader only: all members, their ids as text (for the order of the assignor), what they subscribe. */
  readonly members: readonly MemberId[];
  readonly memberNames: readonly string[];
  readonly memberInstances: readonly (string | null)[];
  readonly memberTopics: readonly (readonly number[])[];
  readonly memberOwned: readonly OwnedPartitions[];
  readonly memberLastAssigned: readonly OwnedPartitions[];
}

export interface SyncGroupRequest extends Message {
  readonly type: 'SyncGroupRequest';
  readonly api: typeof SYNC_GROUP;
  readonly group: number;
  readonly generation: number;
  readonly member: MemberId;
  readonly instanceId: string | null;
  /** What the member believes chosen; null = it does not say (before version 5). */
  readonly protocolType: string | null;
  readonly protocol: string | null;
  /** From the leader only. */
  readonly assignedMembers: readonly MemberId[];
  readonly assignments: readonly (readonly number[])[];
}

export interface SyncGroupReply extends Message {
  readonly type: 'SyncGroupReply';
  readonly api: typeof SYNC_GROUP;
  readonly error: number;
  readonly assignment: readonly number[];
}

export interface HeartbeatRequest extends Message {
  readonly type: 'HeartbeatRequest';
  readonly api: typeof HEARTBEAT;
  readonly group: number;
  readonly generation: number;
  readonly member: MemberId;
  readonly instanceId: string | null;
}

export interface HeartbeatReply extends Message {
  readonly type: 'HeartbeatReply';
  readonly api: typeof HEARTBEAT;
  readonly error: number;
}

export interface LeaveGroupRequest extends Message {
  readonly type: 'LeaveGroupRequest';
  readonly api: typeof LEAVE_GROUP;
  readonly group: number;
  readonly members: readonly LeavingMember[];
}

/** Member −1 with an instance: whoever has that instance is taken out. */
export interface LeavingMember {
  readonly member: MemberId;
  readonly instanceId: string | null;
}

export interface LeaveGroupReply extends Message {
  readonly type: 'LeaveGroupReply';
  readonly api: typeof LEAVE_GROUP;
  readonly error: number;
  /** One error for each member that was to leave. */
  readonly errors: readonly number[];
}

export interface OffsetCommitRequest extends Message {
  readonly type: 'OffsetCommitRequest';
  readonly api: typeof OFFSET_COMMIT;
  readonly group: number;
  readonly generation: number;
  readonly member: MemberId;
  readonly instanceId: string | null;
  readonly partitions: readonly number[];
  readonly offsets: readonly number[];
  readonly leaderEpochs: readonly number[];
}

export interface OffsetCommitReply extends Message {
  readonly type: 'OffsetCommitReply';
  readonly api: typeof OFFSET_COMMIT;
  readonly errors: readonly number[];
}

export interface OffsetFetchRequest extends Message {
  readonly type: 'OffsetFetchRequest';
  readonly api: typeof OFFSET_FETCH;
  readonly group: number;
  readonly partitions: readonly number[];
}

export interface OffsetFetchReply extends Message {
  readonly type: 'OffsetFetchReply';
  readonly api: typeof OFFSET_FETCH;
  readonly error: number;
  readonly partitions: readonly number[];
  /** −1 = nothing committed. */
  readonly offsets: readonly number[];
  readonly leaderEpochs: readonly number[];
}

export interface InitProducerIdRequest extends Message {
  readonly type: 'InitProducerIdRequest';
  readonly api: typeof INIT_PRODUCER_ID;
}

export interface InitProducerIdReply extends Message {
  readonly type: 'InitProducerIdReply';
  readonly api: typeof INIT_PRODUCER_ID;
  readonly error: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface OffsetForLeaderEpochRequest extends Message {
  readonly type: 'OffsetForLeaderEpochRequest';
  readonly api: typeof OFFSET_FOR_LEADER_EPOCH;
  readonly replica: number;
  readonly partitions: readonly number[];
  readonly currentLeaderEpochs: readonly number[];
  readonly leaderEpochs: readonly number[];
}

export interface OffsetForLeaderEpochReply extends Message {
  readonly type: 'OffsetForLeaderEpochReply';
  readonly api: typeof OFFSET_FOR_LEADER_EPOCH;
  readonly partitions: readonly number[];
  readonly errors: readonly number[];
  readonly leaderEpochs: readonly number[];
  readonly endOffsets: readonly number[];
}

/** One partition's part of AlterPartition. */
export interface AlterPartitionItem {
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly number[];
  /** Broker epochs of the members, parallel; −1 = the leader does not know one (itself included). */
  readonly brokerEpochs: readonly number[];
  readonly recovering: boolean;
}

export interface AlterPartitionRequest extends Message {
  readonly type: 'AlterPartitionRequest';
  readonly api: typeof ALTER_PARTITION;
  readonly brokerEpoch: number;
  readonly items: readonly AlterPartitionItem[];
}

export interface AlterPartitionReply extends Message {
  readonly type: 'AlterPartitionReply';
  readonly api: typeof ALTER_PARTITION;
  /** Top level: NONE, STALE_BROKER_EPOCH, NOT_CONTROLLER. */
  readonly error: number;
  readonly partitions: readonly number[];
  readonly errors: readonly number[];
  readonly leaders: readonly number[];
  readonly leaderEpochs: readonly number[];
  readonly partitionEpochs: readonly number[];
  readonly isrs: readonly (readonly number[])[];
}

export interface BrokerRegistrationRequest extends Message {
  readonly type: 'BrokerRegistrationRequest';
  readonly api: typeof BROKER_REGISTRATION;
  readonly incarnation: number;
  /** Of the last orderly stop; −1 after an unclean one. */
  readonly previousBrokerEpoch: number;
}

export interface BrokerRegistrationReply extends Message {
  readonly type: 'BrokerRegistrationReply';
  readonly api: typeof BROKER_REGISTRATION;
  readonly error: number;
  readonly brokerEpoch: number;
}

export interface BrokerHeartbeatRequest extends Message {
  readonly type: 'BrokerHeartbeatRequest';
  readonly api: typeof BROKER_HEARTBEAT;
  readonly brokerEpoch: number;
  readonly metadataOffset: number;
  /** The broker is starting and must not be unfenced yet. */
  readonly wantFence: boolean;
  readonly wantShutDown: boolean;
}

export interface BrokerHeartbeatReply extends Message {
  readonly type: 'BrokerHeartbeatReply';
  readonly api: typeof BROKER_HEARTBEAT;
  readonly error: number;
  readonly isCaughtUp: boolean;
  readonly isFenced: boolean;
  readonly shouldShutDown: boolean;
}

export interface AllocateProducerIdsRequest extends Message {
  readonly type: 'AllocateProducerIdsRequest';
  readonly api: typeof ALLOCATE_PRODUCER_IDS;
  readonly brokerEpoch: number;
}

export interface AllocateProducerIdsReply extends Message {
  readonly type: 'AllocateProducerIdsReply';
  readonly api: typeof ALLOCATE_PRODUCER_IDS;
  readonly error: number;
  readonly start: number;
  readonly length: number;
}

/** Fetch of `__cluster_metadata` by a broker. */
export interface MetadataFetchRequest extends Message {
  readonly type: 'MetadataFetchRequest';
  readonly api: typeof FETCH;
  /** Next record wanted. */
  readonly offset: number;
  readonly maxWaitUs: number;
}

export interface MetadataFetchReply extends Message {
  readonly type: 'MetadataFetchReply';
  readonly api: typeof FETCH;
  readonly error: number;
  readonly fromOffset: number;
  readonly records: readonly MetadataRecord[];
  readonly highWatermark: number;
}

/**
 * Fetch of `__cluster_metadata` where there is a quorum: by another voter, or by a broker as an observer.
 *
 * @see KIP-595; KIP-1166 for the high watermark
 */
export interface QuorumFetchRequest extends Message {
  readonly type: 'QuorumFetchRequest';
  readonly api: typeof FETCH;
  readonly fromVoter: boolean;
  /** Epoch of the quorum that the sender knows. */
  readonly epoch: number;
  /** Next record wanted. */
  readonly offset: number;
  /** Epoch of the sender's last record, 0 = its log is empty; observers send −1. */
  readonly lastEpoch: number;
  /** The sender's; a later one is worth an answer. */
  readonly highWatermark: number;
  readonly maxWaitUs: number;
}

export interface QuorumFetchReply extends Message {
  readonly type: 'QuorumFetchReply';
  readonly api: typeof FETCH;
  readonly error: number;
  readonly epoch: number;
  /** Of that epoch; −1 = not known. */
  readonly leader: number;
  readonly fromOffset: number;
  /** The last epoch that both logs may share, and its end in the leader's log; −1 = the logs agree so far. */
  readonly divergingEpoch: number;
  readonly divergingEnd: number;
  readonly records: readonly MetadataRecord[];
  /** Of the records, parallel. */
  readonly epochs: readonly number[];
  /** `ELECTION_HOW` of the election behind each record, −1 = none; the model's note, no field of the real record. */
  readonly hows: readonly number[];
  readonly highWatermark: number;
}

/** @see KIP-595, KIP-996 */
export interface VoteRequest extends Message {
  readonly type: 'VoteRequest';
  readonly api: typeof VOTE;
  /** The one that the sender wants to lead; with `preVote` the one that it is in. */
  readonly epoch: number;
  readonly candidate: number;
  readonly lastEpoch: number;
  readonly logEnd: number;
  /** Would you vote for me? It raises no epoch and binds nobody. */
  readonly preVote: boolean;
}

export interface VoteReply extends Message {
  readonly type: 'VoteReply';
  readonly api: typeof VOTE;
  readonly error: number;
  readonly epoch: number;
  readonly leader: number;
  /** What was asked. */
  readonly askedEpoch: number;
  readonly preVote: boolean;
  readonly granted: boolean;
}

/** A new leader makes itself known. */
export interface BeginQuorumEpochRequest extends Message {
  readonly type: 'BeginQuorumEpochRequest';
  readonly api: typeof BEGIN_QUORUM_EPOCH;
  readonly epoch: number;
  readonly leader: number;
}

/** A leader steps down. */
export interface EndQuorumEpochRequest extends Message {
  readonly type: 'EndQuorumEpochRequest';
  readonly api: typeof END_QUORUM_EPOCH;
  readonly epoch: number;
  readonly leader: number;
  /** Who should succeed, the longest log first. */
  readonly preferred: readonly number[];
}

export interface QuorumEpochReply extends Message {
  readonly type: 'QuorumEpochReply';
  readonly api: typeof BEGIN_QUORUM_EPOCH | typeof END_QUORUM_EPOCH;
  readonly error: number;
  readonly epoch: number;
  readonly leader: number;
}

/** A record of `__cluster_metadata`; its offset is its place in the log. */
export type MetadataRecord =
  | {
      readonly type: 'RegisterBroker';
      readonly node: number;
      readonly brokerEpoch: number;
      readonly incarnation: number;
      readonly fenced: boolean;
    }
  | {
      readonly type: 'BrokerRegistrationChange';
      readonly node: number;
      readonly brokerEpoch: number;
      readonly fenced: boolean;
      readonly inControlledShutdown: boolean;
    }
  | { readonly type: 'Topic'; readonly topic: number }
  | {
      readonly type: 'Partition';
      readonly partition: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
      readonly leader: number;
      readonly leaderEpoch: number;
      readonly partitionEpoch: number;
    }
  | {
      /** The whole new state of what a change concerns, as a broker needs it. */
      readonly type: 'PartitionChange';
      readonly partition: number;
      readonly replicas: readonly number[];
      /** Of a reassignment under way. */
      readonly adding: readonly number[];
      readonly removing: readonly number[];
      readonly isr: readonly number[];
      readonly elr: readonly number[];
      readonly lastKnownElr: readonly number[];
      readonly leader: number;
      readonly leaderEpoch: number;
      readonly partitionEpoch: number;
      readonly recovering: boolean;
    }
  | { readonly type: 'Config'; readonly topic: number; readonly key: string; readonly value: string }
  | { readonly type: 'ProducerIds'; readonly node: number; readonly next: number }
  /** The first record of each leader of a quorum: what it commits, commits all before. */
  | { readonly type: 'LeaderChange'; readonly leader: number; readonly epoch: number };

export type KafkaRequest =
  | ApiVersionsRequest
  | ProduceRequest
  | FetchRequest
  | MetadataFetchRequest
  | ListOffsetsRequest
  | MetadataRequest
  | FindCoordinatorRequest
  | JoinGroupRequest
  | SyncGroupRequest
  | HeartbeatRequest
  | LeaveGroupRequest
  | OffsetCommitRequest
  | OffsetFetchRequest
  | InitProducerIdRequest
  | OffsetForLeaderEpochRequest
  | AlterPartitionRequest
  | BrokerRegistrationRequest
  | BrokerHeartbeatRequest
  | AllocateProducerIdsRequest
  | QuorumFetchRequest
  | VoteRequest
  | BeginQuorumEpochRequest
  | EndQuorumEpochRequest;

export type KafkaReply =
  | ApiVersionsReply
  | ProduceReply
  | FetchReply
  | MetadataFetchReply
  | ListOffsetsReply
  | MetadataReply
  | FindCoordinatorReply
  | JoinGroupReply
  | SyncGroupReply
  | HeartbeatReply
  | LeaveGroupReply
  | OffsetCommitReply
  | OffsetFetchReply
  | InitProducerIdReply
  | OffsetForLeaderEpochReply
  | AlterPartitionReply
  | BrokerRegistrationReply
  | BrokerHeartbeatReply
  | AllocateProducerIdsReply
  | QuorumFetchReply
  | VoteReply
  | QuorumEpochReply;
