/** Repeats a query as often as it is needed, and no more often than it may be. */
export interface Refresher {
  /** Something has changed: `work` runs soon, and after what runs now. */
  readonly request: () => void;
  /** Runs at once, for the first time. */
  readonly start: () => void;
  /** Ends it: nothing runs any more. */
  readonly dispose: () => void;
}

/**
 * Runs `work` `afterMs` after a request, so that a burst is one; never twice at a time, and at most once in `everyMs`.
 * `work` does not throw.
 */
export function createRefresher(
  work: () => Promise<void>,
  { afterMs, everyMs }: { readonly afterMs: number; readonly everyMs: number },
): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isWanted = false;
  let isDisposed = false;
  let lastStart = Number.NEGATIVE_INFINITY;

  function schedule() {
    const wait = Math.max(afterMs, lastStart + everyMs - performance.now());
    timer ??= setTimeout(run, wait);
  }

  async function run() {
    timer = undefined;
    isRunning = true;
    isWanted = false;
    lastStart = performance.now();
    await work();
    isRunning = false;
    if (isWanted && !isDisposed) schedule();
  }

  return {
    request() {
      isWanted = true;
      if (!isRunning && !isDisposed) schedule();
    },
    start: () => void run(),
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
