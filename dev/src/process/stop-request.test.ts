import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'belltower-stop-request-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Waits for a request to stop, takes its time to stop, and writes down what happened. */
const script = join(folder, 'waits.mjs');
const outputFile = join(folder, 'output');
writeFileSync(
  script,
  `import { appendFileSync } from 'node:fs';
   import { awaitStopRequest } from '${import.meta.dirname}/stop-request.ts';
   const write = (text) => appendFileSync(${JSON.stringify(outputFile)}, text.trim() + '\\n');
   const stop = awaitStopRequest(write);
   process.on('SIGUSR2', () => write('stopped: ' + stop.signal.aborted) || process.exit(0));
   setInterval(() => {}, 1000);
   console.log('waits');`,
);

async function waiting(environment: Record<string, string> = {}): Promise<ChildProcess> {
  rmSync(outputFile, { force: true });
  const env = { ...process.env, npm_lifecycle_event: undefined, ...environment };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

const outputLines = () => (existsSync(outputFile) ? readFileSync(outputFile, 'utf8').trim().split('\n') : []);
const until = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 20 });

describe('awaitStopRequest', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'takes %s as a request, and lets the stop take its time',
    async (signal) => {
      const child = await waiting();
      child.kill(signal);
      await until(() => expect(outputLines()).toEqual([`stopping (${signal}) ...`]));
      child.kill('SIGUSR2');
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(outputLines()[1]).toBe('stopped: true');
    },
  );

  it("takes a terminal's ^C that comes twice, once by npm, as one", async () => {
    const child = await waiting();
    child.kill('SIGINT');
    await until(() => expect(outputLines()).toHaveLength(1));
    child.kill('SIGINT');
    child.kill('SIGUSR2');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends at once at a signal that comes later', async () => {
    const child = await waiting();
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await until(() => {
      child.kill('SIGTERM'); // as an impatient user does
      expect(child.exitCode).toBe(1);
    });
    await exit;
  });

  it('takes the end of the npm that started us as a request', async () => {
    rmSync(outputFile, { force: true });
    const npm = `const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(script)}],
      { env: { ...process.env, npm_lifecycle_event: 'start' }, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
      child.stdout.once('data', () => console.log(child.pid));`;
    const parent = spawn(process.execPath, ['-e', npm], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    await until(() => expect(outputLines()).toEqual(['stopping (npm ended) ...']));
    process.kill(Number(pid), 'SIGUSR2');
    await until(() => expect(outputLines()).toHaveLength(2));
  });
});
