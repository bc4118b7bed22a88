import * as v from 'valibot';
import { parseDuration, parseRate, parseSize } from './units.ts';

/**
 * The format `mqscope/1` as tables: what a document may hold, and of which kind. The JSON Schema for editors is
 * generated from here. What a verb takes, and what a `config` may hold, is in the tables of the simulator and of each
 * system.
 *
 * Messages of rules are codes; the names of known keys come from the entries.
 */
export const FORMAT = 'mqscope/1';

/** Most entries of each kind of list; what is larger is a mistake of its author. */
export const MOST = {
  brokers: 100,
  topics: 100,
  partitions: 1_000,
  producers: 2_000,
  groups: 200,
  members: 1_000,
  script: 500,
  expect: 200,
  variants: 20,
  guide: 40,
  text: 2_000,
} as const;

/** An object in which an unknown key is a mistake. */
function keys<E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const value: unknown = dataset.value;
      if (typeof value !== 'object' || value === null) return;
      for (const [key, found] of Object.entries(value)) {
        if (Object.hasOwn(entries, key)) continue;
        addIssue({
          message: 'key.unknown',
          expected: Object.keys(entries).join(' '),
          path: [{ type: 'object', origin: 'key', input: { ...value }, key, value: found }],
        });
      }
    }),
  );
}

function list<T extends v.GenericSchema>(item: T, most: number) {
  return v.pipe(v.array(item), v.maxLength(most, 'value.too-long'));
}

function whole(least: number, most: number) {
  return v.pipe(
    v.number(),
    v.integer('value.wrong-type'),
    v.minValue(least, 'value.too-small'),
    v.maxValue(most, 'value.too-large'),
  );
}

const text = v.pipe(v.string(), v.maxLength(MOST.text, 'value.too-long'));

const duration = v.pipe(
  v.string(),
  v.check((value) => parseDuration(value) !== null, 'duration.bad'),
  v.metadata({ pattern: '^\\d+(\\.\\d+)?\\s?(us|ms|s|m|h)$' }),
);

const size = v.pipe(
  v.string(),
  v.check((value) => parseSize(value) !== null, 'size.bad'),
  v.metadata({ pattern: '^\\d+(\\.\\d+)?\\s?(B|KiB|MiB|GiB)$' }),
);

const rate = v.pipe(
  v.string(),
  v.check((value) => parseRate(value) !== null, 'rate.bad'),
  v.metadata({ pattern: '^(0|\\d+/(\\d+\\s?)?(us|ms|s|m|h))$' }),
);

/** Ids of things inside a document; the characters that a Kafka topic may have. */
const NAME = /^[A-Za-z0-9._-]{1,100}$/;
const name = v.pipe(v.string(), v.regex(NAME, 'name.bad'), v.metadata({ pattern: NAME.source }));

const bilingual = keys({ en: text, zh: text });

const scalar = v.union([v.string(), v.number(), v.boolean()]);
/** Keys and values of a real system; checked by its own tables. */
const config = v.record(v.string(), scalar);
const settings = v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]));

const matchValue = v.union([v.string(), v.number(), v.boolean(), v.array(v.union([v.string(), v.number()]))]);
const match = v.record(v.string(), matchValue);

export const triggerSchema = keys({
  event: text,
  match: v.optional(match),
  while: v.optional(text),
  after: v.optional(duration),
  count: v.optional(whole(1, 1_000_000_000)),
  repeat: v.optional(v.boolean()),
});

/** What a bound may be besides a number. */
const runValue = keys({
  verdict: v.optional(text),
  where: v.optional(text),
  finding: v.optional(text),
  partition: v.optional(text),
  group: v.optional(text),
  value: v.optional(text),
  event: v.optional(text),
  match: v.optional(match),
  while: v.optional(text),
  from: v.optional(duration),
  to: v.optional(duration),
});

const bound = v.union([v.number(), runValue]);

const expectation = keys({
  ...runValue.entries,
  min: v.optional(bound),
  max: v.optional(bound),
  equals: v.optional(bound),
});

const expectations = list(expectation, MOST.expect);

const guideStep = v.variant('kind', [
  keys({
    kind: v.literal('predict'),
    question: bilingual,
    choices: list(keys({ text: bilingual, value: v.number() }), 6),
    answer: runValue,
  }),
  keys({
    kind: v.literal('observe'),
    stop: v.union([duration, triggerSchema]),
    text: bilingual,
    cue: v.optional(text),
  }),
  keys({ kind: v.literal('explain'), answer: bilingual, ideas: list(bilingual, 6) }),
  keys({
    kind: v.literal('try'),
    text: bilingual,
    set: v.optional(settings),
    variant: v.optional(name),
  }),
]);

const guide = list(guideStep, MOST.guide);

const commit = keys({
  how: v.picklist(['none', 'sync', 'async']),
  when: v.optional(v.picklist(['before', 'after'])),
  every: v.optional(v.picklist(['record', 'poll'])),
});

const topic = keys({
  name,
  partitions: v.optional(whole(1, MOST.partitions)),
  replicas: v.optional(list(list(whole(1, MOST.brokers), MOST.brokers), MOST.partitions)),
  replication: v.optional(whole(1, MOST.brokers)),
  config: v.optional(config),
});

const producer = keys({
  id: name,
  topic: name,
  rate,
  start: v.optional(duration),
  stop: v.optional(duration),
  arrivals: v.optional(v.picklist(['even', 'poisson'])),
  keys: v.optional(whole(0, 1_000_000)),
  size: v.optional(size),
  config: v.optional(config),
});

const member = keys({
  id: name,
  start: v.optional(duration),
  processing: v.optional(duration),
  commit: v.optional(commit),
  config: v.optional(config),
});

const group = keys({
  id: name,
  topics: list(name, MOST.topics),
  members: list(member, MOST.members),
  config: v.optional(config),
});

const network = keys({
  latency: v.optional(duration),
  jitter: v.optional(duration),
  bandwidth: v.optional(size),
});

const variant = keys({
  id: name,
  title: bilingual,
  set: v.optional(settings),
  expect: v.optional(expectations),
});

/** An entry of the script: its keys depend on its verb, whose table checks them. */
const scriptEntry = v.record(v.string(), v.unknown());

export const documentSchema = keys({
  $schema: v.optional(text),
  format: v.literal(FORMAT, 'format.unknown'),
  id: name,
  title: bilingual,
  question: v.optional(bilingual),
  tags: v.optional(list(name, 30)),
  track: v.optional(name),
  system: v.picklist(['kafka']),
  seed: v.optional(whole(0, 0xffff_ffff)),
  duration,
  settle: v.optional(duration),
  heal: v.optional(v.boolean()),
  boot: v.optional(v.boolean()),
  cluster: v.optional(
    keys({
      racks: v.optional(list(name, MOST.brokers)),
      brokers: v.optional(whole(1, MOST.brokers)),
      controllers: v.optional(v.picklist([1, 3, 5])),
      config: v.optional(config),
    }),
  ),
  topics: list(topic, MOST.topics),
  producers: v.optional(list(producer, MOST.producers)),
  groups: v.optional(list(group, MOST.groups)),
  network: v.optional(network),
  versions: v.optional(v.record(v.string(), v.union([v.string(), v.boolean()]))),
  mutants: v.optional(list(text, 40)),
  script: v.optional(list(scriptEntry, MOST.script)),
  expect: v.optional(expectations),
  variants: v.optional(list(variant, MOST.variants)),
  guide: v.optional(guide),
});

/** A document whose form is right; names, targets and configurations are not checked yet. */
export type GivenDocument = v.InferOutput<typeof documentSchema>;
export type GivenEntry = Readonly<Record<string, unknown>>;
export type GivenTrigger = v.InferOutput<typeof triggerSchema>;
export type GivenValue = v.InferOutput<typeof runValue>;
export type GivenExpectation = v.InferOutput<typeof expectation>;
export type GivenGuideStep = v.InferOutput<typeof guideStep>;
export type Bilingual = v.InferOutput<typeof bilingual>;
export type MatchValue = v.InferOutput<typeof matchValue>;
