/** The sends in flight of one channel: each ends by its deadline, and disposing the channel waits for all of them. */
export interface SendsInFlight {
  /**
   * Runs `send` with a signal that aborts when `signal` does, or when the deadline passes: its reason is then a
   * `TimeoutError`.
   */
  run<T>(signal: AbortSignal, send: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Resolves when none is in flight. */
  settled(): Promise<void>;
}

/** Creates the set of one channel's sends, each with a deadline of `deadlineMs` milliseconds. */
export function createSendsInFlight(deadlineMs: number): SendsInFlight {
  const inFlight = new Set<Promise<unknown>>();

  async function bounded<T>(signal: AbortSignal, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const abort = () => controller.abort(signal.reason);
    const timer = setTimeout(
      () => controller.abort(new DOMException(`not done within ${deadlineMs} ms`, 'TimeoutError')),
      deadlineMs,
    );
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      return await send(controller.signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    async run(signal, send) {
      const sending = bounded(signal, send);
      inFlight.add(sending);
      try {
        return await sending;
      } finally {
        inFlight.delete(sending);
      }
    },
    async settled() {
      await Promise.allSettled(inFlight);
    },
  };
}
