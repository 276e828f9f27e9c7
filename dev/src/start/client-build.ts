/**
 * Builds the web client and its playground when their sources are not those of the build at hand. They are two builds, because
 * most of the time and of the packages is the playground's: `npm start` is ready before it is.
 *
 * Content is compared, not times: a checkout or a touched file builds nothing, and a build made by hand
 * (`npm run build -w client`), which carries no stamp, is made again once.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessLog } from '../process/process-log.ts';
import { StartError } from '../process/start-error.ts';
import { quote } from '../process/supervisor.ts';

const SOURCES = ['client/**/*', 'sdk/src/**/*', 'schema.graphql', 'package-lock.json'];
const NOT_SOURCES = ['client/dist', 'client/node_modules', '**/*.test.ts', '**/*.test.tsx'];

/** Where the build is, what it says, and who takes what it writes. */
export interface ClientBuildOptions {
  readonly root: string;
  readonly log: ProcessLog;
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Resolves when the page in client/dist fits the sources. Building it removes the playground.
 *
 * @throws {StartError} with the last lines of the build when it fails
 */
export async function buildClient(options: ClientBuildOptions): Promise<void> {
  await buildPart('the web client', 'page', 'index.html', options);
}

/**
 * Resolves when the playground in client/dist fits the sources; installs its packages if they are not there.
 *
 * @throws {StartError} as {@link buildClient}
 */
export async function buildPlayground(options: ClientBuildOptions): Promise<void> {
  await buildPart('the playground', 'playground', 'playground.html', options, installPlayground);
}

type Stage = (options: ClientBuildOptions) => ChildProcess;

async function buildPart(
  what: string,
  part: string,
  file: string,
  options: ClientBuildOptions,
  ...before: readonly Stage[]
): Promise<void> {
  const { root, log, report } = options;
  const dist = join(root, 'client', 'dist');
  const stamp = join(dist, `.${part}-sha256`);
  const sources = hashFiles(root, SOURCES, NOT_SOURCES);
  if (existsSync(join(dist, file)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;

  report(`building ${what}, whose sources changed since its last build ...`);
  const startedAt = performance.now();
  for (const stage of [...before, runBuild(part)]) {
    const child = stage(options);
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('pipes were expected');
    const [[code]] = await Promise.all([once(child, 'close'), log.take(stdout), log.take(stderr)]);
    if (code !== 0) throw new StartError(`${what} could not be built:${quote(log.lastLines())}\nAll: ${log.path}`);
  }
  writeFileSync(stamp, sources);
  report(`built ${what} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function runBuild(part: string): Stage {
  return ({ root, signal }) => {
    const [command, args] = npmCommand();
    return spawn(command, [...args, 'run', '--silent', `build:${part}`, '-w', 'client'], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
  };
}

/** It ends with us: our channel to it closes then. */
function installPlayground({ root, signal }: ClientBuildOptions): ChildProcess {
  return fork(join(root, 'dev', 'ensure.mjs'), ['client'], { cwd: root, execArgv: [], silent: true, signal });
}

/** One hash over the names and contents of all files that the patterns name, whatever their order. */
export function hashFiles(root: string, patterns: readonly string[], exclude: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of globSync(patterns, { cwd: root, exclude }).sort()) {
    const path = join(root, name);
    if (statSync(path).isFile()) hash.update(`${name}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** The npm that called us, or the one on the path. */
function npmCommand(): [string, string[]] {
  const calledBy = process.env.npm_execpath;
  return calledBy?.endsWith('npm-cli.js') ? [process.execPath, [calledBy]] : ['npm', []];
}
