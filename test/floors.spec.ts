import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

const lockfile = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lockfile;

function installed(name: string): string[] {
  return Object.entries(lockfile.packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([path, entry]) => entry.version ?? `${path} has no version`);
}

function isAtLeast(version: string, floor: string): boolean {
  const parts = version.split('-')[0]!.split('.').map(Number);
  const floors = floor.split('.').map(Number);
  const difference = parts.map((part, i) => part - floors[i]!).find((d) => d !== 0) ?? 0;
  // 1.0.0-rc.1 comes before 1.0.0.
  return difference > 0 || (difference === 0 && !version.includes('-'));
}

/** Versions below these have a hole that a stranger can use, and a range in somebody's package.json would let them in. */
describe('the lockfile', () => {
  it.each([
    ['ws', '8.23.0'],
    ['socket.io-parser', '4.2.7'],
    ['engine.io', '6.6.9'],
    ['class-validator', '0.14.0'],
  ])('has every copy of %s at %s or later', (name, floor) => {
    const versions = installed(name);
    expect(versions).not.toEqual([]);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  it('has one copy of socket.io, since two would not share their sockets', () => {
    expect(installed('socket.io')).toHaveLength(1);
  });

  it('compares versions by number, and puts a pre-release before its release', () => {
    expect(isAtLeast('8.100.0', '8.23.0')).toBe(true);
    expect(isAtLeast('8.23.0', '8.23.0')).toBe(true);
    expect(isAtLeast('8.22.9', '8.23.0')).toBe(false);
    expect(isAtLeast('8.23.0-beta.1', '8.23.0')).toBe(false);
  });
});
