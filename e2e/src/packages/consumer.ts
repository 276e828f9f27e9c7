/** A stranger's project with our packed packages in it, outside the repository, made without a network. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOffline, requiredBy } from './install-offline.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const run = promisify(execFile);

/** A folder with a package.json and node_modules. Disposing it removes it. */
export type Consumer = Awaited<ReturnType<typeof createConsumer>>;

/**
 * Packs packages as they are published, each named by its folder, and unpacks them into a new project. Beside them stands only
 * what their own manifests ask for, as `npm install` would bring it, what `beside` names, and the types of Node.
 */
export async function createConsumer(packages: readonly string[], beside: readonly string[] = []) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'belltower-consumer-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const workspaces = packages.flatMap((name) => ['-w', name]);
    await run('npm', ['run', 'pack', ...workspaces, '--', '--to', folder], { cwd: ROOT }).catch(throwWithOutput);
    const modules = join(folder, 'node_modules');
    for (const name of packages) {
      const unpacked = join(modules, '@belltower', name);
      await mkdir(unpacked, { recursive: true });
      await run('tar', ['-xzf', join(folder, await tarballOf(folder, name)), '--strip-components=1', '-C', unpacked]);
    }
    for (const name of packages) {
      await installOffline(await requiredBy(join(modules, '@belltower', name)), join(ROOT, name), folder);
    }
    await installOffline(['@types/node', ...beside], ROOT, folder);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module', private: true }));
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    folder,
    async write(name: string, content: string) {
      await writeFile(join(folder, name), content);
      return name;
    },
    /** Type-checks the files with the repository's compiler, strictly, the declarations of the packages included. */
    async typeCheck(
      files: readonly string[],
      compilerOptions: Readonly<Record<string, string | boolean | readonly string[]>>,
    ) {
      const strict = { strict: true, skipLibCheck: false, noEmit: true };
      const options = { ...strict, target: 'es2023', types: ['node'], ...compilerOptions };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
      await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(throwWithOutput);
    },
    /** Bundles one file for browsers; answers the bundle and what the bundler said. */
    async bundle(file: string) {
      const build = { lib: { entry: file, formats: ['es'], fileName: 'bundle' }, minify: true, outDir: 'bundled' };
      await writeFile(join(folder, 'vite.config.mjs'), `export default ${JSON.stringify({ build })};`);
      const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
      const { stdout, stderr } = await run(process.execPath, [vite, 'build'], { cwd: folder }).catch(throwWithOutput);
      const [name = ''] = await readdir(join(folder, 'bundled'));
      return { code: await readFile(join(folder, 'bundled', name), 'utf8'), said: `${stdout}${stderr}` };
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** A compiler or bundler that fails has said why on its standard output. */
function throwWithOutput(error: Error & { stdout?: string; stderr?: string }): never {
  throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
}

async function tarballOf(folder: string, name: string): Promise<string> {
  const pattern = new RegExp(`^belltower-${name}-\\d+\\.\\d+\\.\\d+\\.tgz$`);
  const found = (await readdir(folder)).find((file) => pattern.test(file));
  if (found === undefined) throw new Error(`no tarball of ${name} was packed`);
  return found;
}
