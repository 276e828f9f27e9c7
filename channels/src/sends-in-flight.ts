/** The hand-overs in progress of one channel: each ends by its deadline, and disposing waits for all of them. */
export interface HandOvers {
  /**
   * Runs `act` with a signal that aborts when `signal` does, or when the deadline passes: its reason is then a
   * `TimeoutError`.
   */
  run<T>(signal: AbortSignal, act: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Resolves when none is in progress. */
  settled(): Promise<void>;
}

/** Creates the record of one channel's hand-overs, with `deadlineMs` for each. */
export function createHandOvers(deadlineMs: number): HandOvers {
  const inProgress = new Set<Promise<unknown>>();

  async function bounded<T>(signal: AbortSignal, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const abort = () => controller.abort(signal.reason);
    const timer = setTimeout(
      () => controller.abort(new DOMException(`not done within ${deadlineMs} ms`, 'TimeoutError')),
      deadlineMs,
    );
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      return await act(controller.signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    async run(signal, act) {
      const handOver = bounded(signal, act);
      inProgress.add(handOver);
      try {
        return await handOver;
      } finally {
        inProgress.delete(handOver);
      }
    },
    async settled() {
      await Promise.allSettled(inProgress);
    },
  };
}
