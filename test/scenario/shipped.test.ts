import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ScenarioDocument } from '../../src/scenario/compile.ts';
import { guideValues } from '../../src/scenario/guide-values.ts';
import { jsonSchema } from '../../src/scenario/json-schema.ts';
import { finishRun, resultOf } from '../../src/scenario/run.ts';
import { createRun, readScenario, SYSTEMS, type SystemRun } from '../../src/scenario/systems.ts';
import { transcribe } from './transcript.ts';

/**
 * `UPDATE=1 npx vitest run test/scenario/shipped.test.ts` writes hashes and transcripts anew. A change there shows
 * which lessons a change of the model has moved, and is read in review like prose.
 */
const UPDATE = process.env.UPDATE === '1';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../public/scenarios/', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const HASHES = join(HERE, 'hashes.json');

function documentOf(file: string): ScenarioDocument {
  const read = readScenario(readFileSync(join(FOLDER, file), 'utf8'));
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  return read.value;
}

function runOf(document: ScenarioDocument, variant = ''): SystemRun {
  const made = createRun(document, { variant });
  if (!made.ok) throw new Error(JSON.stringify(made.mistakes));
  return made.value;
}

const CASES = FILES.flatMap((file) => {
  const document = documentOf(file);
  return ['', ...document.variants.map(({ id }) => id)].map((variant) => ({
    name: variant === '' ? document.id : `${document.id} ${variant}`,
    file,
    document,
    variant,
  }));
});

const results = new Map<string, ReturnType<typeof finishRun>>();

/** Each run is made once; the others who ask for its result get the same. */
function endOf(document: ScenarioDocument, variant?: string): ReturnType<typeof finishRun> {
  const key = `${document.id} ${variant ?? ''}`;
  const known = results.get(key);
  if (known !== undefined) return known;
  const made = finishRun(runOf(document, variant));
  results.set(key, made);
  return made;
}

describe('a shipped scenario', () => {
  it.each(FILES)('%s is named after its id', (file) => {
    expect(documentOf(file).id).toBe(basename(file, '.json'));
  });

  it.each(CASES)('$name keeps its expectations and every invariant', ({ document, variant }) => {
    const { expectations, breaches, stopped } = endOf(document, variant);

    expect(expectations.filter(({ ok }) => !ok)).toEqual([]);
    expect(breaches).toEqual([]);
    expect(stopped).toBe('');
    expect(expectations.length).toBeGreaterThan(0);
  });

  it('gives the hashes that are committed', () => {
    const hashes = Object.fromEntries(
      CASES.map(({ name, document, variant }) => [name, endOf(document, variant).hash]),
    );
    if (UPDATE) writeFileSync(HASHES, `${JSON.stringify(hashes, null, 2)}\n`);

    expect(hashes).toEqual(JSON.parse(readFileSync(HASHES, 'utf8')));
  }, 300_000);

  it.each(FILES)('%s tells the story that is committed', (file) => {
    const document = documentOf(file);
    const path = join(HERE, 'transcripts', `${document.id}.txt`);
    const run = runOf(document);
    const story = `${transcribe(run).join('\n')}\n\n${verdictText(run)}\n`;
    if (UPDATE) {
      mkdirSync(join(HERE, 'transcripts'), { recursive: true });
      writeFileSync(path, story);
    }

    expect(story).toBe(readFileSync(path, 'utf8'));
  });

  it.each(FILES)('%s has a guide whose predictions have an answer and whose stops come', (file) => {
    const run = runOf(documentOf(file));
    finishRun(run);
    const values = guideValues(run);

    expect(run.scenario.guide.length).toBeGreaterThan(0);
    for (const [index, step] of run.scenario.guide.entries()) {
      if (step.kind === 'predict') expect(values[index]?.right).toBeGreaterThanOrEqual(0);
      if (step.kind === 'observe') expect(values[index]?.stopUs).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(FILES)('%s can be changed as its guide says', (file) => {
    const document = documentOf(file);
    for (const step of runOf(document).scenario.guide) {
      if (step.kind === 'try') expect(createRun(document, { variant: step.variant, set: step.set }).ok).toBe(true);
    }
  });

  it.each(FILES)('%s has at most five steps of 40 words or 70 Chinese characters', (file) => {
    const { guide } = documentOf(file).given;

    expect(guide?.length).toBeLessThanOrEqual(5);
    for (const step of guide ?? []) {
      const texts = textsOf(step);
      expect(
        texts
          .map(({ en }) => en)
          .join(' ')
          .split(/\s+/).length,
      ).toBeLessThanOrEqual(40);
      expect(
        texts
          .map(({ zh }) => zh)
          .join('')
          .replaceAll(/\s/g, '').length,
      ).toBeLessThanOrEqual(70);
    }
  });
});

describe('the JSON Schema of scenarios', () => {
  it('is what the tables give (npm run schema writes it)', () => {
    const path = fileURLToPath(new URL('../../public/schema/scenario.schema.json', import.meta.url));

    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(jsonSchema(SYSTEMS[0]))));
  });
});

function verdictText(run: SystemRun): string {
  const { verdict, where, simulatedUs } = resultOf(run);
  const some = (counters: Readonly<Record<string, number>>): string =>
    Object.entries(counters)
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return `verdict: ${some(verdict)}\nwhere: ${some(where)}\nsimulated: ${simulatedUs / 1_000_000}s`;
}

function textsOf(value: unknown): { en: string; zh: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value && 'zh' in value) return [{ en: String(value.en), zh: String(value.zh) }];
  return Object.values(value).flatMap(textsOf);
}
