/**
 * Gathers what arrives while flushes are in flight into the next one, so that a thousand writers cost a few statements.
 *
 * Promise: items of one key are flushed in the order they came, one after the other; a flush that fails for good is
 * bisected until the guilty item alone is rejected; any other failure is tried again until it succeeds or we are disposed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bisect } from '@belltower/support/process';

/** How a batcher works. */
export interface BatcherOptions<Item, Result> {
  /** Flushes items; answers one result for each, in their order. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  /** At most one item of a key is being flushed; without it every item may be. */
  keyOf?(item: Item): string;
  /** How many flushes may be in flight; beyond one, items without keys may overtake each other. @default 1 */
  readonly flushes?: number;
  /** How much of `maxSize` an item takes. @default 1 */
  sizeOf?(item: Item): number;
  readonly maxSize: number;
  /** Whether a failure is the fault of what was flushed, and would come again. */
  isFatal(error: unknown): boolean;
  /** Told of every failure that will be tried again. */
  onRetry?(error: unknown): void;
  /** Made when an item is rejected because the batcher was disposed. */
  disposedError(): Error;
}

/** Something that takes items one by one and flushes them together. */
export interface Batcher<Item, Result> extends AsyncDisposable {
  add(item: Item): Promise<Result>;
  /** How many items wait or are being flushed. */
  readonly size: number;
  /** Resolves when nothing waits and nothing is being flushed. */
  idle(): Promise<void>;
}

interface Entry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/** Makes a batcher. Disposing it waits for the flush in flight and rejects the rest. */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { flushes = 1 } = options;
  let waiting: Entry<Item, Result>[] = [];
  let flushers = 0;
  const flushing = new Set<Promise<void>>();
  const keysInFlight = new Set<string>();
  let inFlight = 0;
  const disposed = new AbortController();

  function start(): void {
    flushers++;
    const running = flushAll().finally(() => flushing.delete(running));
    flushing.add(running);
  }

  async function flushAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    // what waits for a key in flight is taken by the flush that has it, when it is done
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      inFlight += batch.length;
      await flush(batch);
      inFlight -= batch.length;
      for (const { item } of batch) keysInFlight.delete(options.keyOf?.(item) ?? '');
    }
    flushers--; // in the same turn in which nothing was left: what comes next starts another
  }

  function takeBatch(): Entry<Item, Result>[] {
    const batch: Entry<Item, Result>[] = [];
    const left: Entry<Item, Result>[] = [];
    let size = 0;
    for (const [index, entry] of waiting.entries()) {
      const key = options.keyOf?.(entry.item);
      if (key !== undefined && keysInFlight.has(key)) {
        left.push(entry);
        continue;
      }
      size += options.sizeOf?.(entry.item) ?? 1;
      if (batch.length > 0 && size > options.maxSize) {
        for (const later of waiting.slice(index)) left.push(later);
        break;
      }
      if (key !== undefined) keysInFlight.add(key);
      batch.push(entry);
    }
    waiting = left;
    return batch;
  }

  async function flush(batch: readonly Entry<Item, Result>[]): Promise<void> {
    const refuse = (entry: Entry<Item, Result>, error: unknown) => entry.reject(error);
    await bisect(batch, { run: flushOrRetry, isAtFault: options.isFatal, refuse });
  }

  /** Rejects only with what is fatal. */
  async function flushOrRetry(batch: readonly Entry<Item, Result>[]): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      if (disposed.signal.aborted) return rejectAll(batch, options.disposedError());
      try {
        const results = await options.run(batch.map(({ item }) => item));
        for (const [index, entry] of batch.entries()) entry.resolve(results[index] as Result); // run answers one for each
        return;
      } catch (error) {
        if (options.isFatal(error)) throw error;
        options.onRetry?.(error);
        await sleep(waitMs, undefined, { signal: disposed.signal }).catch(() => {});
      }
    }
  }

  function rejectAll(batch: readonly Entry<Item, Result>[], error: unknown): void {
    for (const entry of batch) entry.reject(error);
  }

  return {
    get size() {
      return waiting.length + inFlight;
    },
    async idle() {
      while (flushing.size > 0) await Promise.race(flushing);
    },
    add(item) {
      if (disposed.signal.aborted) return Promise.reject(options.disposedError());
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (flushers < flushes) start();
      });
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      await Promise.all(flushing);
    },
  };
}
