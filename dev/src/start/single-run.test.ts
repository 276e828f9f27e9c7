import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimRun } from './single-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'belltower-single-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const facts = { root: folder, pid: process.pid, url: 'http://localhost:4000', since: '10:00' };

describe('claimRun', () => {
  it('is given to one at a time, and the other learns who has it', async () => {
    const path = join(folder, 'one.json');
    const first = await claimRun(path, facts);
    const second = await claimRun(path, { ...facts, pid: 1, url: 'http://localhost:5000' });
    expect(first).toMatchObject({ kind: 'ours', afterKill: false });
    expect(second).toEqual({ kind: 'taken', by: facts });
    if (first.kind === 'ours') await first[Symbol.asyncDispose]();
    expect(existsSync(path)).toBe(false);
    const third = await claimRun(path, facts);
    expect(third).toMatchObject({ kind: 'ours', afterKill: false });
    if (third.kind === 'ours') await third[Symbol.asyncDispose]();
  });

  it('is free again when its process was killed', async () => {
    const path = join(folder, 'killed.json');
    const holder = spawn(process.execPath, [
      '--input-type=module-typescript',
      '--eval',
      `import { claimRun } from '${import.meta.dirname}/single-run.ts';
       await claimRun(${JSON.stringify(path)}, ${JSON.stringify(facts)});
       console.log('claimed');
       setInterval(() => {}, 1000);`,
    ]);
    await once(holder.stdout, 'data');
    expect(await claimRun(path, facts)).toMatchObject({ kind: 'taken' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const claim = await claimRun(path, facts);
    expect(claim).toMatchObject({ kind: 'ours', afterKill: true });
    if (claim.kind === 'ours') await claim[Symbol.asyncDispose]();
  });

  it('does not mind a file that is empty, or names the port of another clone', async () => {
    const empty = join(folder, 'empty.json');
    writeFileSync(empty, '');
    const claim = await claimRun(empty, facts);
    expect(claim.kind).toBe('ours');
    const otherClone = await claimRun(empty, { ...facts, root: '/elsewhere' });
    expect(otherClone).toMatchObject({ kind: 'ours', afterKill: true });
    for (const made of [claim, otherClone]) if (made.kind === 'ours') await made[Symbol.asyncDispose]();
  });
});
