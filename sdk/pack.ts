/**
 * Makes the tarball that is published: the sources as JavaScript with types, and a package.json that leads to them. It is
 * checked by publint, and put here or into the folder that `--to` names.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const here = import.meta.dirname;
const { values } = parseArgs({ options: { to: { type: 'string', default: here } } });
const dist = join(here, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync('tsc', ['-p', join(here, 'tsconfig.build.json')], { stdio: 'inherit' });
for (const file of ['README.md', 'CHANGELOG.md']) copyFileSync(join(here, file), join(dist, file));

const {
  scripts: _,
  devDependencies: __,
  exports: sources,
  ...manifest
} = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const builtFrom = (source: string) => {
  const path = source.replace('./src/', './').replace(/\.ts$/, '');
  return { types: `${path}.d.ts`, default: `${path}.js` };
};
const exports = Object.fromEntries(Object.entries<string>(sources).map(([name, source]) => [name, builtFrom(source)]));
const published = { ...manifest, exports: { ...exports, './package.json': './package.json' } };
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);

execFileSync('publint', [dist, '--strict'], { stdio: 'inherit' });
execFileSync('npm', ['pack', './dist', '--pack-destination', resolve(values.to)], { cwd: here, stdio: 'inherit' });
