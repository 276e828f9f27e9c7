import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `probe` answers something truthy, and answers that. A probe that throws is asked again.
 *
 * @throws {Error} with `what` and the last answer or error, after `withinMs` (a hang limit, not a bar)
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T> | T,
  withinMs = 60_000,
): Promise<Exclude<NonNullable<T>, false>> {
  const end = Date.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await probe();
      if (answer) return answer as Exclude<NonNullable<T>, false>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms`, { cause: last });
    await wait(20);
  }
}
