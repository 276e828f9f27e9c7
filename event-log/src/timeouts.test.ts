import { expect, it } from 'vitest';
import { limited, within } from './timeouts.ts';

const never = new Promise<never>(() => {});

it('answers what the work does, while there is time', async () => {
  expect(await limited('it', 10_000, Promise.resolve(5))).toBe(5);
  await expect(limited('it', 10_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

it('gives up waiting for what nobody will do any more', async () => {
  await expect(limited('a question', 10, never)).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true });
  await within(10, never);
});
