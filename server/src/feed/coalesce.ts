/**
 * One read for many equal requests: after a restart of the server all desks reconnect at once and ask the same.
 *
 * Promise: a read begins after each of the requests that share it was made, so it sees what was committed before them. Of equal
 * reads one is under way at a time: those who ask meanwhile share the next one.
 */
import { setImmediate as endOfTick } from 'node:timers/promises';

/** Makes a read that runs once for all equal requests that come in one tick of the event loop, or while it is under way. */
export function coalesceReads<Args extends readonly unknown[], Found>(
  read: (...args: Args) => Promise<Found>,
): (...args: Args) => Promise<Found> {
  const waiting = new Map<string, Promise<Found>>();
  const underWay = new Map<string, Promise<Found>>();

  async function next(key: string, args: Args): Promise<Found> {
    await endOfTick();
    await underWay.get(key)?.catch(() => {}); // its own callers hear of it
    waiting.delete(key);
    const found = read(...args);
    underWay.set(key, found);
    try {
      return await found;
    } finally {
      if (underWay.get(key) === found) underWay.delete(key);
    }
  }

  return (...args) => {
    const key = JSON.stringify(args);
    const shared = waiting.get(key) ?? next(key, args);
    waiting.set(key, shared);
    return shared;
  };
}
