/** What `npm install` would fetch, taken from the repository's own node_modules: no network, and nothing that nobody asked for. */
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

const ROOT = new URL('../../../', import.meta.url).pathname;
const OURS = '@belltower/';

/** What the package in a folder cannot do without: its dependencies and its peers that are not optional. */
export async function requiredBy(folder: string): Promise<readonly string[]> {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = await manifestOf(folder);
  return Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !peerDependenciesMeta[name]?.optional);
}

async function manifestOf(folder: string) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

/**
 * Copies packages, as they are found from one folder of the repository, with all that they require, into another project,
 * to the same places below its node_modules.
 *
 * @throws {Error} when one is not installed, or is one of ours, which come from tarballs only
 */
export async function installOffline(names: readonly string[], foundFrom: string, project: string): Promise<void> {
  for (const name of names) {
    if (name.startsWith(OURS)) {
      if (existsSync(join(project, 'node_modules', name))) continue;
      throw new Error(`${name} is required, and was not packed`);
    }
    const from = findInstalled(name, foundFrom);
    if (from === null) throw new Error(`${name} is not installed for ${relative(ROOT, foundFrom)}`);
    const to = placeOf(from, project);
    if (existsSync(to)) continue;
    const own = (path: string) => !relative(from, path).split(sep).includes('node_modules');
    await cp(from, to, { recursive: true, filter: own });
    await installOffline(await requiredBy(from), from, project);
    // What it uses where it is installed: one native build of several, most often.
    for (const optional of Object.keys((await manifestOf(from)).optionalDependencies ?? {})) {
      if (findInstalled(optional, from) !== null) await installOffline([optional], from, project);
    }
  }
}

/** Looks where Node does: in each node_modules from a folder upwards, not above the repository. */
function findInstalled(name: string, foundFrom: string): string | null {
  for (let folder = foundFrom; folder.startsWith(ROOT) || `${folder}/` === ROOT; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(place)) return place;
  }
  return null;
}

/** What stands in the node_modules of a workspace of ours belongs into that of the package it becomes. */
function placeOf(from: string, project: string): string {
  const path = relative(ROOT, from);
  return path.startsWith('node_modules') ? join(project, path) : join(project, 'node_modules', OURS, path);
}
