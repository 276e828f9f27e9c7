/**
 * Reads for many at once. When a server was restarted, all of its desks come back in the same moment, with equal questions.
 *
 * Promise: a read begins after it was asked for, by each of those who share it: what was committed before is in it.
 */
import { setImmediate as endOfTurn } from 'node:timers/promises';

/** Makes a read that is done once for all who ask for the same in one turn of the event loop. */
export function sharedInTurn<Asked extends readonly unknown[], Found>(
  read: (...asked: Asked) => Promise<Found>,
): (...asked: Asked) => Promise<Found> {
  const waiting = new Map<string, Promise<Found>>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const shared =
      waiting.get(key) ??
      endOfTurn().then(() => {
        waiting.delete(key);
        return read(...asked);
      });
    waiting.set(key, shared);
    return shared;
  };
}
