import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds, and fails with what was seen when it does not in time. */
export async function until<T>(what: string, look: () => T | Promise<T>, limitMs = 45_000): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`${what}: it did not come to that in ${limitMs} ms`);
    await sleep(10);
  }
}
