import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { nodePart } from './node-part.ts';
import { type NodeProcess, saysReady } from './node-process.ts';
import { openProcessLog } from './process-log.ts';
import { restartDelayMs, supervise } from './supervisor.ts';

const folder = mkdtempSync(join(tmpdir(), 'belltower-supervisor-'));
afterAll(() => rmSync(folder, { recursive: true }));

let scripts = 0;

/** A part that runs these lines; `pids` has the process ids of all its starts so far. */
function scriptPart(lines: string, options: { stopMs?: number; readyMs?: number } = {}) {
  const file = join(folder, `script-${++scripts}.mjs`);
  writeFileSync(file, `const ready = () => process.send('ready');\n${lines}`);
  const log = openProcessLog({ name: `script-${scripts}`, folder, show: () => {} });
  const pids: number[] = [];
  const ready = (child: NodeProcess, signal: AbortSignal) => {
    pids.push(child.pid);
    return saysReady(child, signal);
  };
  return { part: nodePart({ name: 'script', file, cwd: folder, env: process.env, log, ready, ...options }), pids };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('supervise', () => {
  it('starts a part again that ended by itself, and reports how it ended, with its last lines', async () => {
    const { part, pids } = scriptPart(`
      ready();
      console.log('the tower shakes');
      console.error('the roof fell');
      setTimeout(() => process.exit(7), 20);`);
    const reports: string[] = [];
    await using _kept = await supervise(part, { report: (text) => reports.push(text), delayMs: () => 5 });
    await until('pids.length >= 3 && reports.length >= 4', () => pids.length >= 3 && reports.length >= 4);
    expect(reports[0]).toMatch(/^script ended: exit code 7\n {4}the (tower shakes|roof fell)\n {4}the (roof|tower)/);
    expect(reports[0]).toContain('Restarting in 0.005 s');
    expect(reports[1]).toBe('script is running again');
  });

  it('counts the ends in a row, for the delay', async () => {
    const { part } = scriptPart('ready(); setTimeout(() => process.exit(1), 5);');
    const failures: number[] = [];
    const delayMs = (count: number) => {
      failures.push(count);
      return 1;
    };
    await using _kept = await supervise(part, { report: () => {}, delayMs });
    await until('failures.length >= 3', () => failures.length >= 3);
    expect(failures.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('goes on trying when a later start fails', async () => {
    const flag = join(folder, 'flag');
    const { part, pids } = scriptPart(`
      import { existsSync, writeFileSync, rmSync } from 'node:fs';
      if (existsSync(${JSON.stringify(flag)})) { rmSync(${JSON.stringify(flag)}); process.exit(3); }
      process.on('SIGUSR2', () => { writeFileSync(${JSON.stringify(flag)}, ''); process.exit(4); });
      ready();`);
    const reports: string[] = [];
    await using _kept = await supervise(part, { report: (text) => reports.push(text), delayMs: () => 5 });
    process.kill(pids[0] ?? 0, 'SIGUSR2');
    await until(`reports.includes('script is running again')`, () => reports.includes('script is running again'));
    expect(pids).toHaveLength(3);
    expect(reports[0]).toContain('exit code 4');
    expect(reports[1]).toContain('exit code 3');
  });

  it('rejects when the first start fails, with what the part wrote', async () => {
    const { part, pids } = scriptPart(`console.error('PORT: a port number is expected'); process.exit(1);`);
    await expect(supervise(part, { report: () => {} })).rejects.toThrow(
      /script did not start: ended with exit code 1\n {4}PORT: a port number is expected/,
    );
    expect(pids).toHaveLength(1);
  });

  it('ends a part that is not up within its limit', async () => {
    const { part, pids } = scriptPart('setInterval(() => {}, 1000);', { readyMs: 300 });
    await expect(supervise(part, { report: () => {} })).rejects.toThrow('script did not start within 0.3 s');
    expect(lives(pids[0] ?? 0)).toBe(false);
  });

  it('restarts when asked, also instead of a delay', async () => {
    const { part, pids } = scriptPart('ready(); setInterval(() => {}, 1000);');
    const reports: string[] = [];
    await using kept = await supervise(part, { report: (text) => reports.push(text), delayMs: () => 3_600_000 });
    kept.restart();
    await until('reports.length === 1', () => reports.length === 1);
    expect(reports).toEqual(['script is running again']);
    process.kill(pids[1] ?? 0, 'SIGKILL');
    await until('reports.length === 2', () => reports.length === 2);
    expect(reports[1]).toContain('signal SIGKILL');
    kept.restart();
    await until('reports.length === 3', () => reports.length === 3);
    expect(pids.map(lives)).toEqual([false, false, true]);
  });

  it('takes many requests to restart as one or two', async () => {
    const { part, pids } = scriptPart('ready(); setInterval(() => {}, 1000);');
    const reports: string[] = [];
    await using kept = await supervise(part, { report: (text) => reports.push(text), delayMs: () => 1 });
    for (let count = 0; count < 20; count += 1) kept.restart();
    await until('reports.length === 1', () => reports.length === 1);
    expect(pids).toHaveLength(2);
  });

  it('leaves a paused part down when it ends, and reports it running when it is resumed', async () => {
    const { part, pids } = scriptPart('ready(); setInterval(() => {}, 1000);');
    const reports: string[] = [];
    const ends: string[] = [];
    const supervision = { report: (text: string) => reports.push(text), onEnd: (what: string) => ends.push(what) };
    await using kept = await supervise(part, { ...supervision, delayMs: () => 1 });
    await kept.pause();
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await until('the process is gone', () => !lives(pids[0] ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 50)); // fifty times the delay before a restart
    expect(pids).toHaveLength(1);
    await kept.resume();
    expect(pids.map(lives)).toEqual([false, true]);
    expect([reports, ends]).toEqual([['script is running again'], []]);
    process.kill(pids[1] ?? 0, 'SIGKILL');
    await until('it is started again by itself', () => pids.length === 3);
    expect(ends).toEqual(['script ended: signal SIGKILL']);
  });

  it('stops the part for good when it is disposed, in whatever state it is', async () => {
    const running = scriptPart('ready(); setInterval(() => {}, 1000);');
    const kept = await supervise(running.part, { report: () => {} });
    await kept[Symbol.asyncDispose]();
    await kept[Symbol.asyncDispose]();
    expect(running.pids.map(lives)).toEqual([false]);

    const waiting = scriptPart('ready(); setTimeout(() => process.exit(1), 5);');
    const reports: string[] = [];
    const keptWaiting = await supervise(waiting.part, {
      report: (text) => reports.push(text),
      delayMs: () => 3_600_000,
    });
    await until('reports.length === 1', () => reports.length === 1);
    await keptWaiting[Symbol.asyncDispose]();
    expect(waiting.pids).toHaveLength(1);
  });

  it('lets a part finish its work after SIGTERM, and kills one that does not end', async () => {
    const file = join(folder, 'finished');
    const slow = scriptPart(`
      import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => setTimeout(() => { writeFileSync(${JSON.stringify(file)}, 'flushed'); process.exit(); }, 100));
      ready();`);
    await (await supervise(slow.part, { report: () => {} }))[Symbol.asyncDispose]();
    expect(readFileSync(file, 'utf8')).toBe('flushed');

    const deaf = scriptPart(`process.on('SIGTERM', () => {}); ready(); setInterval(() => {}, 1000);`, { stopMs: 200 });
    await (await supervise(deaf.part, { report: () => {} }))[Symbol.asyncDispose]();
    expect(deaf.pids.map(lives)).toEqual([false]);
    expect(deaf.part.lastLines()).toContain('did not stop within 0.2 s after SIGTERM: killed');
  });

  it('does not start when everything is to stop already, and gives up a start that is under way', async () => {
    const { part, pids } = scriptPart('setInterval(() => {}, 1000);');
    await expect(supervise(part, { report: () => {}, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(pids).toHaveLength(0);
    const stop = new AbortController();
    const starting = supervise(part, { report: () => {}, signal: stop.signal });
    await until('pids.length === 1', () => pids.length === 1);
    stop.abort();
    await expect(starting).rejects.toThrow('aborted');
    expect(pids.map(lives)).toEqual([false]);
  });

  it.each([
    ['that just waits', 'setInterval(() => {}, 1000);'],
    ['that finishes its work first', `process.on('SIGTERM', () => setTimeout(() => process.exit(), 100));`],
    ['that hangs when it should stop', `process.on('SIGTERM', () => { for (;;); });`],
  ])('leaves no process behind %s when the supervisor itself is killed', async (_what, lines) => {
    const script = join(folder, 'child.mjs');
    writeFileSync(script, `${lines}\nprocess.send('ready');`);
    const supervisor = join(folder, 'supervisor.mjs');
    const modules = import.meta.dirname;
    writeFileSync(
      supervisor,
      `import { nodePart } from '${modules}/node-part.ts';
       import { saysReady } from '${modules}/node-process.ts';
       import { openProcessLog } from '${modules}/process-log.ts';
       import { supervise } from '${modules}/supervisor.ts';
       const log = openProcessLog({ name: 'orphan', folder: ${JSON.stringify(folder)}, show: () => {} });
       const ready = (child, signal) => { console.log(child.pid); return saysReady(child, signal); };
       const options = { name: 'orphan', file: ${JSON.stringify(script)}, cwd: '/', env: process.env, log, ready, stopMs: 600 };
       await supervise(nodePart(options), { report: console.log });
       console.log('kept');`,
    );
    const killed = spawn(process.execPath, [supervisor], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    killed.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await until(`output.includes('kept')`, () => output.includes('kept'));
    const pid = Number(output.split('\n')[0]);
    expect(lives(pid)).toBe(true);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await until('!lives(pid)', () => !lives(pid));
  });
});

describe('restartDelayMs', () => {
  it('doubles from half a second to half a minute', () => {
    expect([1, 2, 3, 7, 8, 2_000].map(restartDelayMs)).toEqual([500, 1_000, 2_000, 30_000, 30_000, 30_000]);
  });
});
