import { initialRate, type RatePolicy, type RateState, release, type SendOutcome, tryAcquire } from './rate.ts';

/** Ends a send and reports its outcome. A second call does nothing. */
export type Release = (outcome: SendOutcome) => void;

/** Lets sends to one provider start no faster than it accepts them, in the order of the calls. */
export interface RateControl {
  /**
   * Waits for a token and for fewer than the most sends in flight.
   *
   * @returns what must be called exactly once when the send has ended, whatever its outcome
   * @throws the signal's reason when it aborts first; no token is taken then
   */
  acquire(signal: AbortSignal): Promise<Release>;
  /** The same where nothing has to be waited for; null where it has. */
  tryAcquire(): Release | null;
  /** Lets no send start until `resume`. */
  pause(): void;
  resume(): void;
  /** Resolves when the next call starts or is aborted, or the next send ends. */
  changed(): Promise<void>;
  /** The current rate, and how many calls wait: for metrics. */
  readonly standing: () => RateState & { readonly waiting: number };
}

/** A monotonic clock with timers; tests have their own. Times are in milliseconds. */
export interface Clock {
  now(): number;
  /** Calls `callback` after `ms`; the result cancels that. */
  after(ms: number, callback: () => void): () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Creates the rate control of one provider; it starts at the policy's full rate with a full bucket.
 *
 * @throws {RangeError} for a policy under which no send could ever start
 */
export function createRateControl(policy: RatePolicy, clock: Clock = systemClock): RateControl {
  const { ratePerSecond, burst, maxConcurrent } = policy;
  if (!(ratePerSecond > 0 && burst >= 1 && maxConcurrent >= 1)) {
    throw new RangeError(
      `expected a rate above 0, a burst and a concurrency of at least 1, got ${JSON.stringify(policy)}`,
    );
  }
  let state = initialRate(policy, clock.now());
  let cancelTimer: (() => void) | null = null;
  /** In the order of the calls; a Set, so that an aborted call leaves at once. */
  const waiting = new Set<() => void>();
  let paused = false;
  let change = nextChange();

  function signalChange(): void {
    change.resolve();
    change = nextChange();
  }

  function startWaiting(): void {
    cancelTimer?.();
    cancelTimer = null;
    if (paused) return;
    for (const start of waiting) {
      const acquisition = tryAcquire(state, policy, clock.now());
      if (acquisition.kind === 'wait-until') {
        cancelTimer = clock.after(Math.max(1, Math.ceil(acquisition.atMs - clock.now())), startWaiting);
        return;
      }
      if (acquisition.kind === 'wait-for-release') return;
      state = acquisition.state;
      waiting.delete(start);
      start();
      signalChange();
    }
  }

  function started(): Release {
    const { generation } = state;
    let ended = false;
    return (outcome) => {
      if (ended) return;
      ended = true;
      state = release(state, policy, { outcome, generation }, clock.now());
      signalChange();
      startWaiting();
    };
  }

  return {
    acquire(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const start = () => {
          signal.removeEventListener('abort', giveUp);
          resolve(started());
        };
        const giveUp = () => {
          waiting.delete(start);
          reject(signal.reason);
          signalChange();
          startWaiting();
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(start);
        startWaiting();
      });
    },
    tryAcquire() {
      if (paused || waiting.size > 0) return null;
      const acquisition = tryAcquire(state, policy, clock.now());
      if (acquisition.kind !== 'acquired') return null;
      state = acquisition.state;
      return started();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      startWaiting();
    },
    changed: () => change.promise,
    standing: () => ({ ...state, waiting: waiting.size }),
  };
}

/** A promise, and what resolves it. Node 20, which this package runs on, lacks `Promise.withResolvers`. */
function nextChange(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
