import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { startApp } from '../support/app.js';
import { onCleanup, tracked } from '../support/cleanup.js';
import { Child } from '../support/services/child.js';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '../..');
const NOT_COPIED = ['node_modules', 'dist', '.git', 'data', 'coverage', 'bench'];
const ENTRIES = ['./client', './react', './notifications', './package.json'];
const PATIENTLY = { timeout: 120_000 };

/** Runs npm, and tells what it wrote when it fails. */
async function npm(folder: string, ...args: string[]): Promise<void> {
  await run('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], { cwd: folder }).catch(
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as ExecFileException & { stdout?: string; stderr?: string };
      throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    },
  );
}

/** The repository's files in a folder of their own, so that packing disturbs nobody. */
async function copyOfRepository(folder: string): Promise<string> {
  const copy = join(folder, 'repository');
  const isCopied = (path: string): boolean => !NOT_COPIED.includes(relative(ROOT, path).split('/')[0] ?? '');
  await cp(ROOT, copy, { recursive: true, filter: isCopied });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Gives a project the libraries that the repository has installed. */
async function link(project: string, ...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(project, 'node_modules', name, '..'), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  }
}

// Real: npm, its registry, TypeScript, publint and arethetypeswrong, on a copy of the repository.
describe('The package that npm pack makes', () => {
  let folder: string;
  let copy: string;
  let tarball: string;
  let project: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-package-'));
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    copy = await copyOfRepository(folder);
    await npm(copy, 'pack', '--pack-destination', folder);
    tarball = join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '');
    project = join(folder, 'project');
    await mkdir(project);
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
    await npm(project, 'install', '--prefer-offline', tarball);
  }, 180_000);

  const installed = (path: string): string => join(project, 'node_modules/depth-realtime', path);

  it('holds what its entries need, and says so', async () => {
    const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Record<string, object>;
    expect(Object.keys(manifest['exports']!)).toEqual(ENTRIES);
    expect(Object.keys(manifest['dependencies']!)).toEqual(['socket.io-client']);
    expect(Object.keys(manifest['peerDependenciesMeta']!)).toEqual(Object.keys(manifest['peerDependencies']!));
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
    const top = await readdir(installed('.'));
    expect(top.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json']);
    for (const page of ['client.md', 'errors.md', 'guides/nest-service.md', 'protocol/events.md', 'asyncapi.yaml']) {
      expect(existsSync(installed(join('docs', page))), page).toBe(true);
    }
    const files = await readdir(installed('dist'), { recursive: true, withFileTypes: true });
    const others = files.filter((file) => file.isFile() && !/\.(js|d\.ts)$/.test(file.name));
    // It says that the files beside it are CommonJS.
    expect(others.map(({ parentPath, name }) => join(parentPath, name))).toEqual([
      installed('dist/sdk/commonjs/package.json'),
    ]);
  });

  it('brings nothing but socket.io-client into a project', async () => {
    const names = await readdir(join(project, 'node_modules'));
    const expected = ['depth-realtime', 'socket.io-client', 'socket.io-parser', 'engine.io-client', 'ws'];
    expect(names).toEqual(expect.arrayContaining(expected));
    for (const other of ['@nestjs', 'drizzle-orm', 'pg', 'ioredis', 'react', 'socket.io']) {
      expect(names).not.toContain(other);
    }
  });

  it('is right in the eyes of publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed('.'), pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('has right types in the eyes of arethetypeswrong', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(await readFile(tarball)));
    expect(analysis.types).toMatchObject({ kind: 'included' });
    // In every way to resolve that it knows: of Node 10, of Node 16 from ES modules and from CommonJS, of bundlers.
    expect('problems' in analysis && analysis.problems).toEqual([]);
    const resolved = 'entrypoints' in analysis ? Object.keys(analysis.entrypoints) : [];
    expect(resolved.toSorted()).toEqual(ENTRIES.toSorted());
  });

  it('can be imported in an empty project, and with the libraries that an entry asks for', PATIENTLY, async () => {
    const load = async (entry: string, how: 'import' | 'require'): Promise<string> => {
      const module =
        how === 'import' ? `await import('depth-realtime/${entry}')` : `require('depth-realtime/${entry}')`;
      const code = `process.stdout.write(Object.keys(${module}).sort().join())`;
      const type = `--input-type=${how === 'import' ? 'module' : 'commonjs'}`;
      const { stdout, stderr } = await run(process.execPath, [type, '-e', code], { cwd: project });
      expect(stderr).toBe('');
      return stdout;
    };
    const imported = await load('client', 'import');
    expect(imported).toContain('createRealtimeClient');
    expect(await load('client', 'require')).toBe(imported);
    await link(project, '@nestjs/common', 'pg', 'ioredis', 'react');
    const emitter = 'CodedError,NotificationEmitter,NotificationEmitterModule,SchemaMismatchError';
    expect(await load('notifications', 'import')).toBe(emitter);
    expect(await load('notifications', 'require')).toBe(emitter);
    const hooks = await load('react', 'import');
    expect(hooks).toContain('useConversation');
    expect(await load('react', 'require')).toBe(hooks);
    expect(await load('package.json', 'require')).toContain('version');
  });

  it('runs the program of the guide, in a project that has nothing else', PATIENTLY, async () => {
    const app = await startApp();
    await app.conversation('general', ['layla']);
    await cp(join(ROOT, 'examples/web-client/typed.mjs'), join(project, 'typed.mjs'));
    const env = { PATH: process.env['PATH'], SERVER: app.url, TOKEN: app.token('layla') };
    const program = tracked(new Child(process.execPath, [join(project, 'typed.mjs'), 'from the package'], { env }));
    await program.waitForOutput(/stored as #1/, 30_000);
    await program.stop('SIGTERM');
    const required = `
      const { createRealtimeClient } = require('depth-realtime/client');
      const client = createRealtimeClient({ url: process.env.SERVER, token: () => process.env.TOKEN });
      client.chat.join('general').then(async (conversation) => {
        const { seq } = await conversation.send('from CommonJS');
        console.log(conversation.state.get().messages[0].content, seq);
        client.close();
      });
    `;
    const { stdout } = await run(process.execPath, ['--input-type=commonjs', '-e', required], { cwd: project, env });
    expect(stdout).toBe('from the package 2\n');
  });

  it.each(['18.3.1', '19'])('shows a page with its hooks in React %s', PATIENTLY, async (version) => {
    const app = await startApp();
    await app.conversation('general', ['layla']);
    const page = join(folder, `react-${version}`);
    await cp(project, page, {
      recursive: true,
      filter: (path) => !/node_modules\/(@nestjs|pg|ioredis|react)$/.test(path),
    });
    if (version === '19') await link(page, 'react', 'react-dom');
    else await npm(page, 'install', '--prefer-offline', `react@${version}`, `react-dom@${version}`);
    await link(page, 'happy-dom');
    await cp(join(import.meta.dirname, 'react-page.mjs'), join(page, 'page.mjs'));
    const env = { PATH: process.env['PATH'], SERVER: app.url, TOKEN: app.token('layla') };
    const shown = tracked(new Child(process.execPath, [join(page, 'page.mjs')], { env }));
    await shown.waitForOutput(new RegExp(`React ${version}.*: online, joined, from a button`), 30_000);
    await shown.stop('SIGTERM');
  });

  it.each([
    { type: 'module', resolution: 'nodenext', module: 'nodenext' },
    { type: 'module', resolution: 'bundler', module: 'esnext' },
    { type: 'commonjs', resolution: 'nodenext', module: 'nodenext' },
    { type: 'commonjs', resolution: 'node10', module: 'commonjs' },
  ])(
    'compiles strictly in a $type with the resolution $resolution',
    PATIENTLY,
    async ({ type, resolution, module }) => {
      const consumer = join(folder, `${type}-${resolution}`);
      await cp(project, consumer, {
        recursive: true,
        filter: (path) => !/node_modules\/(@nestjs|pg|ioredis|react)$/.test(path),
      });
      await link(consumer, '@nestjs/common', 'pg', 'react', '@types/node', '@types/pg', '@types/react');
      await cp(join(import.meta.dirname, 'consumer.ts.txt'), join(consumer, 'consumer.ts'));
      const compilerOptions = {
        ...{ strict: true, noEmit: true, target: 'es2023', lib: ['es2023', 'dom', 'esnext.disposable'] },
        ...{ module, moduleResolution: resolution, ignoreDeprecations: '6.0', esModuleInterop: true },
        ...{ experimentalDecorators: true, types: ['node'], exactOptionalPropertyTypes: true },
        ...{ preserveSymlinks: false, skipLibCheck: false },
      };
      await writeFile(join(consumer, 'package.json'), JSON.stringify({ private: true, type }));
      await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const { stdout } = await run(process.execPath, [tsc, '-p', consumer]).catch((error: unknown) => {
        return error as { readonly stdout: string };
      });
      // Whether the types of other libraries are right is their own affair.
      const ours = stdout.split('\n').filter((line) => /^(error |\S*(depth-realtime|consumer\.ts)\S*\()/.test(line));
      expect(ours).toEqual([]);
    },
  );

  it('leaves the repository as it was, also when npm is killed in the middle', PATIENTLY, async () => {
    const manifest = join(copy, 'package.json');
    const before = readFileSync(join(ROOT, 'package.json'), 'utf8');
    expect(readFileSync(manifest, 'utf8')).toBe(before);
    const aside = `${manifest}.aside`;
    expect(existsSync(aside)).toBe(false);

    const npmCli = new Child('sh', ['-c', 'cd "$0" && exec npm pack --pack-destination /nowhere/at/all', copy]);
    tracked(npmCli);
    await vi.waitFor(() => expect(existsSync(aside)).toBe(true), { timeout: 60_000, interval: 5 });
    await npmCli.stop('SIGKILL');
    await vi.waitFor(() => expect(existsSync(aside)).toBe(false), { timeout: 10_000 });
    expect(readFileSync(manifest, 'utf8')).toBe(before);
  });
});
