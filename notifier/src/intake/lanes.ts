import type { Pause } from '../delivery/timers.ts';

/** Runs items in parallel between keys, and one at a time, in order, within a key. */
export interface Lanes<Item> {
  push(key: string, item: Item): void;
  /** Whether an item of this key would be run at once. */
  isFree(key: string): boolean;
  /** How many items are queued, running or pausing. */
  readonly size: number;
}

/**
 * Creates lanes; a lane lasts as long as it has items. `run` must not reject. An item that answers with a pause keeps
 * its lane and is run again afterwards; meanwhile it costs no more than itself.
 */
export function createLanes<Item>(run: (item: Item) => Promise<'done' | Pause>): Lanes<Item> {
  const lanes = new Map<string, Item[]>();
  let size = 0;

  async function work(key: string, queue: Item[]): Promise<void> {
    for (let item = queue[0]; item !== undefined; item = queue[0]) {
      const outcome = await run(item);
      if (outcome !== 'done') {
        outcome(() => void work(key, queue));
        return;
      }
      queue.shift();
      size -= 1;
    }
    lanes.delete(key);
  }

  return {
    push(key, item) {
      size += 1;
      const queue = lanes.get(key);
      if (queue !== undefined) {
        queue.push(item);
        return;
      }
      const opened = [item];
      lanes.set(key, opened);
      void work(key, opened);
    },
    isFree: (key) => !lanes.has(key),
    get size() {
      return size;
    },
  };
}
