import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filesUnder } from '../../tools/lint-engine.mjs';
import { cyclesIn, forbidden, importsOf, ROOMS } from './import-rules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const sources = [...filesUnder(`${ROOT}src`, /\.tsx?$/), ...filesUnder(`${ROOT}test`, /\.tsx?$/)].map((path) => ({
  path,
  imports: importsOf(path, readFileSync(`${ROOT}${path}`, 'utf8')),
}));

describe('the imports of the repository', () => {
  it('go only where the table lets them', () => {
    const breaches = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ target, line }) => {
        const why = forbidden(path, target);
        return why === undefined ? [] : [`${path}:${line}: ${why}`];
      }),
    );

    expect(breaches).toEqual([]);
    expect(sources.length).toBeGreaterThan(3);
  });

  it('run in no circle', () => {
    const graph = new Map(
      sources.map(({ path, imports }) => [
        path,
        imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target),
      ]),
    );

    expect(cyclesIn(graph)).toEqual([]);
  });

  it('come from rooms that the table knows', () => {
    const rooms = new Set(
      sources.map(({ path }) => path.split('/')).flatMap(([top, room]) => (top === 'src' ? [room] : [])),
    );

    expect([...rooms].filter((room) => room === undefined || !(room in ROOMS))).toEqual([]);
  });
});

describe('the table of allowed imports', () => {
  const whyNot = (path: string, line: string) =>
    importsOf(path, line)
      .map(({ target }) => forbidden(path, target))
      .find((why) => why !== undefined);

  it.each([
    ['src/sim/world.ts', "import { judge } from '../truth/verdict.ts';"],
    ['src/sim/world.ts', "import type { Batch } from '../kafka/index.ts';"],
    ['src/sim/world.ts', "import { readFileSync } from 'node:fs';"],
    ['src/truth/ledger.ts', "import { append } from '../kafka/index.ts';"],
    ['src/kafka/broker/broker.ts', "import { flush } from '../../rocketmq/index.ts';"],
    ['src/kafka/broker/broker.ts', "import { ledger } from '../../truth/ledger.ts';"],
    ['src/kafka/log/log.ts', "export * from '../../queue/index.ts';"],
    ['src/kafka/log/log.ts', "const late = import('../../scenario/schema.ts');"],
    ['src/kafka/log/log.ts', "type Late = import('../../scenario/schema.ts').Scenario;"],
    ['src/kafka/broker/broker.ts', "import { table } from '../conformance.ts';"],
    ['src/scenario/compile.ts', "import { broker } from '../kafka/broker/broker.ts';"],
    ['src/scenario/compile.ts', "import { grid } from '../explore/grid.ts';"],
    ['src/explore/pool.ts', "import { client } from '../engine/client.ts';"],
    ['src/engine/worker.ts', "import { useStore } from '../ui/store.ts';"],
    ['src/engine/worker.ts', "import { useState } from 'react';"],
    ['src/cli/run.ts', "import { client } from '../engine/client.ts';"],
    ['src/cli/run.ts', "import { Button } from '../ui/components/button.tsx';"],
    ['src/cli/run.ts', "import { table } from '../kafka/conformance.ts';"],
    ['src/ui/stage/stage.tsx', "import { judge } from '../../truth/verdict.ts';"],
    ['src/ui/stage/stage.tsx', "import { play } from '../../engine/playback.ts';"],
    ['src/ui/stage/stage.tsx', "import { Row } from '../inspector/row.tsx';"],
    ['src/ui/stage/stage.tsx', "import { shell } from '../app/shell.tsx';"],
    ['src/ui/components/button.tsx', "import { Row } from '../inspector/row.tsx';"],
    ['src/ui/i18n/texts.ts', "import { useLingui } from '@lingui/react';"],
    ['src/ui/i18n/texts.ts', "import { useStore } from '../store.ts';"],
    ['src/ui/app/start.ts', "const w = new Worker(new URL('../../engine/worker.ts', import.meta.url));"],
    ['src/attic/box.ts', "import { at } from '../sim/column.ts';"],
    ['src/cli/run.ts', "import text from '../../public/scenarios/a.json';"],
    ['test/kafka/log/log.test.ts', "import { table } from '../../../src/kafka/conformance.ts';"],
  ])('refuses in %s: %s', (path, line) => {
    expect(whyNot(path, line)).toBeTypeOf('string');
  });

  it.each([
    ['src/truth/ledger.ts', "import { at } from '../sim/column.ts';"],
    ['src/kafka/broker/broker.ts', "import { append } from '../log/log.ts';"],
    ['src/scenario/systems.ts', "import { kafka } from '../kafka/index.ts';"],
    ['src/scenario/schema.ts', "import * as v from 'valibot';"],
    ['src/explore/grid.ts', "import { compile } from '../scenario/compile.ts';"],
    ['src/engine/worker.ts', "import { createWorld } from '../sim/world.ts';"],
    ['src/cli/run.ts', "import { english } from '../ui/i18n/english.ts';"],
    ['src/cli/conformance.ts', "import { table } from '../kafka/conformance.ts';"],
    ['src/ui/stage/stage.tsx', "import { engine } from '../../engine/client.ts';"],
    ['src/ui/stage/stage.tsx', "import { Button } from '../components/button.tsx';"],
    ['src/ui/stage/stage.tsx', "import { useStore } from '../store.ts';"],
    ['src/ui/stage/stage.tsx', "import { text } from '../i18n/text.ts';"],
    ['src/ui/app/app.tsx', "import { Stage } from '../stage/stage.tsx';"],
    ['src/engine/client.ts', "const w = new Worker(new URL('./worker.ts', import.meta.url));"],
    ['test/conformance/kafka.test.ts', "import { table } from '../../src/kafka/conformance.ts';"],
    ['test/kafka/log/log.test.ts', "import { append } from '../../../src/kafka/log/log.ts';"],
  ])('allows in %s: %s', (path, line) => {
    expect(whyNot(path, line)).toBeUndefined();
  });
});

describe('the search for circles', () => {
  const graphOf = (files: Record<string, string>) =>
    new Map(
      Object.entries(files).map(([path, text]) => [
        path,
        importsOf(path, text)
          .filter(({ typeOnly }) => !typeOnly)
          .map(({ target }) => target),
      ]),
    );

  it('finds a circle of three files', () => {
    const files = {
      'src/sim/a.ts': "import { b } from './b.ts';",
      'src/sim/b.ts': "import { c } from './c.ts';",
      'src/sim/c.ts': "import { a } from './a.ts';",
    };

    expect(cyclesIn(graphOf(files))).toEqual([['src/sim/a.ts', 'src/sim/b.ts', 'src/sim/c.ts']]);
  });

  it('lets two files share their types', () => {
    const files = {
      'src/sim/a.ts': "import { b } from './b.ts';",
      'src/sim/b.ts': "import type { A } from './a.ts'; import { type Other } from './a.ts';",
    };

    expect(cyclesIn(graphOf(files))).toEqual([]);
  });
});
