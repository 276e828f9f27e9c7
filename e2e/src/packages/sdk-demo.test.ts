/** `npm run demo` against the real product. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type System, startSystem } from '../testbed/system.ts';
import { startProgram } from './program.ts';

const DEMO = fileURLToPath(new URL('../../../dev/src/commands/demo.ts', import.meta.url));

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

function demo(...args: readonly string[]) {
  return startProgram(process.execPath, dirname(DEMO), DEMO, {}, ['--url', system.server.url, ...args]);
}

it('the demo prints every booking and every change, and counts the last statuses at the end', async () => {
  await using program = demo('--rate', '20', '--count', '10');
  expect(await program.ended).toBe('exit code 0');
  const lines = program.lines();
  expect(lines.filter((line) => /^#\d+ booked /.test(line))).toHaveLength(9);
  expect(lines.filter((line) => /^#7 refused +input\.email: ./.test(line))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('#1 SMS')).map((line) => line.split(/ +/)[2])).toEqual([
    'QUEUED',
    'SENDING',
    'SENT',
    'DELIVERED',
  ]);
  expect(lines.filter((line) => /^#2 SMS +RETRYING.* RATE_LIMITED, again in [\d.]+ s$/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => /^#3 EMAIL RETRYING/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => /^#[56] moved {4}to \d{4}-/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => line === '#5 cancelled')).toHaveLength(1);
  expect(lines.filter((line) => /^#1 (reminder at \d|no reminder: )/.test(line))).toHaveLength(1);
  const [booked, ...counts] = lines.slice(-3);
  expect(booked).toBe('9 booked, 1 refused');
  // what was booked may be sent before it is moved, or skipped
  const total = (word: string) =>
    [...counts.join().matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].map(([, n]) => Number(n));
  const sum = (...words: string[]) => words.flatMap(total).reduce((one, other) => one + other, 0);
  expect(sum('DELIVERED', 'SENT', 'SKIPPED', 'FAILED')).toBe(18 + 6);
  expect(counts[0]).toContain('1 FAILED (INVALID_RECIPIENT 1)');
  expect(counts[1]).toMatch(/[34] FAILED \(INVALID_RECIPIENT 2, UNDELIVERED [12]\)/);
});

it('the demo ends cleanly on Ctrl-C, with its count', async () => {
  await using program = demo('--rate', '20', '--count', '10000');
  await program.printed(/^#3 EMAIL +SENT/);
  program.signal('SIGINT');
  expect(await program.ended).toBe('exit code 0');
  expect(program.lines().join('\n')).toMatch(/\n\d+ booked, \d+ refused, then stopped\nEMAIL: /);
});
