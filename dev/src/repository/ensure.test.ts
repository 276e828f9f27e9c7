/** With the real npm, on a small project whose packages are files: nothing is fetched. */
import { type ExecFileException, execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../project.ts';

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
/** The files package.json and package-lock.json of the clone. */
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
  mkdirSync(root);
  lock({ node, tower: tower['1.0.0'] ?? '' });
  for (const name of ['package.json', 'package-lock.json']) locked[name] = readFileSync(join(root, name), 'utf8');
});

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'dev'), { recursive: true });
  copyFileSync(join(projectRoot, 'dev', 'ensure.mjs'), join(root, 'dev', 'ensure.mjs'));
  for (const [name, content] of Object.entries(locked)) writeFileSync(join(root, name), content);
});

function lock(dependencies: Record<string, string>): void {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'clone', version: '1.0.0', dependencies }));
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--silent'], { cwd: root });
}

interface Ensured {
  readonly code: number;
  readonly said: string;
}

function ensure(environment: Record<string, string> = {}): Promise<Ensured> {
  return new Promise((resolve) => {
    const env = { ...process.env, npm_execpath: '', ...environment };
    const done = (error: ExecFileException | null, _out: string, said: string) =>
      resolve({ code: Number(error?.code ?? 0), said });
    execFile(process.execPath, [join(root, 'dev', 'ensure.mjs')], { env }, done);
  });
}

const installedTower = () =>
  (JSON.parse(readFileSync(join(root, 'node_modules', 'tower', 'package.json'), 'utf8')) as { version: string })
    .version;

describe('ensure.mjs', () => {
  it('installs a fresh clone, says so, and has nothing to do the second time', async () => {
    const first = await ensure();
    expect(first.said).toMatch(/installing 3 packages by "npm ci"[\s\S]*installed in \d+ s/);
    expect(first.code).toBe(0);
    expect(installedTower()).toBe('1.0.0');
    expect(existsSync(join(root, 'node_modules', '.bin', 'node'))).toBe(true);
    expect(await ensure()).toEqual({ code: 0, said: '' });
  });

  it('installs again when the lock file says something else, not when it was only touched', async () => {
    await ensure();
    utimesSync(join(root, 'package-lock.json'), new Date(), new Date());
    expect((await ensure()).said).toBe('');
    lock({ node, tower: tower['1.1.0'] ?? '' });
    expect((await ensure()).said).toContain('installing');
    expect(installedTower()).toBe('1.1.0');
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
      expect(said).toContain('"npm ci --no-audit --no-fund --loglevel=error" failed');
      expect(code).not.toBe(0);
    }
  });

  it('lets one of two callers install, while the other waits', async () => {
    const both = await Promise.all([ensure(), ensure()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ said }) => said.includes('installing 3 packages'))).toHaveLength(1);
    expect(existsSync(join(root, '.data', 'installing'))).toBe(false);
  });

  it('does not wait for an installer that was killed', async () => {
    const dead = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    mkdirSync(join(root, '.data'));
    writeFileSync(join(root, '.data', 'installing'), dead);
    expect((await ensure()).code).toBe(0);
  });

  it('uses the npm that called it', async () => {
    const npm = join(made, 'npm-cli.js');
    const real = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
    writeFileSync(npm, `console.error('this npm'); require(${JSON.stringify(real)});`);
    expect(await ensure({ npm_execpath: npm })).toEqual({ code: 0, said: expect.stringContaining('this npm') });
    expect(installedTower()).toBe('1.0.0');
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
