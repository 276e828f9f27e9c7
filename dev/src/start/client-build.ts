/**
 * Builds the web client when its sources are not those of the build at hand.
 *
 * Content is compared, not times: a checkout or a touched file builds nothing, and a build made by hand
 * (`npm run build -w client`), which carries no stamp, is made again once.
 */
import { spawn } from 'node:child_process';
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
 * Resolves when client/dist fits the sources.
 *
 * @throws {StartError} with the last lines of the build when it fails
 */
export async function buildClient({ root, log, report, signal }: ClientBuildOptions): Promise<void> {
  const dist = join(root, 'client', 'dist');
  const stamp = join(dist, '.sources-sha256');
  const sources = hashFiles(root, SOURCES, NOT_SOURCES);
  if (existsSync(join(dist, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;

  report('building the web client, whose sources changed since its last build ...');
  const startedAt = performance.now();
  const [command, args] = npmCommand();
  const build = spawn(command, [...args, 'run', '--silent', 'build', '-w', 'client'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const ended = once(build, 'close');
  const [[code]] = await Promise.all([ended, log.take(build.stdout), log.take(build.stderr)]);
  if (code !== 0) throw new StartError(`The web client could not be built:${quote(log.lastLines())}\nAll: ${log.path}`);
  writeFileSync(stamp, sources);
  report(`built the web client in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
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
