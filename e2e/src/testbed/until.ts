import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `probe` answers something other than null, undefined or false, and answers that.
 *
 * @throws {Error} with `what` and the last answer or error, after `withinMs` (a hang limit, not a bar)
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms`, { cause: last });
    await wait(20);
  }
}
