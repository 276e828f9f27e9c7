/**
 * Makes the tarball of the published package in whose folder it is run, by `npm run pack`: the sources as JavaScript with types,
 * what they read at run time, and a package.json that leads to them. It is checked by publint, and put into the package's
 * folder, or into the one that `--to` names; then the build leaves nothing here, and several may run at once.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../project.ts';
import { COMMON_JS_FOLDER, publishedManifest, type SourceManifest } from './published-manifest.ts';

const here = process.cwd();
const { values } = parseArgs({ options: { to: { type: 'string' } } });
const manifest: SourceManifest = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
/** Where there is one, the package is built for `require` as well, into a folder of its own. */
const commonJs = join(here, 'tsconfig.cjs.json');
const published = publishedManifest(manifest, { commonJs: existsSync(commonJs) });

const dist = values.to === undefined ? join(here, 'dist') : mkdtempSync(join(tmpdir(), 'belltower-pack-'));
try {
  rmSync(dist, { recursive: true, force: true });
  execFileSync('tsc', ['-p', join(here, 'tsconfig.build.json'), '--outDir', dist], { stdio: 'inherit' });
  if (existsSync(commonJs)) {
    execFileSync('tsc', ['-p', commonJs, '--outDir', join(dist, COMMON_JS_FOLDER)], { stdio: 'inherit' });
    writeFileSync(join(dist, COMMON_JS_FOLDER, 'package.json'), '{ "type": "commonjs" }\n');
  }
  // SQL and the like, which tsc leaves behind; of folders that stay empty npm takes none
  cpSync(join(here, 'src'), dist, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  for (const name of ['README.md', 'CHANGELOG.md', ...(manifest.files ?? [])]) {
    cpSync(join(here, name), join(dist, name), { recursive: true });
  }
  cpSync(join(projectRoot, 'LICENSE'), join(dist, 'LICENSE'));
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);

  execFileSync('publint', [dist, '--strict'], { stdio: 'inherit' });
  const to = resolve(values.to ?? here);
  execFileSync('npm', ['pack', dist, '--pack-destination', to], { cwd: here, stdio: 'inherit' });
} finally {
  if (values.to !== undefined) rmSync(dist, { recursive: true, force: true });
}
