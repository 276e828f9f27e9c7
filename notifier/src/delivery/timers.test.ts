import { expect, it } from 'vitest';
import { until } from '../../testing/until.ts';
import { createTimers } from './timers.ts';

it('timers call back when it is time, unless they were cancelled or everything has ended', async () => {
  const timers = createTimers();
  const called: string[] = [];
  const soon = new Date(Date.now() + 20);
  timers.set(soon, () => called.push('first'));
  timers.set(soon, () => called.push('cancelled'))();
  await until('the first', () => called.length === 1);
  timers.set(soon, () => called.push('ended'));
  timers[Symbol.dispose]();
  timers.set(soon, () => called.push('after the end'));
  expect(timers.size).toBe(0);
  const control = createTimers();
  await new Promise<void>((resolve) => control.set(new Date(Date.now() + 30), resolve));
  expect(called).toEqual(['first']);
});
