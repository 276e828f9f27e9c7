/** The Nodes that the SDK runs on: from PATH, else as npm has them for this machine, kept between runs. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nodesOnPath } from './program.ts';

const run = promisify(execFile);

/** Of each release that is supported, the one that is fetched. `BELLTOWER_CACHE` names another folder than `~/.cache/belltower`. */
const releases = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' } as const;
const cache = () => process.env.BELLTOWER_CACHE ?? join(homedir(), '.cache', 'belltower');

/**
 * The path of a Node of this release. As npm packages, several would each be `node_modules/.bin/node`: so they stand beside.
 *
 * @throws {Error} with npm's words when it cannot be fetched
 */
export async function nodeOfRelease(release: keyof typeof releases): Promise<string> {
  const found = (await nodesOnPath()).find(({ version }) => version.startsWith(`${release}.`));
  return found?.path ?? (await fetchNode(releases[release]));
}

/** A fetch that is broken off leaves nothing behind, and several processes may fetch at once. */
async function fetchNode(version: string): Promise<string> {
  const path = join(cache(), `node-${version}`);
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const partial = await mkdtemp(`${path}-`);
  try {
    const { platform, arch } = process;
    const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'; // as the package `node` chooses
    await run('npm', ['pack', '--silent', `${prefix}-${platform}-${arch}@${version}`], { cwd: partial });
    const [tarball = ''] = await readdir(partial);
    await run('tar', ['-xzf', tarball, 'package/bin/node'], { cwd: partial });
    await rename(join(partial, 'package', 'bin', 'node'), path);
    return path;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
