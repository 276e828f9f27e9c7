import { expect, it } from 'vitest';
import { createFaultLog } from './fault-log.ts';

function startLog(everyMs: number) {
  const lines: string[] = [];
  const line = (level: string) => (fields: object, text: string) => {
    lines.push(`${level} ${text} ${'left_out' in fields ? fields.left_out : 0}`);
  };
  let failures = 0;
  const fault = createFaultLog({
    log: { info: line('info'), warn: line('warn'), error: line('error') },
    text: 'retrying',
    overText: 'over',
    everyMs,
    onFailed() {
      failures += 1;
    },
  });
  return { fault, lines, failures: () => failures };
}

it('a fault that is met a thousand times is one line at once, and one when it is over', () => {
  const { fault, lines, failures } = startLog(60_000);
  fault.worked();
  for (let i = 0; i < 1_000; i += 1) fault.failed(new Error('no'));
  expect(fault.lastsMs).toBeGreaterThan(0);
  fault.worked();
  fault.worked();
  expect(lines).toEqual(['warn retrying 0', 'info over 999']);
  expect(failures()).toBe(1_000);
  expect(fault.lastsMs).toBe(0);
});

it('a fault that lasts is said again after a while, with the count of what was left out', () => {
  const { fault, lines } = startLog(20);
  const end = performance.now() + 100;
  let failures = 0;
  while (performance.now() < end) {
    fault.failed(new Error('no'));
    failures += 1;
  }
  const counted = lines.reduce((sum, text) => sum + 1 + Number(text.split(' ').at(-1)), 0);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.length).toBeLessThanOrEqual(6);
  expect(counted).toBeLessThanOrEqual(failures);
});

it('a fault that comes and goes is no louder than one that lasts', () => {
  const { fault, lines } = startLog(60_000);
  for (let i = 0; i < 1_000; i += 1) {
    fault.failed(new Error('no'));
    fault.worked();
  }
  expect(lines).toEqual(['warn retrying 0', 'info over 0']);
});
