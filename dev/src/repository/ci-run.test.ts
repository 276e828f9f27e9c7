/** `.ci/run` as it is, in a small project with the real npm and vitest. */
import { type ExecFileException, execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../project.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'belltower-ci-run-'));
  mkdirSync(join(root, '.ci'));
  copyFileSync(join(projectRoot, '.ci', 'run'), join(root, '.ci', 'run'));
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  testScript('exec vitest run');
  // what it finds need not be installed
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'promtool'), '#!/bin/sh\n');
  chmodSync(join(root, 'bin', 'promtool'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

function testScript(test: string): void {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'small', type: 'module', scripts: { test } }));
}

function testFile(name: string, body: string): void {
  writeFileSync(join(root, `${name}.test.ts`), `import { beforeAll, expect, it } from 'vitest';\n${body}`);
}

interface Run {
  readonly code: number;
  readonly output: string;
  readonly lastLine: string | undefined;
}

function run(): Promise<Run> {
  // KAFKA_BROKERS: nothing is to be installed here. What vitest sets for its workers is not for the vitest inside.
  const { VITEST: _, VITEST_POOL_ID: __, VITEST_WORKER_ID: ___, NODE_ENV: ____, ...outer } = process.env;
  const path = [join(root, 'bin'), outer.PATH].join(delimiter);
  const env = { ...outer, PATH: path, KAFKA_BROKERS: 'none', NO_COLOR: '1' };
  return new Promise((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr, lastLine: stdout.trim().split('\n').at(-1) });
    };
    execFile(join(root, '.ci', 'run'), { env }, done);
  });
}

describe('.ci/run', () => {
  it("ends with npm test's success and the counts, with vitest's own words above", async () => {
    testFile('good', `it('a', () => {}); it('b', () => {}); it.skip('c', () => {}); it.todo('d');`);
    const { code, lastLine, output } = await run();
    expect({ code, lastLine }).toEqual({ code: 0, lastLine: '2 passed, 0 failed, 2 skipped' });
    expect(output).toMatch(/Tests +2 passed/);
  });

  it('runs under CI, whatever the outer environment says', async () => {
    testFile('ci', `it('is CI', () => expect(process.env.CI).toBe('true'));`);
    expect(await run()).toMatchObject({ code: 0, lastLine: '1 passed, 0 failed' });
  });

  it('counts failed tests, and files that cannot be loaded or set up', async () => {
    testFile('good', `it('a', () => {});`);
    testFile('bad', `it('a', () => expect(1).toBe(2)); it('b', () => {});`);
    testFile('broken', `import './nowhere.ts'; it('never', () => {});`);
    testFile('unready', `beforeAll(() => { throw new Error('no'); }); it('never', () => {});`);
    const { code, lastLine } = await run();
    expect(code).toBe(1);
    expect(lastLine).toMatch(/^2 passed, 3 failed(, 1 skipped)?$/);
  });

  it('counts a failure outside of any test', async () => {
    testFile(
      'late',
      `it('a', async () => { Promise.reject(new Error('nobody waits')); await new Promise((r) => setTimeout(r, 50)); });`,
    );
    expect(await run()).toMatchObject({ code: 1, lastLine: '1 passed, 1 failed' });
  });

  it('counts a failure when npm test ends before its tests, and keeps its exit code', async () => {
    testScript('echo "types are wrong" && exit 7 && exec vitest run');
    const { code, lastLine, output } = await run();
    expect({ code, lastLine }).toEqual({ code: 7, lastLine: '0 passed, 1 failed' });
    expect(output).toContain('types are wrong');
  });

  it('leaves no process behind, and names those it had to end', async () => {
    const pidFile = join(root, 'pid');
    testFile(
      'leak',
      `import { spawn } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       it('leaks', () => {
         const child = spawn('sleep', ['1234'], { detached: true, stdio: 'ignore' });
         child.unref();
         writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
       });`,
    );
    const { code, output } = await run();
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(code).toBe(0);
    expect(output).toContain(`left behind by the tests, and ended now: ${pid} sleep 1234`);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 10_000);
  });
});
