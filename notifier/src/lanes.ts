/** Runs work in parallel between keys and one at a time, in order, within a key. `run` must not reject. */
export interface Lanes<Item> {
  push(key: string, item: Item): void;
  /** How many items are queued or running. */
  readonly size: number;
}

/** Makes lanes; a lane lasts as long as there is work in it. */
export function createLanes<Item>(run: (item: Item) => Promise<unknown>): Lanes<Item> {
  const lanes = new Map<string, Item[]>();
  let size = 0;

  async function work(key: string, queue: Item[]): Promise<void> {
    for (let item = queue[0]; item !== undefined; item = queue[0]) {
      await run(item);
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
    get size() {
      return size;
    },
  };
}
