/**
 * The release before this one, as something that runs. Its sources lie beside this file (`npm run keep-release` puts them
 * there); the packages they use are those installed for today's, and those
 * that only they use (`uuid`) are development packages of this workspace.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** Unpacks it into a folder of its own inside the project, where Node finds the installed packages; disposing removes it. */
export async function unpackRelease() {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.tar.gz'));
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`one kept release was expected, got: ${names.join()}`);
  await mkdir(join(ROOT, '.data'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.data', 'kept-release-'));
  execFileSync('tar', ['-xzf', join(import.meta.dirname, name), '-C', folder]);
  await linkPackages(folder);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return {
    version: version as string,
    /** Where its sources are, from the project's root. */
    folder: relative(ROOT, folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Our own packages are the release's: the project's node_modules, further up, would lead to today's. */
async function linkPackages(folder: string): Promise<void> {
  const scope = join(folder, 'node_modules', '@belltower');
  await mkdir(scope, { recursive: true });
  for (const { name } of (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    if (name === 'node_modules') continue;
    await symlink(join('../..', name), join(scope, name));
    const installed = join(ROOT, name, 'node_modules'); // what npm could not put beside the rest
    if (existsSync(installed)) await symlink(installed, join(folder, name, 'node_modules'));
  }
}
