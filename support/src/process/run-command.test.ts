import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const file = new URL('../../testing/a-command.ts', import.meta.url).pathname;

async function run(settings: Record<string, string>, ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', ...settings };
  const done = promisify(execFile)(process.execPath, [file, ...args], { env, timeout: 120_000 });
  const { stdout, stderr, code } = await done.then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { stdout, stderr, code };
}

describe('a command', () => {
  it('ends with 0, or with the exit code that it says', async () => {
    const ran = 'ran with x\n';
    expect(await run({ A_SETTING: 'x' }, 'nothing')).toEqual({ code: 0, stdout: ran, stderr: '' });
    expect(await run({ A_SETTING: 'x' }, 'exit-3')).toEqual({ code: 3, stdout: ran, stderr: '' });
  });

  it('prints how it is called before it reads its settings, and ends with 2', async () => {
    expect(await run({})).toEqual({ code: 2, stdout: '', stderr: 'a-command <what>\n' });
  });

  it('prints what its environment lacks, and ends with 1', async () => {
    const { code, stdout, stderr } = await run({}, 'nothing');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('A_SETTING: is needed');
  });

  it('prints one line for an error that is expected, and for a host that cannot be reached, and ends with 1', async () => {
    const expected = await run({ A_SETTING: 'x' }, 'expected');
    expect(expected).toMatchObject({ code: 1, stderr: 'what its user can fix\n' });
    const unreachable = await run({ A_SETTING: 'x' }, 'unreachable');
    expect(unreachable).toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*ECONNREFUSED[^\n]*\n$/) });
  });

  it('prints the stack of any other error, and ends with 1', async () => {
    const { code, stderr } = await run({ A_SETTING: 'x' }, 'unexpected');
    expect(code).toBe(1);
    expect(stderr).toMatch(/TypeError: a fault of ours\n\s+at /);
  });
});
