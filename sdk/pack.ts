/** Makes the tarball that is published: the sources as JavaScript with types, and a package.json that leads to them. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const dist = join(here, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync('tsc', ['-p', join(here, 'tsconfig.build.json')], { stdio: 'inherit' });
for (const file of ['README.md', 'CHANGELOG.md']) copyFileSync(join(here, file), join(dist, file));

const { scripts: _, exports: sources, ...manifest } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const builtFrom = (source: string) => {
  const path = source.replace('./src/', './').replace(/\.ts$/, '');
  return { types: `${path}.d.ts`, default: `${path}.js` };
};
const exports = Object.fromEntries(Object.entries<string>(sources).map(([name, source]) => [name, builtFrom(source)]));
const published = { ...manifest, exports: { ...exports, './package.json': './package.json' } };
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);

execFileSync('npm', ['pack', './dist', '--pack-destination', here], { cwd: here, stdio: 'inherit' });
