import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const file = new URL('../../testing/a-service.ts', import.meta.url);

/** Starts it; `said` resolves when its output has a text. */
function start(behaves: string | null) {
  const env = { PATH: process.env.PATH ?? '', ...(behaves !== null && { BEHAVES: behaves }) };
  const child = fork(file, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (output += piece));
  const drained = Promise.all([child.stdout, child.stderr].map((stream) => stream && once(stream, 'close')));
  const ended = once(child, 'exit').then(async ([code]) => {
    await drained;
    return code as number | null;
  });
  const said = async (text: string) => {
    while (!output.includes(text)) {
      if (child.exitCode !== null || !child.stdout) throw new Error(`it ended before it said "${text}": ${output}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };
  return { child, said, output: () => output, ended };
}

describe('a service', () => {
  it('prints what its environment lacks, and ends with 1', async () => {
    const { output, ended } = start(null);
    expect(await ended).toBe(1);
    expect(output()).toContain('BEHAVES: is needed');
    expect(output()).not.toContain('    at ');
  });

  it.each(['SIGTERM', 'SIGINT', 'disconnect'] as const)(
    'stops cleanly on %s, once, and ends with 0',
    async (reason) => {
      const { child, said, output, ended } = start('well');
      await said('started');
      for (const _ of [1, 2]) {
        if (reason !== 'disconnect') child.kill(reason);
        else if (child.connected) child.disconnect();
      }
      expect(await ended).toBe(0);
      if (reason === 'disconnect') return; // then no parent is left to read its log
      expect(output().match(/"disposed"/g)).toHaveLength(1);
      expect(output()).toContain('the example has stopped');
    },
  );

  it('ends with 0 when it is stopped before it has started', async () => {
    const { child, said, output, ended } = start('starts slowly');
    await said('starting');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output()).not.toContain('cannot start');
  });

  it('ends with 1 when it cannot start, and says why', async () => {
    const { output, ended } = start('fails to start');
    expect(await ended).toBe(1);
    expect(output()).toContain('the example cannot start');
    expect(output()).toContain('the port is taken');
  });

  it('disposes of everything and ends with 1 when it asks to be started again', async () => {
    const { output, ended } = start('stalls');
    expect(await ended).toBe(1);
    expect(output()).toMatch(/"silentMs":7,"msg":"it reads no more"/);
    expect(output()).toContain('"disposed"');
  });

  it.each([
    ['fails to stop', 'could not be stopped cleanly'],
    ['never stops', 'could not be stopped in time'],
  ])('ends with 1 when it %s', async (behaves, line) => {
    const { child, said, output, ended } = start(behaves);
    await said('started');
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(output()).toContain(line);
  });
});
