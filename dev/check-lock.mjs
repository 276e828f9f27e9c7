/**
 * Checks that package-lock.json names the packages of every platform, so that `npm ci` works everywhere.
 *
 * npm leaves an optional package out of the lock file, without a word, when it cannot fetch it at that moment. Then
 * `npm ci` fails for everybody: "Missing: ... from lock file". Run it after every change of dependencies.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lockFile = process.argv[2] ?? join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));

const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path || 'the root'} wants ${name} (optional), which the lock file does not hold`),
);
for (const problem of missing) console.error(`package-lock.json: ${problem}`);
if (missing.length > 0) {
  console.error('Pin a version of the package above whose platform packages can all be fetched, then install again.');
  process.exit(1);
}

/** Looks where Node does: in the package's own node_modules, then in those of each folder above. */
function isLocked(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}
