/**
 * Collects the items that arrive while flushes are in flight into the next batch, so that a thousand concurrent callers
 * cost a few statements or appends.
 *
 * Promise: every item that was added is passed to `flush` exactly once, those of one key in the order they came and never two
 * flushes of a key at a time; `add` settles as the flush settled its entry.
 */

/** An item that waits, and the two ways to settle the promise that its caller has. */
export interface BatchEntry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How a batcher forms its batches. */
export interface BatcherOptions<Item, Result> {
  /** Settles every entry of a batch; where it rejects, those still open are rejected alike. `signal`: the batcher is being disposed. */
  flush(entries: readonly BatchEntry<Item, Result>[], signal: AbortSignal): Promise<void>;
  /** At most one flush at a time has items of a key. @default items have no key, and may overtake each other */
  keyOf?(item: Item): string;
  /** How many flushes may be in flight. @default 1 */
  readonly flushes?: number;
  /** The most that a batch may measure; one that holds a single item may be larger. */
  readonly maxSize: number;
  /** What an item adds to the size of a batch. @default 1 */
  sizeOf?(item: Item): number;
  /** The error of items that are added after the batcher was disposed. @default one that says so */
  disposedError?(): Error;
}

/** Takes items one by one and flushes them together. Disposing it waits for everything that was added before. */
export interface Batcher<Item, Result> extends AsyncDisposable {
  /** Settles when the item has been flushed. */
  add(item: Item): Promise<Result>;
  /** How many items wait or are being flushed. */
  readonly size: number;
  /** Resolves when nothing waits and nothing is being flushed. */
  idle(): Promise<void>;
}

/** Makes a batcher. What is added in one turn of the event loop comes into one batch. */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { keyOf = () => undefined, sizeOf = () => 1, flushes = 1, maxSize, disposedError = alreadyDisposed } = options;
  let waiting: BatchEntry<Item, Result>[] = [];
  let workers = 0;
  let inFlight = 0;
  const working = new Set<Promise<void>>();
  const keysInFlight = new Set<string>();
  const disposed = new AbortController();

  function startWorker(): void {
    workers += 1;
    const running = flushAll().finally(() => working.delete(running));
    working.add(running);
  }

  async function flushAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    // items whose key is in flight elsewhere are taken by the worker that has it, when it is done
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      inFlight += batch.length;
      try {
        await options.flush(batch, disposed.signal);
      } catch (error) {
        for (const { reject } of batch) reject(error); // without effect on those that are settled
      }
      inFlight -= batch.length;
      for (const { item } of batch) keysInFlight.delete(keyOf(item) ?? '');
    }
    workers -= 1; // in the same turn in which nothing was left: what comes next starts another
  }

  function takeBatch(): BatchEntry<Item, Result>[] {
    const batch: BatchEntry<Item, Result>[] = [];
    const left: BatchEntry<Item, Result>[] = [];
    let size = 0;
    for (const [index, entry] of waiting.entries()) {
      const key = keyOf(entry.item);
      if (key !== undefined && keysInFlight.has(key)) {
        left.push(entry);
        continue;
      }
      size += sizeOf(entry.item);
      if (batch.length > 0 && size > maxSize) {
        for (const later of waiting.slice(index)) left.push(later);
        break;
      }
      if (key !== undefined) keysInFlight.add(key);
      batch.push(entry);
    }
    waiting = left;
    return batch;
  }

  return {
    get size() {
      return waiting.length + inFlight;
    },
    async idle() {
      while (working.size > 0) await Promise.race(working);
    },
    add(item) {
      if (disposed.signal.aborted) return Promise.reject(disposedError());
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (workers < flushes) startWorker();
      });
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      await Promise.all(working);
    },
  };
}

const alreadyDisposed = () => new Error('the batcher was disposed');
