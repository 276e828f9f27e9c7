/** A stranger's project with the packed SDK in it, outside the repository, made without a network. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const run = promisify(execFile);

/** What `npm install` of the tarball brings with it, and `ws`, which Node 20 needs beside it. */
const BROUGHT = ['graphql-ws', '@graphql-typed-document-node/core', 'graphql', 'ws'];
/** What TypeScript needs to know Node. */
const TYPES = ['@types/node', 'undici-types'];

/** A folder with a package.json and node_modules. Disposing it removes it. */
export interface Consumer extends AsyncDisposable {
  readonly folder: string;
  write(name: string, content: string): Promise<string>;
  /** Type-checks the files with the repository's compiler, strictly, the declarations of the packages included. */
  typeCheck(
    files: readonly string[],
    compilerOptions: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<void>;
  /** Bundles one file for browsers; answers the bundle and what the bundler said. */
  bundle(file: string): Promise<{ readonly code: string; readonly said: string }>;
}

/** Packs the SDK as it is published and unpacks it into a new project. */
export async function createConsumer(): Promise<Consumer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'belltower-consumer-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await run('npm', ['run', 'pack', '-w', 'sdk', '--', '--to', folder], { cwd: ROOT });
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    const modules = join(folder, 'node_modules');
    const unpacked = join(modules, '@belltower', 'sdk');
    for (const name of [...BROUGHT, ...TYPES]) {
      await cp(join(ROOT, 'node_modules', name), join(modules, name), { recursive: true });
    }
    await mkdir(unpacked, { recursive: true });
    await run('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', unpacked]);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module', private: true }));
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    folder,
    async write(name, content) {
      await writeFile(join(folder, name), content);
      return name;
    },
    async typeCheck(files, compilerOptions) {
      const options = { strict: true, noEmit: true, target: 'es2023', types: ['node'], ...compilerOptions };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
      await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(tell);
    },
    async bundle(file) {
      const build = { lib: { entry: file, formats: ['es'], fileName: 'bundle' }, minify: true, outDir: 'bundled' };
      await writeFile(join(folder, 'vite.config.mjs'), `export default ${JSON.stringify({ build })};`);
      const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
      const { stdout, stderr } = await run(process.execPath, [vite, 'build'], { cwd: folder }).catch(tell);
      const [name = ''] = await readdir(join(folder, 'bundled'));
      return { code: await readFile(join(folder, 'bundled', name), 'utf8'), said: `${stdout}${stderr}` };
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** A program of the consumer while it runs. Disposing it ends it. */
export interface Program extends AsyncDisposable {
  lines(): readonly string[];
  /** Waits until it has printed this line so many times. */
  printed(line: string | RegExp, times?: number): Promise<void>;
  signal(kind: NodeJS.Signals): void;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts one file of the consumer with nothing in the environment but PATH and what is given. */
export function startProgram(
  node: string,
  folder: string,
  file: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Program {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  const child: ChildProcess = spawn(node, [file, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  const lines = () => output.split('\n').filter((line) => line !== '');
  const matches = (line: string, wanted: string | RegExp) =>
    typeof wanted === 'string' ? line.trim() === wanted : wanted.test(line);
  return {
    lines,
    async printed(wanted, times = 1) {
      const found = () => lines().filter((line) => matches(line, wanted)).length >= times;
      await until(`${file} prints ${wanted}`, found).catch((error: unknown) => {
        throw new Error(`${file} printed:\n${output}`, { cause: error });
      });
    },
    signal: (kind) => void child.kill(kind),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Every Node of version 20.3 or newer on PATH, one of each version, ours first. */
export async function nodesOnPath(): Promise<readonly { readonly version: string; readonly path: string }[]> {
  const found = new Map([[process.versions.node, process.execPath]]);
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    const { stdout } = await run(path, ['-p', 'process.versions.node']);
    const version = stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if ((major > 20 || (major === 20 && minor >= 3)) && !found.has(version)) found.set(version, path);
  }
  return [...found].map(([version, path]) => ({ version, path }));
}

/** A compiler or bundler that fails has said why on its standard output. */
function tell(error: Error & { stdout?: string; stderr?: string }): never {
  throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
}
