/** How long `npm start` takes until everything is ready, and what the customer's page loads. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { freePorts } from '@belltower/dev/ports';
import type { Bench, How } from '../bench.ts';
import { atMost, type Line, line } from '../line.ts';

/** From a fresh clone, with npm's cache as it is; and again, once everything is installed and built. */
export const start: Bench = { name: 'start', run };

const ROOT = join(import.meta.dirname, '..', '..', '..');

async function run(how: How): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-clone-'));
  try {
    await promisify(execFile)('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, folder]);
    const [fresh = 0, playground = 0] = await secondsUntil(folder, 'ready http', 'built the playground');
    how.say(`fresh clone: ${fresh} s, with the playground ${playground} s`);
    const again: number[] = [];
    for (let round = 0; round < how.rounds; round++) again.push(...(await secondsUntil(folder, 'ready http')));
    const seconds = (what: string, took: readonly number[], most: number) =>
      line(`npm start: ${what}`, took, (one) => one, 's', atMost(most));
    const loaded = firstLoadBytes(join(folder, 'client', 'dist'));
    return [
      {
        ...seconds('fresh clone to ready', [fresh], 25),
        note: `what npm has in its cache is not fetched; the playground was built after ${playground.toFixed(1)} s`,
      },
      seconds('installed to ready', again, 3),
      line(
        "customer's page: JavaScript that it loads first, gzip",
        [loaded],
        (bytes) => bytes / 1e3,
        'KB',
        atMost(110),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How long until it has written each of these texts, in that order; then it is stopped. */
async function secondsUntil(folder: string, ...texts: readonly string[]): Promise<readonly number[]> {
  const [PORT, NOTIFIER_PORT, MAIL_PAGE_PORT, SMS_PAGE_PORT] = (await freePorts(4)).map(String);
  const { PATH, HOME } = process.env;
  const path = PATH?.split(':')
    .filter((part) => !part.includes('node_modules'))
    ?.join(':');
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { PATH: path, HOME, PORT, NOTIFIER_PORT, MAIL_PAGE_PORT, SMS_PAGE_PORT },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const written: string[] = [];
  const seconds: number[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      written.push(line);
      if (line.includes(texts[seconds.length] ?? '')) seconds.push((performance.now() - startedAt) / 1_000);
      if (seconds.length === texts.length) return seconds;
    }
    throw new Error(`npm start did not write "${texts[seconds.length]}":\n${written.join('\n')}`);
  } finally {
    if (child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
  }
}

/** The script of the page and what that imports at once. */
function firstLoadBytes(dist: string): number {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map(([, name]) => join(dist, name ?? ''));
  return scripts.filter(existsSync).reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
}
