import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allowsVersion } from './semver.ts';

type LockedPackage = { engines?: { node?: string } | string[]; version?: string };

const LOWEST_NODE = '20.19.0';
const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('the dependencies', () => {
  it('all run on Node 20.19', () => {
    const refusing = Object.entries(lock.packages).filter(([, { engines }]) => {
      const range = Array.isArray(engines) ? undefined : engines?.node;
      return range !== undefined && !allowsVersion(range, LOWEST_NODE);
    });

    expect(refusing.map(([path]) => path)).toEqual([]);
    expect(Object.keys(lock.packages).length).toBeGreaterThan(50);
  });

  it('are pinned to exact versions, and the lock has the same', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });
});

describe('the check of version ranges', () => {
  it.each([
    ['>=18', true],
    ['>= 20.19.0', true],
    ['>=20.19.1', false],
    ['>=22.12.0', false],
    ['^20.19.0 || >=22.12.0', true],
    ['^22.12.0 || ^24.0.0 || >=26.0.0', false],
    ['^18.0.0', false],
    ['~20.18.0', false],
    ['~20.19.0', true],
    ['20', true],
    ['20.x', true],
    ['18 || 20', true],
    ['>=14 <20', false],
    ['>=14.0.0 <21', true],
    ['^10 || ^12 || >=14', true],
    ['18 - 20', true],
    ['*', true],
  ])('says of "%s" that it lets Node 20.19.0 in: %s', (range, expected) => {
    expect(allowsVersion(range, LOWEST_NODE)).toBe(expected);
  });

  it('refuses a range that it cannot read', () => {
    expect(() => allowsVersion('latest', LOWEST_NODE)).toThrow('latest');
  });
});
