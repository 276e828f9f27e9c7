import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const check = fileURLToPath(new URL('main.ts', import.meta.url));
const example = fileURLToPath(new URL('../../testing/a-service-that-hangs.ts', import.meta.url));

/** A service below a parent that ends with it, as a container's init does. */
async function startBelowInit(behaves = '') {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-health-'));
  const errors = join(folder, 'errors');
  const stdio = ['ignore', 'pipe', openSync(errors, 'a')] as const;
  const args = ['-c', '"$0" "$1" $2 & wait $!', process.execPath, example, behaves];
  const init = spawn('sh', args, { detached: true, stdio: [...stdio] });
  if (init.stdout === null) throw new Error('its output is expected');
  const ended = once(init, 'exit').then(([code]) => code as number);
  const [pid, port] = String((await once(init.stdout, 'data'))[0])
    .split(' ')
    .map(Number);
  if (init.pid === undefined || pid === undefined || port === undefined) throw new Error('it did not start');
  return {
    origin: `http://127.0.0.1:${port}`,
    pid,
    initPid: init.pid,
    output: init.stdout,
    ended,
    said: () => readFileSync(errors, 'utf8'),
    async [Symbol.asyncDispose]() {
      if (init.pid !== undefined && init.exitCode === null) process.kill(-init.pid, 'SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** The exit code of the check, and what it prints. */
async function run(origin: string, init: number, silentMs = '30000'): Promise<{ code: number; output: string }> {
  const args = [check, origin, '--silent-ms', silentMs, '--init', String(init)];
  const child = execFile(process.execPath, args);
  let output = '';
  child.stdout?.on('data', (piece) => (output += piece));
  const [code] = await once(child, 'close');
  return { code, output: output.trim() };
}

describe.skipIf(process.platform !== 'linux')('the health check of a container', () => {
  it('distinguishes one that is ready, one that is not, and one that does not listen', async () => {
    await using ready = await startBelowInit();
    expect(await run(ready.origin, ready.initPid)).toEqual({ code: 0, output: 'ready' });
    await using unready = await startBelowInit('unready');
    expect(await run(unready.origin, unready.initPid)).toEqual({ code: 1, output: 'unready' });
    const away = createServer().listen(0, '127.0.0.1');
    await once(away, 'listening');
    const address = away.address();
    if (address === null || typeof address === 'string') throw new Error('a port is expected');
    away.close();
    expect(await run(`http://127.0.0.1:${address.port}`, unready.initPid)).toEqual({ code: 1, output: 'away' });
    for (const { pid } of [ready, unready]) expect(process.kill(pid, 0)).toBe(true);
  });

  it.each(['SIGSTOP', 'SIGUSR2'] as const)(
    'ends one that hangs (%s), so that its init ends too, and says so',
    async (signal) => {
      await using service = await startBelowInit();
      const blocked = signal === 'SIGUSR2' ? once(service.output, 'data') : null;
      process.kill(service.pid, signal);
      await blocked;
      expect(await run(service.origin, service.initPid, '1000')).toEqual({ code: 1, output: 'hung' });
      expect(await service.ended).toBe(128 + 9);
      expect(service.said()).toContain(`"killed":[${service.pid}]`);
    },
  );

  it('takes connections, and answers nothing, while it is stopped: one that is away does not', async () => {
    await using service = await startBelowInit();
    process.kill(service.pid, 'SIGSTOP');
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
});
