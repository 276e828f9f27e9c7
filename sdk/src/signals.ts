/** A signal that aborts with the first of several. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Stops watching the others. Without it their listeners stay. */
  release(): void;
}

/** What a promise resolves with; null where the signal aborts first: what becomes of the promise then makes no difference. */
export function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(null);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Links signals, and a time limit where one is given: the result aborts with the reason of the first, or with a `TimeoutError`.
 * It has its own listeners and timer: on Node 20 what `AbortSignal.any` and `AbortSignal.timeout` make is garbage-collected
 * while a fetch waits for it, and never aborts (github.com/nodejs/node/issues/57736).
 */
export function linkSignals(signals: readonly (AbortSignal | undefined)[], timeoutMs?: number): LinkedSignal {
  const linked = new AbortController();
  const sources = signals.filter((signal) => signal !== undefined);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => abort(new DOMException(`No answer within ${timeoutMs} ms`, 'TimeoutError')), timeoutMs);

  function release() {
    clearTimeout(timer);
    for (const source of sources) source.removeEventListener('abort', onAbort);
  }
  function abort(reason: unknown) {
    release();
    linked.abort(reason);
  }
  function onAbort() {
    abort(sources.find(({ aborted }) => aborted)?.reason);
  }

  for (const source of sources) source.addEventListener('abort', onAbort);
  if (sources.some(({ aborted }) => aborted)) onAbort();
  return { signal: linked.signal, release };
}
