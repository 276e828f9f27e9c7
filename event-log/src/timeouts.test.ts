import { expect, it } from 'vitest';
import { waitAtMost, withTimeout } from './timeouts.ts';

const never = new Promise<never>(() => {});

it('a timeout changes nothing about work that settles in time', async () => {
  expect(await withTimeout('it', 10_000, Promise.resolve(5))).toBe(5);
  await expect(withTimeout('it', 10_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

it('a timeout ends the wait for work that never settles', async () => {
  await expect(withTimeout('a request', 10, never)).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true });
  await waitAtMost(10, never);
});
