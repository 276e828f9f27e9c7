import type { LinkState, LiveClient } from '@belltower/sdk/resume';

/** How long to wait after so many loads that failed in a row, counted from 0. */
const againAfterMs = (failures: number) => 500 * 2 ** Math.min(failures, 6);

/** A hold from before the link is loaded: whether it waits, and what it became. */
interface EarlyHold {
  isWaiting: boolean;
  real?: ReturnType<LiveClient['hold']>;
}

/**
 * A live client whose code is loaded with the first subscription. Until then subscriptions wait, and its state is what it will be:
 * a load that fails is repeated, as a connection that is lost is made again.
 */
export function createLazyLive(load: () => Promise<LiveClient>): LiveClient {
  const listeners = new Set<() => void>();
  const holds = new Set<EarlyHold>();
  const disposed = new AbortController();
  let state: LinkState = 'idle';
  let real: LiveClient | undefined;
  let loading: Promise<LiveClient> | undefined;

  function start(): Promise<LiveClient> {
    loading ??= loadAtLast();
    return loading;
  }

  async function loadAtLast(): Promise<LiveClient> {
    for (let failures = 0; ; failures++) {
      try {
        const loaded = await load();
        take(loaded);
        return loaded;
      } catch (cause) {
        if (disposed.signal.aborted) throw cause;
        become('retrying');
        await onlineOrAfter(againAfterMs(failures), disposed.signal);
      }
    }
  }

  function take(loaded: LiveClient) {
    real = loaded;
    loaded.onState(notify);
    for (const early of holds) {
      early.real = loaded.hold();
      if (early.isWaiting) early.real.waiting(true);
    }
    notify();
  }

  function become(next: LinkState) {
    if (state === next) return;
    state = next;
    notify();
  }

  function notify() {
    for (const listener of listeners) listener();
  }

  return {
    subscribe(payload, sink) {
      if (real !== undefined) return real.subscribe(payload, sink);
      let isOver = false;
      let stop = () => {};
      void start().then(
        (loaded) => {
          if (!isOver) stop = loaded.subscribe(payload, sink);
        },
        () => {}, // it was disposed of before
      );
      return () => {
        isOver = true;
        stop();
      };
    },
    waitMs: (failures) => real?.waitMs(failures) ?? againAfterMs(failures),
    state: () => real?.state() ?? state,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold() {
      if (real !== undefined) return real.hold();
      const early: EarlyHold = { isWaiting: false };
      holds.add(early);
      if (state === 'idle') become('connecting');
      return {
        waiting(isWaiting) {
          early.isWaiting = isWaiting;
          early.real?.waiting(isWaiting);
        },
        release() {
          holds.delete(early);
          early.real?.release();
          if (holds.size === 0) become('idle');
        },
      };
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      await real?.[Symbol.asyncDispose]();
    },
  };
}

function onlineOrAfter(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
