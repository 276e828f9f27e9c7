import type { Pause } from '../delivery/timers.ts';

/** Runs items in parallel between keys, and one at a time, in order, within a key. */
export interface Lanes<Item> {
  push(key: string, item: Item): void;
  /** Whether an item of this key would be run at once. */
  isFree(key: string): boolean;
  /**
   * Lets those items of a key go on that order does not concern any more: one that pauses is run again at once, one that runs is run
   * again where it would pause, and those that are queued are run beside it.
   */
  release(key: string, isConcerned: (item: Item) => boolean): void;
  /** How many items are queued, running or pausing. */
  readonly size: number;
  /** How many keys pause. */
  readonly pausing: number;
}

interface Lane<Item> {
  /** The first is the one that runs or pauses. */
  items: Item[];
  /** Ends its pause; null while it runs. */
  wake: (() => void) | null;
  /** It was released while it ran. */
  isReleased: boolean;
}

/**
 * Creates lanes; a lane lasts as long as it has items. `run` must not reject. An item that answers with a pause keeps
 * its lane and is run again afterwards; meanwhile it costs no more than itself.
 */
export function createLanes<Item>(run: (item: Item) => Promise<'done' | Pause>): Lanes<Item> {
  const lanes = new Map<string, Lane<Item>>();
  let size = 0;
  let pausing = 0;

  async function work(key: string, lane: Lane<Item>): Promise<void> {
    for (let item = lane.items[0]; item !== undefined; item = lane.items[0]) {
      lane.isReleased = false;
      const outcome = await run(item);
      if (outcome === 'done') {
        lane.items.shift();
        size -= 1;
      } else if (!lane.isReleased) {
        pause(key, lane, outcome);
        return;
      }
    }
    lanes.delete(key);
  }

  function pause(key: string, lane: Lane<Item>, begin: Pause): void {
    let isOver = false;
    pausing += 1;
    const resume = () => {
      isOver = true;
      pausing -= 1;
      lane.wake = null;
      void work(key, lane);
    };
    const cancel = begin(resume); // which may resume at once
    if (isOver) return;
    lane.wake = () => {
      cancel();
      resume();
    };
  }

  async function runBeside(item: Item): Promise<void> {
    const outcome = await run(item);
    if (outcome === 'done') size -= 1;
    else outcome(() => void runBeside(item));
  }

  return {
    push(key, item) {
      size += 1;
      const lane = lanes.get(key);
      if (lane !== undefined) {
        lane.items.push(item);
        return;
      }
      const opened = { items: [item], wake: null, isReleased: false };
      lanes.set(key, opened);
      void work(key, opened);
    },
    isFree: (key) => !lanes.has(key),
    release(key, isConcerned) {
      const lane = lanes.get(key);
      const first = lane?.items[0];
      if (lane === undefined || first === undefined) return;
      const released: Item[] = [];
      const kept = [first];
      for (const item of lane.items.slice(1)) (isConcerned(item) ? released : kept).push(item);
      lane.items = kept;
      for (const item of released) void runBeside(item);
      if (!isConcerned(first)) return;
      lane.isReleased = true;
      lane.wake?.();
    },
    get size() {
      return size;
    },
    get pausing() {
      return pausing;
    },
  };
}
