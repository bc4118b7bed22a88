/**
 * What page and worker say to each other. The page imports this file and `client.ts`, nothing else of the engine.
 *
 * Frames are asked for, never pushed: `frame(t, view)` answers a window on the run at simulated time t. A frame is
 * one buffer of typed columns, laid out by `FRAME_TABLES`; the page gives the buffer back with its next request.
 * Columns whose name ends in `Us` are float64 (µs), all others int32. Names are indexes into `Names`, which is sent
 * when it has grown. Everything drawn is derived from this, so any instant can be drawn, in any order.
 */
import type { BatchPage, Folder, Layout, Lookup, SegmentPage } from '../kafka/folder.ts';

export const PROTOCOL_VERSION = 1;

/** What `assignor` of a group counts in. */
export const ASSIGNORS: readonly string[] = ['range', 'roundrobin', 'sticky', 'cooperative-sticky', 'uniform'];
export type {
  BatchPage,
  FieldRow,
  Folder,
  FolderFile,
  IndexEntry,
  Layout,
  Lookup,
  LookupStep,
  MappedBytes,
  SegmentPage,
} from '../kafka/folder.ts';

/** Table → columns. A row is an index into each column. −1 = none, wherever a number may be missing. */
export const FRAME_TABLES = {
  /** One row. `phase`: 0 running, 1 closing phase, 2 ended. `endUs`: simulated so far. `settledUs`: end of the run, −1 not reached. */
  clock: [
    'timeUs',
    'endUs',
    'durationUs',
    'settledUs',
    'phase',
    'event',
    'events',
    'commands',
    'breach',
    'stuck',
    'version',
  ],
  /** Brokers, controller and clients, in node order. `kind`: 0 broker, 1 controller, 2 producer, 3 consumer.
   *  `status`: 0 up, 1 stopping, 2 stopped, 3 crashed, 4 off. `cut`: links cut by an open fault. `dirty`: records not on disk. */
  nodes: [
    'node',
    'name',
    'kind',
    'status',
    'paused',
    'fenced',
    'cut',
    'slow',
    'sinceUs',
    'dirty',
    'written',
    'leaders',
  ],
  /** Controllers of a quorum; empty where there is a single one. `role`: CONTROLLER_ROLES. `active`: 1 = it serves brokers. */
  controllers: ['node', 'role', 'epoch', 'leader', 'logEnd', 'highWatermark', 'active'],
  /** `leader`, `isr`, `elr`: as the controller has them (masks over the assignment). `trueHw`: the ledger's. `columnFrom`: first offset in view. */
  partitions: [
    'partition',
    'topic',
    'index',
    'name',
    'replicas',
    'leader',
    'leaderEpoch',
    'partitionEpoch',
    'isr',
    'elr',
    'minIsr',
    'trueHw',
    'logEnd',
    'columnFrom',
    'columnTo',
    'leaderlessUs',
    'acked',
    'lost',
    'atRisk',
    'internal',
  ],
  /** `believes`: this node acts as leader (1) or follower (0). `sync`: 2 in ISR, 1 in ELR, 0 out. `running`: its node runs. */
  replicas: [
    'partition',
    'node',
    'slot',
    'running',
    'believes',
    'sync',
    'leaderEpoch',
    'logStart',
    'logEnd',
    'highWatermark',
    'flushed',
    'lastStable',
    'caughtUpUs',
  ],
  /** Visible record cells. `replica`: row in `replicas`. `fate`: `CELL_FATES`. `flags`: `CELL_FLAGS`. `label`: key name, `number`: n-th record of that key. */
  cells: [
    'replica',
    'partition',
    'offset',
    'uid',
    'batch',
    'leaderEpoch',
    'label',
    'number',
    'fate',
    'flags',
    'size',
    'producerId',
    'sequence',
    'appendedUs',
  ],
  /** The latest move of a partition's readable limit at its leader, if it was a short while ago; `to` is out. */
  hwMoves: ['partition', 'from', 'to', 'timeUs'],
  /** Cells that were truncated a short while ago. */
  ghosts: ['replica', 'partition', 'offset', 'uid', 'label', 'number', 'fate', 'truncatedUs'],
  /** `idempotent`: 1 with a producer id. Waiting = called, no outcome. */
  producers: [
    'node',
    'name',
    'topic',
    'session',
    'producerId',
    'producerEpoch',
    'idempotent',
    'acks',
    'produced',
    'acked',
    'unknown',
    'refused',
    'waiting',
    'bufferBytes',
    'rate',
    'latencyUs',
    'latestUs',
  ],
  /** Batches that a producer has not sent yet. */
  batching: ['node', 'partition', 'records', 'bytes', 'closed', 'attempt', 'sinceUs', 'dueUs'],
  /** Requests of a producer without an answer. `slot` from 0, per connection. */
  inFlight: [
    'node',
    'to',
    'slot',
    'batch',
    'partition',
    'records',
    'attempt',
    'sentUs',
    'timeoutUs',
    'label',
    'number',
  ],
  /** `state`: GROUP_STATES. `dueUs`: end of the rebalance under way, −1 none. */
  /** `assignor`: place in `ASSIGNORS`, −1 none yet. */
  groups: ['group', 'name', 'state', 'generation', 'coordinator', 'members', 'dueUs', 'maxLag', 'shape', 'assignor'],
  /**
   * A group on a partition. `owner`: node of the member, −1 nobody. `leaving`: 1 = the owner must give it up. `next`: node
   * of a member that was given it and has not taken it yet, −1 none.
   */
  positions: ['group', 'partition', 'committed', 'position', 'owner', 'lag', 'trend', 'committedUs', 'leaving', 'next'],
  /**
   * `state`: 0 down, 1 unjoined, 2 joining, 3 stable. `handling`: uid in hand. `leaving`: partitions it must give up.
   * `fixed`: 1 = a static member.
   */
  members: [
    'node',
    'name',
    'group',
    'state',
    'generation',
    'partitions',
    'buffered',
    'handling',
    'pollUs',
    'heartbeatUs',
    'commitHow',
    'commitWhen',
    'auto',
    'leaving',
    'fixed',
  ],
  /** Messages under way around t. `reply`: 0 request, 1 reply. `fate`: 0 arrives, 1 lost, 2 held by a cut. `arrivesUs`: −1 held. */
  messages: [
    'from',
    'to',
    'connection',
    'correlation',
    'api',
    'reply',
    'partition',
    'records',
    'label',
    'number',
    'error',
    'fate',
    'sentUs',
    'arrivesUs',
  ],
  /** Key events near t, oldest first. `kind`: index into `Names.kinds`; a–f its fields; `uid` first of the bundle, `uids` how many. */
  events: ['timeUs', 'seq', 'cause', 'kind', 'node', 'a', 'b', 'c', 'd', 'e', 'f', 'uid', 'uids'],
  /** Verdict counters in the order of `Names.counters`. */
  counters: ['value'],
  /** Losses by place, in the order of `Names.places`. */
  places: ['value'],
  /** The last 2 s of `atRisk`, as steps. */
  risk: ['timeUs', 'value'],
  /**
   * Ledger ticks in send order, or bins over 840: `from` first uid, `count`; `fate`: worst of TICK_FATES; `known`: the
   * worst of KNOWN_FATES, what the producers were told.
   */
  ticks: ['from', 'count', 'fate', 'anomalies', 'known'],
  /** Faults as spans. `verb`, `target`: names. `toUs` −1 open. `command`: index. `by`: 0 script, 1 user, 2 closing phase. */
  faults: ['command', 'verb', 'target', 'fromUs', 'toUs', 'by'],
  /** Lanes of the time dock, for `view.lane` partition and group. `leader` −1 = none. */
  leaderSpans: ['partition', 'leader', 'epoch', 'fromUs', 'toUs'],
  isrSteps: ['partition', 'timeUs', 'size'],
  lagSteps: ['group', 'timeUs', 'lag'],
  ackDots: ['timeUs', 'latencyUs'],
  ledgerMarks: ['timeUs', 'fate', 'count'],
  /** Times of the next and previous key events, in order; `stop` 1 = an authored stop of the guide. */
  keyTimes: ['timeUs', 'stop'],
} as const;

export type FrameTables = typeof FRAME_TABLES;
export type TableName = keyof FrameTables;
/** One table of a frame: a typed array per column, all `length` long. */
export type Table<N extends TableName> = { readonly length: number } & {
  readonly [C in FrameTables[N][number]]: C extends `${string}Us` ? Float64Array : Int32Array;
};
export type Frame = { readonly buffer: ArrayBuffer; readonly run: number } & { readonly [N in TableName]: Table<N> };

/** `cells.fate`. */
export const CELL_FATES = [
  'appended',
  'acked-on-one',
  'committed',
  'offline',
  'lost',
  'never-acked',
  'internal',
  'unknown',
] as const;
/** Bits of `cells.flags`. */
export const CELL_FLAGS = {
  duplicate: 1,
  diverged: 2,
  reordered: 4,
  epochStart: 8,
  flushed: 16,
  delivered: 32,
  batchStart: 64,
} as const;
/** `controllers.role`. */
export const CONTROLLER_ROLES = ['unattached', 'follower', 'prospective', 'candidate', 'leader', 'resigned'] as const;
/** `ticks.fate`, mild to severe. */
export const TICK_FATES = [
  'in-flight',
  'delivered',
  'committed',
  'appended',
  'acked-on-one',
  'in-doubt',
  'refused',
  'gone-unacked',
  'reordered',
  'duplicate',
  'lost',
] as const;

/** `ticks.known`, mild to severe: nothing yet, confirmed, nothing ever (acks=0), an error, no answer in time. */
export const KNOWN_FATES = ['in-flight', 'confirmed', 'never-told', 'refused', 'in-doubt'] as const;

/** String tables; indexes in frames refer to these. Sent whole whenever one has grown. */
export interface Names {
  /** Names of nodes, topics, partitions (`orders-0`), groups, keys, verbs, targets. */
  readonly texts: readonly string[];
  /** Observation kinds by number: name and field names. */
  readonly kinds: readonly { readonly name: string; readonly fields: readonly string[] }[];
  readonly counters: readonly string[];
  readonly places: readonly string[];
  readonly apis: Readonly<Record<number, string>>;
  readonly errors: Readonly<Record<number, string>>;
}

/** What the screen shows, so that a frame's size depends on the screen and not on the run. */
export interface View {
  /** Partitions whose lanes are visible, with their number of offset columns. `from` −1 = follow the high watermark. */
  readonly lanes: readonly { readonly partition: number; readonly from: number; readonly columns: number }[];
  /** Most ledger ticks. */
  readonly ticks: number;
  /** Partition and group of the time dock's lanes. */
  readonly dockPartition: number;
  readonly dockGroup: number;
  /** Window of effects and messages before and after t, in simulated µs. */
  readonly beforeUs: number;
  readonly afterUs: number;
  /** How far ahead of t the worker should look for key events. */
  readonly aheadUs: number;
  readonly events: number;
}

/** A text of a scenario in both languages. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** A mistake in a document, link or command: a code with parameters, and where it is. */
export interface Mistake {
  readonly path: string;
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

export type Source =
  | { readonly from: 'shipped'; readonly id: string }
  | { readonly from: 'text'; readonly text: string }
  /** The document that is open now. */
  | { readonly from: 'current' };

export interface OpenRequest {
  readonly source: Source;
  /** Id of a variant, '' = the document itself. */
  readonly variant: string;
  /** null = the document's own. */
  readonly seed: number | null;
  /** Settings changed by hand, as paths of the document (`producers.checkout.config.acks`). */
  readonly set: Readonly<Record<string, string | number | boolean>>;
  /** Commands typed before, taken again at their times. */
  readonly commands: readonly TypedCommand[];
  /** Leave out the acts of the script that the document marks with `hand`: the user does them. */
  readonly byHand?: boolean;
}

/** A command as the user gave it: a script entry with its simulated time. */
export interface TypedCommand {
  readonly atUs: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** What is open now: enough for every panel that is not drawn from frames. */
export interface Opened {
  readonly run: number;
  readonly id: string;
  readonly title: Bilingual;
  readonly question: Bilingual;
  readonly seed: number;
  readonly variant: string;
  readonly variants: readonly { readonly id: string; readonly title: Bilingual }[];
  readonly durationUs: number;
  readonly versions: Readonly<Record<string, string | boolean>>;
  readonly guide: readonly GuideStep[];
  readonly settings: readonly Setting[];
  readonly producers: readonly {
    readonly id: string;
    readonly node: number;
    readonly topic: string;
    readonly partitions: number;
  }[];
  readonly groups: readonly {
    readonly id: string;
    readonly group: number;
    readonly members: readonly { readonly id: string; readonly node: number }[];
  }[];
  readonly brokers: readonly { readonly id: number; readonly node: number }[];
  readonly controllers: readonly { readonly id: number; readonly node: number }[];
  readonly partitions: readonly {
    readonly name: string;
    readonly partition: number;
    readonly replicas: readonly number[];
    readonly internal: boolean;
  }[];
  readonly verbs: readonly VerbForm[];
  readonly names: Names;
  readonly commands: readonly TypedCommand[];
}

/** One setting with its place in the document, as the settings panel shows it. */
export interface Setting {
  /** `producers.checkout.config.acks` */
  readonly path: string;
  readonly owner: 'producer' | 'topic' | 'broker' | 'group';
  readonly ownerId: string;
  readonly key: string;
  readonly type: string;
  readonly value: string;
  readonly default: string;
  readonly given: boolean;
  readonly choices: readonly string[];
  readonly applies: 'restart-client' | 'dynamic' | 'reassignment' | 'new-run';
  readonly source: string;
}

/** A verb that a user may place, with its parameters. */
export interface VerbForm {
  readonly name: string;
  readonly group: 'node' | 'link' | 'disk' | 'client' | 'operation';
  /** Kinds of nodes it may be aimed at. */
  readonly targets: readonly ('broker' | 'controller' | 'producer' | 'consumer')[];
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly default: string;
    readonly choices: readonly string[];
  }[];
}

export type GuideStep =
  | {
      readonly kind: 'predict';
      readonly question: Bilingual;
      readonly choices: readonly { readonly text: Bilingual; readonly value: number }[];
      readonly answer: string;
    }
  | { readonly kind: 'observe'; readonly text: Bilingual; readonly stopUs: number; readonly cue: string }
  | { readonly kind: 'explain'; readonly answer: Bilingual; readonly ideas: readonly Bilingual[] }
  | {
      readonly kind: 'try';
      readonly text: Bilingual;
      readonly variant: string;
      readonly set: Readonly<Record<string, string | number | boolean>>;
    };

/** One hop of an object's story, as a code with parameters. */
export interface StoryStep {
  readonly timeUs: number;
  readonly kind: string;
  readonly node: number;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Time and seq of the event, to go there. */
  readonly seq: number;
}

export interface RecordStory {
  readonly uid: number;
  readonly key: string;
  readonly number: number;
  readonly value: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly fate: string;
  readonly where: string;
  readonly producer: string;
  readonly producerId: number;
  readonly sequence: number;
  readonly size: number;
  readonly copies: readonly {
    readonly node: number;
    readonly offset: number;
    readonly leaderEpoch: number;
    readonly running: boolean;
  }[];
  readonly steps: readonly StoryStep[];
}

export interface LedgerRow {
  readonly uid: number;
  readonly key: string;
  readonly number: number;
  readonly partition: number;
  readonly offset: number;
  readonly createdUs: number;
  readonly outcomeUs: number;
  readonly outcome: string;
  readonly deliveries: number;
  readonly fate: string;
  readonly where: string;
}

/** A page of `__cluster_metadata` as one controller holds it. `committed`: the high watermark that it knows. */
export interface MetadataPage {
  readonly from: number;
  readonly end: number;
  readonly committed: number;
  readonly rows: readonly {
    readonly offset: number;
    /** −1 with a single controller. */
    readonly epoch: number;
    readonly type: string;
    readonly committed: number;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** An event in words-to-be. */
export interface EventRow {
  readonly timeUs: number;
  readonly seq: number;
  readonly kind: string;
  readonly node: number;
  readonly key: boolean;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** The final verdict of a run, once its closing phase has ended. */
export interface Verdict {
  readonly final: boolean;
  readonly hash: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly where: Readonly<Record<string, number>>;
  readonly breaches: readonly { readonly invariant: string; readonly atUs: number; readonly detail: string }[];
  readonly expectations: readonly { readonly text: string; readonly ok: boolean; readonly actual: number }[];
}

/** A shipped scenario on its card: the question, not the answer. */
export interface LibraryEntry {
  readonly id: string;
  readonly title: Bilingual;
  readonly question: Bilingual;
  readonly tags: readonly string[];
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** The worker's interface, as the page calls it. All calls are answered in order. */
export interface Engine {
  /** A new run. On mistakes nothing changes. */
  open(request: OpenRequest): Promise<Answer<Opened>>;
  frame(timeUs: number, view: View): Promise<Frame>;
  /** Gives a frame's buffer back to the pool. */
  release(frame: Frame): void;
  /** Adds a command at a time; what was simulated after it is simulated again. */
  command(command: TypedCommand): Promise<Answer<Opened>>;
  /** Takes the last typed command back. */
  undo(): Promise<Answer<Opened>>;
  redo(): Promise<Answer<Opened>>;
  /** Time of the next (1) or previous (−1) event, of key events only if asked; −1 if there is none. */
  neighbour(timeUs: number, direction: 1 | -1, keyOnly: boolean): Promise<number>;
  /** Simulates to the end in slices; answers the verdict. */
  finish(): Promise<Verdict>;
  verdict(timeUs: number): Promise<Verdict>;
  story(timeUs: number, uid: number): Promise<RecordStory | null>;
  /** What a node, partition, replica, group … is, as named fields, for the inspector. */
  fields(timeUs: number, address: string): Promise<readonly { readonly name: string; readonly value: string }[]>;
  objectStory(timeUs: number, address: string): Promise<readonly StoryStep[]>;
  /** `count` records of a controller's metadata log from an offset; `from` −1 = the last ones. */
  metadataLog(timeUs: number, address: string, from: number, count: number): Promise<MetadataPage>;
  ledger(
    timeUs: number,
    from: number,
    count: number,
    filter: string,
  ): Promise<{ readonly total: number; readonly rows: readonly LedgerRow[] }>;
  /** The folder of a replica (`replica(orders-0,broker-1)`), or a broker's data directory; null = there is none. */
  folder(timeUs: number, address: string): Promise<Folder | null>;
  /** A file of the replica's segment that holds `offset`; `from` = first row, −1 the last page. */
  segment(
    timeUs: number,
    address: string,
    file: SegmentPage['file'],
    offset: number,
    from: number,
  ): Promise<SegmentPage | null>;
  /** The replica's batch that holds `offset`, with its bytes. */
  batch(timeUs: number, address: string, offset: number, layout: Layout): Promise<BatchPage | null>;
  /** How the replica's broker finds an offset, or a timestamp (ms), step by step. */
  lookup(timeUs: number, address: string, by: 'offset' | 'timestamp', value: number): Promise<Lookup | null>;
  eventList(fromUs: number, toUs: number, keyOnly: boolean, limit: number): Promise<readonly EventRow[]>;
  names(): Promise<Names>;
  /** The run as a scenario document with its commands in the script. */
  document(): Promise<string>;
  /** The shipped scenarios, for the picker. */
  library(): Promise<readonly LibraryEntry[]>;
}
