import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { describe, expect, it, vi } from 'vitest';
import { CELL_FATES, TICK_FATES } from '../../src/engine/protocol.ts';
import { FILE_KINDS, LOOKUP_STEPS, ROLL_REASONS } from '../../src/kafka/folder.ts';
import { KAFKA } from '../../src/kafka/index.ts';
import { ELECTION_HOW, GROUP_STATES, KAFKA_OBSERVATIONS } from '../../src/kafka/observations.ts';
import * as errors from '../../src/kafka/protocol/errors.ts';
import { FIELD_NAMES } from '../../src/kafka/records/field.ts';
import { MISTAKE_CODES } from '../../src/scenario/mistakes.ts';
import { KERNEL_OBSERVATIONS } from '../../src/sim/world.ts';
import { COUNTERS, INVARIANTS, PLACES } from '../../src/truth/index.ts';
import { choiceOf, FIRST_SETTINGS } from '../../src/ui/config/choices.ts';
import { messages as first } from '../../src/ui/i18n/en/first.ts';
import { messages as en } from '../../src/ui/i18n/en/index.ts';
import { messages as zh } from '../../src/ui/i18n/zh/index.ts';

describe('the catalogues', () => {
  it('have the same ids in both languages', () => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it('ask for the same parameters in both languages', () => {
    const differ = Object.keys(en).filter(
      (id) => parametersIn(en[id]).toSorted().join() !== parametersIn(zh[id]).toSorted().join(),
    );
    expect(differ).toEqual([]);
  });

  it('are well-formed', () => {
    const complaints: unknown[] = [];
    const said = vi.spyOn(console, 'error').mockImplementation((text) => void complaints.push(text));
    for (const message of [...Object.values(en), ...Object.values(zh)]) compileMessage(message);
    said.mockRestore();
    expect(complaints).toEqual([]);
  });

  it('list every room that is on disk', () => {
    for (const [language, messages] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      for (const file of readdirSync(`src/ui/i18n/${language}`)) {
        const text = readFileSync(`src/ui/i18n/${language}/${file}`, 'utf8');
        const [id] = /(?<=^ {2}')[^']+(?=':)/m.exec(text) ?? [];
        if (!['index.ts', 'first.ts', 'later.ts'].includes(file))
          expect(messages[id ?? ''], `${language}/${file}`).toBeDefined();
      }
    }
  });

  it('have what the first picture says in their first part', () => {
    const rooms = [
      'stage',
      'timeline',
      'verdict',
      'transport',
      'config/config-strip.tsx',
      'app/app.tsx',
      'app/top-bar.tsx',
    ];
    const missing = rooms
      .flatMap((room) => sourcesOf(`src/ui/${room}`))
      .flatMap((text) => [...text.matchAll(/\bt\('([a-zA-Z][\w.-]*)'/g)].map((match) => match[1] ?? ''))
      .filter((id) => !(id in first));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('have every id that the screen asks for', () => {
    const missing = askedIds().filter((id) => en[id] === undefined);
    expect(missing).toEqual([]);
  });

  it.each([
    ['observations', [...KERNEL_OBSERVATIONS, ...KAFKA_OBSERVATIONS].map(({ name }) => `event.${name}`)],
    [
      "Kafka's errors",
      Object.keys(errors)
        .filter(isErrorName)
        .map((name) => `error.${name}`),
    ],
    ['verbs', KAFKA.verbs.flatMap(({ name }) => [`fault.${name}`, `fault.${name}.tip`])],
    ['counters', COUNTERS.flatMap((name) => [`count.${name}`, `verdict.${name}`])],
    ['places', PLACES.map((name) => `where.${name}`)],
    ['fates', [...TICK_FATES, ...CELL_FATES].map((name) => `fate.${name}`)],
    ['invariants', INVARIANTS.map(({ slug }) => `invariant.${slug}`)],
    ['elections', ELECTION_HOW.map((name) => `how.${name}`)],
    ['states of groups', GROUP_STATES.map((name) => `group.${name}`)],
    ['mistakes', [...MISTAKE_CODES, ...codesInSource()].map((code) => `mistake.${code}`)],
    ['choices of settings', choiceIds()],
    ['fields of batches and messages', FIELD_NAMES.map((name) => `folder.field.${name}`)],
    ['files', FILE_KINDS.map((kind) => `folder.kind.${kind}`)],
    ['steps of a look-up', LOOKUP_STEPS.map((kind) => `folder.step.${kind}`)],
    ['reasons of a roll', ROLL_REASONS.map((reason) => `folder.reason.${reason}`)],
  ])('have a text for all %s', (_, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => en[id] === undefined || zh[id] === undefined)).toEqual([]);
  });
});

describe('a message', () => {
  it('counts in English and leaves out what is not there', () => {
    const i18n = setupI18n({ locale: 'en', messages: { en: { ...en } } });
    i18n.setMessagesCompiler(compileMessage);

    expect(i18n._('verdict.ackedLost', { n: 1 })).toBe('1 confirmed record is gone');
    expect(i18n._('verdict.ackedLost', { n: 7 })).toBe('7 confirmed records are gone');
    expect(i18n._('mistake.key.unknown', { key: 'ack' })).toBe('unknown key ack');
    expect(i18n._('mistake.key.unknown', { key: 'ack', meant: 'acks' })).toBe('unknown key ack; did you mean acks?');
    expect(i18n._('event.elected', { how: 'clean', leader: 'Broker 2', partition: 'orders-0', epoch: 3 })).toBe(
      'Broker 2 leads orders-0 in epoch 3 (clean)',
    );
  });
});

/** Names of the parameters of a message, nested ones included: text is a string, an argument is `[name, kind, forms]`. */
function parametersIn(message: string | undefined): readonly string[] {
  const names = new Set<string>();
  const visit = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return;
    for (const token of tokens) {
      if (!Array.isArray(token)) continue;
      const [name, , forms] = token;
      names.add(String(name));
      if (typeof forms === 'object' && forms !== null) Object.values(forms).forEach(visit);
    }
  };
  visit(compileMessage(message ?? ''));
  return [...names];
}

function isErrorName(name: string): boolean {
  return /^[A-Z_]+$/.test(name);
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

/** Ids in `t('…')`; an id that is put together is its room's own care. */
function askedIds(): readonly string[] {
  const ids = sourceFiles('src/ui').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)].map((found) => found[1] ?? ''),
  );
  return [...new Set(ids)].toSorted();
}

/** Codes of mistakes and refusals as the sources write them; a setting's code stands under `config.`. */
function codesInSource(): readonly string[] {
  const codes = ['src/sim', 'src/kafka', 'src/scenario', 'src/engine'].flatMap((folder) =>
    sourceFiles(folder).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bcode: '([^']+)'/g)].map((found) => found[1] ?? ''),
    ),
  );
  return [...new Set(codes)].map((code) => (/[.A-Z]/.test(code) ? code : `config.${code}`));
}

function choiceIds(): readonly string[] {
  const ids = KAFKA_OWNERS.flatMap((owner) =>
    FIRST_SETTINGS[owner].flatMap((key) => {
      const row = KAFKA.settings[owner][key];
      const values =
        row?.type === 'flag' ? ['true', 'false'] : (row?.choices ?? VALUES[key] ?? ['0', '1', '5', '9999']);
      return values.map((value) => `config.${key}.${choiceOf(key, value)}`);
    }),
  );
  return [...new Set(ids)].flatMap((id) => [`${id}.get`, `${id}.give`]);
}

const KAFKA_OWNERS = ['producer', 'topic', 'broker', 'group'] as const;
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'commit.how': ['none', 'sync', 'async'],
  'commit.when': ['before', 'after'],
  'commit.every': ['record', 'poll'],
  'replication.factor': ['1', '2', '3'],
};

/** Texts of a file, or of the files in a folder. */
function sourcesOf(path: string): string[] {
  if (/\.tsx?$/.test(path)) return [readFileSync(path, 'utf8')];
  return readdirSync(path)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(path, file), 'utf8'));
}
