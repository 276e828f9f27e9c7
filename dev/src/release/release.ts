/**
 * `npm run release -- <package> [patch|minor|major] [--write]`: gives a published package its next version. It shows what it
 * would change, and with `--write` changes it: the package's changelog and package.json, the lock file, and what is generated
 * from the version. It commits, tags and publishes nothing; it says how that is done.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../project.ts';
import { planRelease, steps } from './plan-release.ts';
import { publishedManifest } from './published-manifest.ts';

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
const [folder = '', stepName = null] = positionals;
const wanted = steps.find((step) => step === stepName) ?? null;
if (folder === '' || stepName !== wanted || positionals.length > 2) {
  console.error(`npm run release -- <package> [${steps.join('|')}] [--write]`);
  process.exit(2);
}

const changelogFile = join(projectRoot, folder, 'CHANGELOG.md');
const { name, from, version, changelog } = plan();
console.log(`${name}: ${from} → ${version}\n`);
console.log(changelog.slice(changelog.indexOf(`## ${version}`)).split(/\n(?=## )/)[0]);
if (!values.write) {
  console.log('nothing is changed yet: run it again with --write');
  process.exit(0);
}

writeFileSync(changelogFile, changelog);
run('version', version, '-w', folder, '--no-git-tag-version', '--allow-same-version');
run('run', 'generate');
console.log(`
Look at the difference and commit it, then:
  git tag ${name}@${version}
  npm run pack -w ${folder}
  npm publish ${folder}/${name.slice(1).replace('/', '-')}-${version}.tgz`);

function plan() {
  try {
    const manifest = JSON.parse(readFileSync(join(projectRoot, folder, 'package.json'), 'utf8'));
    publishedManifest(manifest); // refuses what cannot be published
    const today = new Date().toISOString().slice(0, 10);
    const changelog = readFileSync(changelogFile, 'utf8');
    return { name: manifest.name, from: manifest.version, ...planRelease(changelog, manifest.version, today, wanted) };
  } catch (error) {
    console.error(`${folder} cannot be released: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

function run(...args: readonly string[]) {
  execFileSync('npm', args, { cwd: projectRoot, stdio: 'inherit' });
}
