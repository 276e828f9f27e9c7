import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { openProcessLog } from './process-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'belltower-part-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('openProcessLog', () => {
  it('has every line in its file, and on the console those that matter', async () => {
    const shown: string[] = [];
    const log = openProcessLog({ name: 'server', folder, show: (line) => shown.push(line) });
    const lines = [
      '{"level":30,"msg":"listening"}',
      '{"level":50,"time":1,"msg":"no","err":{"message":"gone"}}',
      'plain',
    ];
    await log.take(Readable.from([`${lines.join('\n')}\n`]));
    await log[Symbol.asyncDispose]();
    expect(readFileSync(log.path, 'utf8')).toBe(`${lines.join('\n')}\n`);
    expect(shown).toEqual(['server    | ERROR no err=gone']);
    expect(log.lastLines()).toEqual(['INFO listening', 'ERROR no err=gone', 'plain']);
  });

  it('keeps the file of the run before, and begins a new one when it grows too large', async () => {
    const previous = join(folder, 'grown.previous.log');
    const open = () => openProcessLog({ name: 'grown', folder, show: () => {}, maxBytes: 20 });
    const first = open();
    first.line('the first run');
    await first[Symbol.asyncDispose]();
    const second = open();
    second.line('0123456789');
    expect(readFileSync(previous, 'utf8')).toBe('the first run\n');
    second.line('abcdefghij');
    await second[Symbol.asyncDispose]();
    expect(readFileSync(second.path, 'utf8')).toBe('abcdefghij\n');
  });

  it('loses and mixes no line of its newest two files, however often it begins a new one', async () => {
    const log = openProcessLog({ name: 'often', folder, show: () => {}, maxBytes: 30 });
    for (let count = 100; count < 200; count += 1) log.line(`line ${count}`);
    await log[Symbol.asyncDispose]();
    expect(readFileSync(join(folder, 'often.previous.log'), 'utf8')).toBe('line 196\nline 197\nline 198\n');
    expect(readFileSync(log.path, 'utf8')).toBe('line 199\n');
  });

  it('keeps the newest lines at hand where no file can be written', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const shown: string[] = [];
    const log = openProcessLog({
      name: 'homeless',
      folder: join(folder, 'no-folder'),
      show: (line) => shown.push(line),
    });
    log.line('{"level":50,"msg":"no"}');
    await log[Symbol.asyncDispose]();
    expect(log.lastLines()).toEqual(['ERROR no']);
    expect(shown).toEqual(['homeless  | ERROR no']);
  });

  it('shows plain lines where they are wanted, of standard error only', async () => {
    const shown: string[] = [];
    const log = openProcessLog({ name: 'vite', folder, show: (line) => shown.push(line), showsErrors: true });
    await log.take(Readable.from(['building\n']), 'stdout');
    await log.take(Readable.from(['src/page.tsx: bad\n\n']), 'stderr');
    expect(shown).toEqual(['vite      | src/page.tsx: bad']);
  });

  it('keeps only the newest lines at hand, and none that are to be forgotten', () => {
    const log = openProcessLog({ name: 'many', folder, show: () => {} });
    for (let count = 1; count <= 100; count += 1) log.line(`line ${count}`);
    expect(log.lastLines()).toHaveLength(20);
    expect(log.lastLines().at(-1)).toBe('line 100');
    log.forget();
    expect(log.lastLines()).toEqual([]);
  });
});
