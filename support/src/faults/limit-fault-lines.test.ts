import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { limitFaultLines } from './limit-fault-lines.ts';

it('warnings about one fault are limited for each text and code, and other lines are not', async () => {
  const lines: string[] = [];
  const given = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  using limited = limitFaultLines(given, { everyMs: 60_000 });
  const { log } = limited;
  for (let i = 0; i < 100; i += 1) {
    log.warn({ err: Object.assign(new Error('x'), { code: '25006' }) }, 'cannot be read');
    log.warn({ err: Object.assign(new Error('x'), { code: '57P01' }) }, 'cannot be read');
    log.warn({ err: new Error('x') }, 'cannot be written');
  }
  for (let i = 0; i < 3; i += 1) log.warn('a slow reader is closed');
  for (let i = 0; i < 2; i += 1) log.error({ err: new Error('x') }, 'a request failed');
  log.info('listening');
  expect(lines).toEqual([
    'cannot be read',
    'cannot be read',
    'cannot be written',
    ...Array(3).fill('a slow reader is closed'),
    ...Array(2).fill('a request failed'),
    'listening',
  ]);
});

it('a fault that is not met any more is said to be over', async () => {
  const lines: string[] = [];
  const given = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  using limited = limitFaultLines(given, { everyMs: 20 });
  limited.log.warn({ err: new Error('x') }, 'cannot be read');
  for (let waited = 0; lines.length < 2 && waited < 10_000; waited += 10) await sleep(10);
  expect(lines).toEqual(['cannot be read', 'over: cannot be read']);
});
