/** With the real npm, on a small project whose packages are files: nothing is fetched. */
import { type ExecFileException, execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../project.ts';
import { claimRun } from '../start/single-run.ts';

const made = mkdtempSync(join(tmpdir(), 'belltower-ensure-'));
const packages = join(made, 'packages');
const root = join(made, 'clone');
afterAll(() => rmSync(made, { recursive: true }));

/** A tarball, as a registry would hand it out. `node` gets its binary from an install script, as the real one does. */
function pack(name: string, version: string, manifest: object, files: Record<string, string> = {}): string {
  const folder = join(packages, name, version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, ...manifest }));
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', packages], { cwd: folder });
  return `file:../packages/${name}-${version}.tgz`;
}

let node: string;
const tower: Record<string, string> = {};
const other: Record<string, string> = {};
/** The files package.json of the clone and its workspaces, and package-lock.json. */
const locked: Record<string, string> = {};
beforeAll(() => {
  const install = `require('fs').mkdirSync('bin',{recursive:true});require('fs').copyFileSync('real','bin/node');require('fs').chmodSync('bin/node',0o755)`;
  node = pack(
    'node',
    '24.0.0',
    { bin: { node: 'bin/node' }, scripts: { preinstall: 'node install.cjs' } },
    { real: '#!/bin/sh\necho v24', 'install.cjs': install },
  );
  for (const version of ['1.0.0', '1.1.0']) tower[version] = pack('tower', version, {});
  for (const name of ['glass', 'tool']) other[name] = pack(name, '1.0.0', {}, { 'index.js': 'whole' });
  lock('1.0.0');
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.json')) locked[name] = readFileSync(join(root, name), 'utf8');
  }
});

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  for (const name of [...workspaces, 'dev']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(join(projectRoot, 'dev', 'ensure.mjs'), join(root, 'dev', 'ensure.mjs'));
  for (const [name, content] of Object.entries(locked)) writeFileSync(join(root, name), content);
});

const workspaces = ['server', 'notifier', 'client', 'dev', 'e2e'];

/** npm start needs node and tower, the client's development glass, and everything else tool. */
function lock(version: string): void {
  const manifests: Record<string, object> = {
    '.': { workspaces, dependencies: { node }, devDependencies: { tool: other.tool } },
    server: { dependencies: { tower: tower[version]?.replace('file:', 'file:../') } },
    client: { devDependencies: { glass: other.glass?.replace('file:', 'file:../') } },
  };
  for (const name of ['.', ...workspaces]) {
    mkdirSync(join(root, name), { recursive: true });
    const manifest = { name: name === '.' ? 'clone' : name, version: '1.0.0', ...manifests[name] };
    writeFileSync(join(root, name, 'package.json'), JSON.stringify(manifest));
  }
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--silent'], { cwd: root });
}

interface Ensured {
  readonly code: number;
  readonly said: string;
}

function ensure(environment: Record<string, string> = {}, args: readonly string[] = []): Promise<Ensured> {
  return new Promise((resolve) => {
    const env = { ...process.env, npm_execpath: '', ...environment };
    const done = (error: ExecFileException | null, _out: string, said: string) =>
      resolve({ code: Number(error?.code ?? 0), said });
    execFile(process.execPath, [join(root, 'dev', 'ensure.mjs'), ...args], { env }, done);
  });
}

const installedTower = (folder = root) =>
  (JSON.parse(readFileSync(join(folder, 'node_modules', 'tower', 'package.json'), 'utf8')) as { version: string })
    .version;

/** Which packages that are not ours are installed. */
const installed = () => {
  const names = readdirSync(join(root, 'node_modules'));
  return names.filter((name) => /^[a-z]/.test(name) && !workspaces.includes(name)).sort();
};

/** A number that is another one when a package was removed and installed again. */
const inode = (name: string) => statSync(join(root, 'node_modules', name, 'package.json')).ino;

describe('ensure.mjs', () => {
  it('installs a fresh clone, says so, and has nothing to do the second time', async () => {
    const first = await ensure();
    expect(first.said).toMatch(/installing what tests and tools need, by "npm ci"[\s\S]*installed in \d+ s/);
    expect(first.code).toBe(0);
    expect(installed()).toEqual(['glass', 'node', 'tool', 'tower']);
    expect(existsSync(join(root, 'node_modules', '.bin', 'node'))).toBe(true);
    expect(await ensure()).toEqual({ code: 0, said: '' });
  });

  it('installs again when the lock file says something else, not when it was only touched', async () => {
    await ensure();
    utimesSync(join(root, 'package-lock.json'), new Date(), new Date());
    expect((await ensure()).said).toBe('');
    lock('1.1.0');
    expect((await ensure()).said).toContain('installing');
    expect(installedTower()).toBe('1.1.0');
  });

  it('installs as much again as there was, for whichever command notices first', async () => {
    await ensure();
    lock('1.1.0');
    expect((await ensure({}, ['client'])).code).toBe(0);
    expect([installedTower(), installed()]).toEqual(['1.1.0', ['glass', 'node', 'tool', 'tower']]);
  });

  it('takes an install made by hand, and not one that was cut', async () => {
    execFileSync('npm', ['ci', '--silent'], { cwd: root });
    expect(await ensure()).toEqual({ code: 0, said: '' });
    rmSync(join(root, 'node_modules', '.lock-sha256'));
    rmSync(join(root, 'node_modules', '.package-lock.json')); // npm writes it last
    expect((await ensure()).said).toContain('installing');
  });

  it('completes packages whose install scripts were switched off', async () => {
    const { said, code } = await ensure({ npm_config_ignore_scripts: 'true' });
    expect(said).toContain('install scripts were off: running those of node');
    expect(code).toBe(0);
    expect(existsSync(join(root, 'node_modules', '.bin', 'node'))).toBe(true);
    expect((await ensure({ npm_config_ignore_scripts: 'true' })).said).toBe('');
  });

  it('fails when npm fails, and is not taken in by it the next time', async () => {
    const lockFile = join(root, 'package-lock.json');
    writeFileSync(lockFile, readFileSync(lockFile, 'utf8').replaceAll(/"sha512-\w+/g, '"sha512-another'));
    for (let count = 0; count < 2; count += 1) {
      const { said, code } = await ensure();
      expect(said).toContain('"npm ci --include=dev --no-audit --no-fund --loglevel=error" failed');
      expect(code).not.toBe(0);
    }
  });

  it('lets one of two callers install, while the other waits', async () => {
    const both = await Promise.all([ensure(), ensure()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ said }) => said.includes('installing what'))).toHaveLength(1);
    expect(existsSync(join(root, '.data', 'installing'))).toBe(false);
  });

  it('does not wait for an installer that was killed', async () => {
    const dead = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    mkdirSync(join(root, '.data'));
    writeFileSync(join(root, '.data', 'installing'), dead);
    expect((await ensure()).code).toBe(0);
  });

  it('installs a folder with a lock file of its own, without install scripts, and leaves the clone alone', async () => {
    const bench = join(root, 'bench');
    mkdirSync(bench);
    const packed = (name: string) => name.replace('file:', 'file:../');
    const dependencies = { node: packed(node), tower: packed(tower['1.0.0'] ?? '') };
    writeFileSync(join(bench, 'package.json'), JSON.stringify({ name: 'bench', version: '1.0.0', dependencies }));
    execFileSync('npm', ['install', '--package-lock-only', '--no-workspaces', '--ignore-scripts', '--silent'], {
      cwd: bench,
    });
    expect(await ensure({}, ['bench'])).toEqual({ code: 0, said: expect.stringContaining('what bench needs') });
    expect(installedTower(bench)).toBe('1.0.0');
    expect(existsSync(join(bench, 'node_modules', 'node', 'bin', 'node'))).toBe(false);
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
    expect(await ensure({}, ['bench'])).toEqual({ code: 0, said: '' });
  });

  it('uses the npm that called it', async () => {
    const npm = join(made, 'npm-cli.js');
    const real = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
    writeFileSync(npm, `console.error('this npm'); require(${JSON.stringify(real)});`);
    expect(await ensure({ npm_execpath: npm })).toEqual({ code: 0, said: expect.stringContaining('this npm') });
    expect(installedTower()).toBe('1.0.0');
  });
});

describe('ensure.mjs, by kinds', () => {
  const nodeAndTower = () => ['node', 'tower'].map(inode);

  it('installs for npm start what that needs, adds the rest later, and leaves alone what is there', async () => {
    expect((await ensure({}, ['start'])).said).toContain('installing what npm start needs, by "npm ci"');
    expect(installed()).toEqual(['node', 'tower']);
    expect(await ensure({}, ['start'])).toEqual({ code: 0, said: '' });
    const before = nodeAndTower();

    expect((await ensure({}, ['client'])).said).toContain("adding what the client's development needs");
    expect(installed()).toEqual(['glass', 'node', 'tower']);
    expect((await ensure()).said).toContain('adding what tests and tools need, by "npm install"');
    expect(installed()).toEqual(['glass', 'node', 'tool', 'tower']);
    expect(nodeAndTower()).toEqual(before);
    for (const [name, content] of Object.entries(locked)) expect(readFileSync(join(root, name), 'utf8')).toBe(content);
    for (const kind of ['start', 'client', 'all']) expect(await ensure({}, [kind])).toEqual({ code: 0, said: '' });
  });

  it('installs what the client needs for a fresh clone, and nothing for a start when everything is there', async () => {
    const { said } = await ensure({}, ['client']);
    expect(said).toMatch(/installing what npm start needs[\s\S]*adding what the client's/);
    expect(installed()).toEqual(['glass', 'node', 'tower']);
    rmSync(join(root, 'node_modules'), { recursive: true });
    await ensure();
    for (const kind of ['start', 'client']) expect(await ensure({}, [kind])).toEqual({ code: 0, said: '' });
  });

  it('lets a start and a test of a fresh clone install in turn', async () => {
    const both = await Promise.all([ensure({}, ['start']), ensure()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(installed()).toEqual(['glass', 'node', 'tool', 'tower']);
  });

  it('completes what an interrupted addition left half written, and keeps the packages of npm start', async () => {
    await ensure({}, ['start']);
    const before = nodeAndTower();
    mkdirSync(join(root, 'node_modules', 'tool')); // its package.json came before the rest of it
    writeFileSync(join(root, 'node_modules', 'tool', 'package.json'), '{"name":"tool","version":"1.0.0"}');
    expect(await ensure({}, ['start'])).toEqual({ code: 0, said: '' });
    expect((await ensure()).code).toBe(0);
    expect(readFileSync(join(root, 'node_modules', 'tool', 'index.js'), 'utf8')).toBe('whole');
    expect(nodeAndTower()).toEqual(before);
  });

  it('does not add what the lock file does not hold', async () => {
    await ensure({}, ['start']);
    const manifest = join(root, 'client', 'package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('glass-1.0.0', 'glass-2.0.0'));
    const { code, said } = await ensure();
    expect(code).toBe(1);
    expect(said).toMatch(
      /client\/package.json asks for glass file:\S+2.0.0.tgz, package-lock.json for file:\S+1.0.0.tgz/,
    );
    expect(installed()).toEqual(['node', 'tower']);
  });

  it('ends npm and installs nothing when who forked it is gone', async () => {
    const npm = join(made, 'endless', 'npm-cli.js');
    mkdirSync(join(made, 'endless'));
    writeFileSync(npm, `console.log(process.pid); setInterval(() => {}, 1e6);`);
    const child = fork(join(root, 'dev', 'ensure.mjs'), ['start'], {
      silent: true,
      env: { ...process.env, npm_execpath: npm },
    });
    const [pid] = await once(child.stdout ?? expect.fail('a pipe'), 'data');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([130, null]);
    await vi.waitFor(() => expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH'), 10_000);
    expect(existsSync(join(root, '.data', 'installing'))).toBe(false);
    expect((await ensure({}, ['start'])).code).toBe(0);
  });

  it('removes no packages from under an npm start, and says which one to stop', async () => {
    await ensure({}, ['start']);
    lock('1.1.0');
    const facts = { root, pid: 4711, url: 'http://localhost:4000', since: '' };
    const run = await claimRun(join(root, '.data', 'running.json'), facts);
    if (run.kind === 'taken') expect.fail('taken');
    const { code, said } = await ensure({}, ['start']);
    expect({ code, tower: installedTower() }).toEqual({ code: 1, tower: '1.0.0' });
    expect(said).toMatch(/http:\/\/localhost:4000[\s\S]*kill 4711/);
    await run[Symbol.asyncDispose]();
    expect((await ensure({}, ['start'])).code).toBe(0);
    expect(installedTower()).toBe('1.1.0');
  });
});

describe('check-lock.mjs', () => {
  const check = (content: object): Ensured => {
    const file = join(made, 'lock.json');
    writeFileSync(file, JSON.stringify(content));
    try {
      execFileSync(process.execPath, [join(projectRoot, 'dev', 'check-lock.mjs'), file], { stdio: 'pipe' });
      return { code: 0, said: '' };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: Buffer };
      return { code: status, said: stderr.toString() };
    }
  };

  it('accepts platform packages beside, below or above who wants them', () => {
    const optionalDependencies = { a: '1', b: '1' };
    const content = {
      packages: {
        'node_modules/@x/tool': { optionalDependencies },
        'node_modules/a': {},
        'node_modules/@x/tool/node_modules/b': {},
        'client/node_modules/tool': { optionalDependencies: { c: '1' } },
        'client/node_modules/c': {},
      },
    };
    expect(check(content)).toEqual({ code: 0, said: '' });
  });

  it('names the package that npm left out', () => {
    const content = { packages: { '': {}, 'node_modules/tool': { optionalDependencies: { 'tool-win32-x64': '1' } } } };
    expect(check(content)).toEqual({
      code: 1,
      said: expect.stringContaining(
        'node_modules/tool wants tool-win32-x64 (optional), which the lock file does not hold',
      ),
    });
  });
});
