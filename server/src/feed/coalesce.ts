/**
 * One read for many equal requests: after a restart of the server all desks reconnect at once and ask the same.
 *
 * Promise: a read begins after each of the requests that share it was made, so it sees what was committed before them.
 */
import { setImmediate as endOfTick } from 'node:timers/promises';

/** Makes a read that runs once for all equal requests of one tick of the event loop. */
export function coalescePerTick<Args extends readonly unknown[], Found>(
  read: (...args: Args) => Promise<Found>,
): (...args: Args) => Promise<Found> {
  const pending = new Map<string, Promise<Found>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const shared =
      pending.get(key) ??
      endOfTick().then(() => {
        pending.delete(key);
        return read(...args);
      });
    pending.set(key, shared);
    return shared;
  };
}
