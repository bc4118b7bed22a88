import { describe, expect, it } from 'vitest';
import { readDocument, readDocumentValue, scenarioOf } from '../../src/scenario/compile.ts';
import { type Checked, MISTAKE_CODES, type Mistake } from '../../src/scenario/mistakes.ts';
import { documentWith, FAKE_READING } from './fake-system.ts';

function mistakesOf(value: unknown): readonly Mistake[] {
  const read = readDocumentValue(value, FAKE_READING);
  return read.ok ? [] : read.mistakes;
}

function mistakesOfText(text: string): readonly Mistake[] {
  const read = readDocument(text, FAKE_READING);
  return read.ok ? [] : read.mistakes;
}

function only(value: unknown): string {
  return mistakesOf(value)
    .map(({ path, code, parameters }) => {
      const meant = parameters.meant === undefined ? '' : ` (${parameters.meant}?)`;
      return `${path}: ${code}${meant}`;
    })
    .join('; ');
}

function unwrap<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes));
  return checked.value;
}

const script = (...entries: unknown[]): Record<string, unknown> => documentWith({ script: entries });
const expectations = (...entries: unknown[]): Record<string, unknown> => documentWith({ expect: entries });
const producer = (changes: Record<string, unknown>): Record<string, unknown> =>
  documentWith({ producers: [{ id: 'checkout', topic: 'orders', rate: '100/s', config: { acks: '1' }, ...changes }] });

/** A document with one mistake of each kind, and what the report says of it. */
const CASES: readonly (readonly [name: string, document: unknown, report: string])[] = [
  ['another format', documentWith({ format: 'mqscope/9' }), 'format: format.unknown'],
  ['no duration', documentWith({ duration: undefined }), 'duration: value.missing'],
  ['an unknown key', documentWith({ durration: '4s' }), 'durration: key.unknown (duration?)'],
  ['an unknown key inside', documentWith({ network: { latancy: '1ms' } }), 'network.latancy: key.unknown (latency?)'],
  ['a duration without unit', documentWith({ duration: '40' }), 'duration: duration.bad'],
  ['a part of a µs', documentWith({ duration: '0.5us' }), 'duration: duration.bad'],
  ['a run of a year', documentWith({ duration: '8760h' }), 'duration: value.too-large'],
  ['a size without unit', producer({ size: '200' }), 'producers.checkout.size: size.bad'],
  ['a rate in words', producer({ rate: 'fast' }), 'producers.checkout.rate: rate.bad'],
  ['a rate that stops time', producer({ rate: '2/us' }), 'producers.checkout.rate: value.too-large'],
  [
    'more partitions than a page can hold',
    documentWith({
      topics: Array.from({ length: 5 }, (_, i) => ({ name: i === 0 ? 'orders' : `t${i}`, partitions: 500 })),
    }),
    'topics: value.too-large',
  ],
  [
    'more replicas than a mask can hold',
    documentWith({ cluster: { brokers: 9 }, topics: [{ name: 'orders', replication: 9 }] }),
    'topics.orders.replicas: value.too-long',
  ],
  ['a seed below zero', documentWith({ seed: -1 }), 'seed: value.too-small'],
  ['a seed of 33 bits', documentWith({ seed: 4294967296 }), 'seed: value.too-large'],
  ['a fraction of a seed', documentWith({ seed: 1.5 }), 'seed: value.wrong-type'],
  ['an unknown system', documentWith({ system: 'kafak' }), 'system: value.not-a-choice (kafka?)'],
  ['a name with markup', producer({ id: '<b>x</b>' }), 'producers.<b>x</b>.id: name.bad'],
  ['a title that is text', documentWith({ title: 'x' }), 'title: value.wrong-type'],
  ['half a title', documentWith({ title: { en: 'x' } }), 'title.zh: value.missing'],
  ['a title of 3,000 letters', documentWith({ title: { en: 'x'.repeat(3_000), zh: 'x' } }), 'title.en: value.too-long'],
  [
    'two producers of one name',
    documentWith({
      producers: [
        { id: 'a', topic: 'orders', rate: '1/s' },
        { id: 'a', topic: 'orders', rate: '1/s' },
      ],
    }),
    'producers.a: name.twice',
  ],
  ['an unknown topic', producer({ topic: 'order' }), 'producers.checkout.topic: name.unknown (orders?)'],
  [
    'an unknown setting',
    producer({ config: { ack: '1' } }),
    'producers.checkout.config.ack: config.unknown-key (acks?)',
  ],
  [
    'a setting of another type',
    producer({ config: { retries: 'x' } }),
    'producers.checkout.config.retries: config.wrong-type',
  ],
  [
    'a setting that is no choice',
    producer({ config: { acks: '2' } }),
    'producers.checkout.config.acks: config.not-a-choice',
  ],
  ['a setting too small', producer({ config: { retries: -1 } }), 'producers.checkout.config.retries: config.too-small'],
  [
    'a setting too large',
    producer({ config: { retries: 3_000_000_000 } }),
    'producers.checkout.config.retries: config.too-large',
  ],
  [
    'settings in conflict',
    producer({ config: { acks: '1', 'enable.idempotence': true } }),
    'producers.checkout.config.acks: config.conflict',
  ],
  [
    'a setting that is not modelled',
    producer({ config: { 'transactional.id': 't' } }),
    'producers.checkout.config.transactional.id: config.not-modelled',
  ],
  [
    'a replica on a broker that is not there',
    documentWith({ topics: [{ name: 'orders', replicas: [[1, 2, 4]] }] }),
    'topics.orders.replicas.0: replicas.bad',
  ],
  ['an unknown verb', script({ at: '1s', do: 'crsh', node: 'all' }), 'script.0.do: verb.unknown (crash?)'],
  [
    'an unknown parameter',
    script({ at: '1s', do: 'crash', nod: 'all', node: 'all' }),
    'script.0.nod: parameter.unknown (node?)',
  ],
  ['a missing parameter', script({ at: '1s', do: 'send' }), 'script.0.producer: parameter.missing'],
  ['a missing target', script({ at: '1s', do: 'crash' }), 'script.0.node: value.missing'],
  ['a target that is none', script({ at: '1s', do: 'crash', node: 'leader(' }), 'script.0.node: target.bad'],
  [
    'a link where a node belongs',
    script({ at: '1s', do: 'crash', node: 'link(broker-1,broker-2)' }),
    'script.0.node: target.wrong-kind',
  ],
  [
    'a target of an unknown partition',
    script({ at: '1s', do: 'crash', node: 'leader(order-0)' }),
    'script.0.node: target.unknown (orders-0?)',
  ],
  [
    'a name that nobody binds',
    script({ at: '1s', do: 'crash', node: 'all', as: 'x' }, { at: '2s', do: 'restart', node: '$y' }),
    'script.1.node: target.unknown (x?)',
  ],
  ['an entry without start', script({ do: 'crash', node: 'all' }), 'script.0: entry.no-start'],
  [
    'an entry with two starts',
    script({ at: '1s', on: { event: 'acked' }, do: 'crash', node: 'all' }),
    'script.0: entry.two-starts',
  ],
  ['the end of a crash', script({ at: '1s', do: 'crash', node: 'all', for: '1s' }), 'script.0: entry.no-end'],
  ['two ends', script({ at: '1s', do: 'isolate', node: 'all', for: '1s', until: '5s' }), 'script.0: entry.two-ends'],
  [
    'a choice that is none',
    script({ at: '1s', do: 'isolate', node: 'all', from: 'peer' }),
    'script.0.from: value.not-a-choice (peers?)',
  ],
  [
    'an unknown event',
    script({ on: { event: 'aked' }, do: 'crash', node: 'all' }),
    'script.0.on.event: trigger.unknown-event (acked?)',
  ],
  [
    'an unknown field',
    script({ on: { event: 'acked', match: { partitoin: 'orders-0' } }, do: 'crash', node: 'all' }),
    'script.0.on.match.partitoin: trigger.unknown-field (partition?)',
  ],
  [
    'a word that a field does not have',
    script({ on: { event: 'acked', match: { how: 'dirty' } }, do: 'crash', node: 'all' }),
    'script.0.on.match.how: trigger.bad-value',
  ],
  [
    'a condition that is none',
    script({ on: { event: 'acked', while: 'now is late' }, do: 'crash', node: 'all' }),
    'script.0.on.while: condition.bad',
  ],
  ['an unknown counter', expectations({ verdict: 'ackedlost', max: 0 }), 'expect.0.verdict: name.unknown (ackedLost?)'],
  ['an expectation of nothing', expectations({ max: 0 }), 'expect.0: expect.no-form'],
  ['an expectation without bound', expectations({ verdict: 'ackedLost' }), 'expect.0: expect.no-bound'],
  [
    'an expectation with too many',
    expectations({ verdict: 'ackedLost', equals: 0, max: 1 }),
    'expect.0: expect.two-bounds',
  ],
  [
    'a variant that sets nothing known',
    documentWith({
      variants: [{ id: 'v', title: { en: 'v', zh: 'v' }, set: { 'producers.chekout.config.acks': 'all' } }],
    }),
    'variants.v.set.producers.chekout.config.acks: path.unknown (checkout?)',
  ],
  [
    'a variant whose setting is wrong',
    documentWith({
      variants: [{ id: 'v', title: { en: 'v', zh: 'v' }, set: { 'producers.checkout.config.acks': '5' } }],
    }),
    'variants.v.set.producers.checkout.config.acks: config.not-a-choice',
  ],
  [
    'a variant whose expectation is wrong',
    documentWith({ variants: [{ id: 'v', title: { en: 'v', zh: 'v' }, expect: [{ verdict: 'x', max: 1 }] }] }),
    'variants.v.expect.0.verdict: name.unknown',
  ],
  [
    'a guide that tries an unknown variant',
    documentWith({ guide: [{ kind: 'try', text: { en: 'a', zh: 'b' }, variant: 'w' }] }),
    'guide.0.variant: variant.unknown',
  ],
  ['too many brokers', documentWith({ cluster: { brokers: 101 } }), 'cluster.brokers: value.too-large'],
  ['an unknown version', documentWith({ versions: { ellr: true } }), 'versions.ellr: key.unknown (elr?)'],
  ['an unknown mutant', documentWith({ mutants: ['truncate-hww'] }), 'mutants.0: name.unknown (truncate-hw?)'],
];

describe('a scenario document', () => {
  it('is read without a mistake when all is right', () => {
    expect(mistakesOf(documentWith())).toEqual([]);
  });

  it.each(CASES)('with %s is refused', (_, document, report) => {
    expect(only(document)).toBe(report);
  });

  it('of 50 MB is refused before it is parsed', () => {
    const text = `{"format":"mqscope/1","id":"${'x'.repeat(50 * 1024 * 1024)}"}`;

    expect(mistakesOfText(text)).toEqual([{ path: '', code: 'file.too-large', parameters: { most: 5 * 1024 * 1024 } }]);
  });

  it('nested 10,000 deep is refused before it is parsed', () => {
    expect(mistakesOfText('['.repeat(10_000)).map(({ code }) => code)).toEqual(['file.too-deep']);
  });

  it('with ten mistakes gets ten reports at once', () => {
    const document = documentWith({
      seed: 'x',
      duration: '40',
      sript: [],
      cluster: { brokers: 0 },
      topics: [{ name: 'orders', partitions: 0 }],
      producers: [{ id: 'p', topic: 'orders', rate: 'x', size: 'y', arrivals: 'z', keys: -1 }],
      heal: 'yes',
    });

    expect(mistakesOf(document)).toHaveLength(10);
  });

  it('tells mistakes of names and settings all at once too', () => {
    const document = documentWith({
      producers: [{ id: 'p', topic: 'order', rate: '1/s', config: { ack: 1, retries: -1 } }],
      script: [{ at: '1s', do: 'crash', node: 'broker-9' }],
      expect: [{ verdict: 'lost', max: 0 }],
    });

    expect(mistakesOf(document).map(({ path }) => path)).toEqual([
      'producers.p.topic',
      'producers.p.config.ack',
      'producers.p.config.retries',
      'script.0.node',
      'expect.0.verdict',
    ]);
  });

  it('tells mistakes of form, of settings and of the script in one go', () => {
    const document = documentWith({
      seed: 'x',
      colour: 'red',
      producers: [{ id: 'p', topic: 'orders', rate: 'x', config: { ack: 1 } }],
      script: [{ at: '1', do: 'crsh', node: 'broker-1' }],
    });

    expect(mistakesOf(document).map(({ code }) => code)).toEqual([
      'value.wrong-type',
      'rate.bad',
      'key.unknown',
      'config.unknown-key',
      'verb.unknown',
      'duration.bad',
    ]);
  });

  it('keeps markup in texts as text', () => {
    const title = { en: '<img src=x onerror=alert(1)>', zh: '<b>粗</b>' };

    expect(unwrap(readDocumentValue(documentWith({ title }), FAKE_READING)).title).toEqual(title);
  });

  it.each([
    ['{"a": 1,', 1, 9],
    ['{\n  "a": tru\n}', 2, 8],
    ['{"a": "x', 1, 9],
    ['{"a" 1}', 1, 6],
    ['[1, 2] x', 1, 8],
    ['', 1, 1],
  ])('cut short or broken as %j is told with line and column', (text, line, column) => {
    const [mistake] = mistakesOfText(text);

    expect(mistake).toMatchObject({ code: 'file.not-json', parameters: { line, column } });
  });

  it('does not take __proto__ for a key', () => {
    const document = JSON.parse(JSON.stringify(documentWith()).replace('"seed":7', '"seed":7,"__proto__":{"seed":1}'));

    expect(Object.hasOwn({}, 'seed')).toBe(false);
    expect(mistakesOf(document).every(({ code }) => code === 'key.unknown')).toBe(true);
  });

  it('provokes, over these tests, every code that there is', () => {
    const seen = new Set(CASES.flatMap(([, document]) => mistakesOf(document).map(({ code }) => code)));
    for (const code of ['file.too-large', 'file.not-json', 'file.too-deep']) seen.add(code);

    expect(MISTAKE_CODES.filter((code) => !seen.has(code))).toEqual([]);
  });
});

describe('a variant', () => {
  const document = documentWith({
    variants: [
      {
        id: 'all',
        title: { en: 'all', zh: 'all' },
        set: { 'producers.checkout.config.acks': 'all', 'topics.orders.config.min.insync.replicas': 2, seed: 9 },
        expect: [{ verdict: 'ackedLost', max: 3 }],
      },
    ],
  });
  const read = unwrap(readDocumentValue(document, FAKE_READING));

  it('sets paths of the document, everything after .config. being one key', () => {
    const scenario = unwrap(scenarioOf(read, 'all', {}, FAKE_READING));

    expect(scenario.setup.producers[0]?.config).toEqual({ acks: 'all' });
    expect(scenario.setup.topics[0]?.config).toEqual({ 'min.insync.replicas': 2 });
    expect(scenario.seed).toBe(9);
  });

  it('has its own expectations', () => {
    expect(unwrap(scenarioOf(read, '', {}, FAKE_READING)).expect[0]?.bound).toEqual({ kind: 'number', value: 0 });
    expect(unwrap(scenarioOf(read, 'all', {}, FAKE_READING)).expect[0]?.bound).toEqual({ kind: 'number', value: 3 });
  });

  it('can be changed by hand, and a bad change is reported', () => {
    const set = { 'producers.checkout.config.linger.ms': '100' };

    expect(unwrap(scenarioOf(read, 'all', set, FAKE_READING)).setup.producers[0]?.config).toEqual({
      acks: 'all',
      'linger.ms': '100',
    });
    expect(scenarioOf(read, '', { 'producers.checkout.config.acks': '7' }, FAKE_READING)).toMatchObject({
      ok: false,
      mistakes: [{ path: 'producers.checkout.config.acks', code: 'config.not-a-choice' }],
    });
  });

  it('that is not there is told with the nearest name', () => {
    expect(scenarioOf(read, 'al', {}, FAKE_READING)).toMatchObject({
      ok: false,
      mistakes: [{ code: 'variant.unknown', parameters: { meant: 'all' } }],
    });
  });
});
