import { admit, type HandOverOutcome, initialRate, type RatePolicy, type RateState, release } from './rate.ts';

/** Ends a hand-over and tells how it went. A second call does nothing. */
export type Release = (outcome: HandOverOutcome) => void;

/** Lets hand-overs to one provider start no faster than it can bear, in the order they asked. */
export interface RateControl {
  /**
   * Waits for a place and a token.
   *
   * @returns what must be called exactly once when the hand-over has ended, however it ended
   * @throws the signal's reason when it aborts first; nothing is then taken
   */
  acquire(signal: AbortSignal): Promise<Release>;
  /** Where the rate stands now, and how many wait: for metrics. */
  readonly standing: () => RateState & { readonly waiting: number };
}

/** A monotonic clock that can call back; tests bring their own. Times are in milliseconds. */
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
 * Creates the control of one provider's rate; it begins at the policy's full rate with a full bucket.
 *
 * @throws {RangeError} for a policy under which nothing could ever start
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
  /** In the order they came; a Set, so that one that gives up leaves at once. */
  const waiting = new Set<() => void>();

  function admitWaiting(): void {
    cancelTimer?.();
    cancelTimer = null;
    for (const start of waiting) {
      const admission = admit(state, policy, clock.now());
      if (admission.kind === 'wait-until') {
        cancelTimer = clock.after(Math.max(1, Math.ceil(admission.atMs - clock.now())), admitWaiting);
        return;
      }
      if (admission.kind === 'wait-for-release') return;
      state = admission.state;
      waiting.delete(start);
      start();
    }
  }

  function started(): Release {
    const { generation } = state;
    let ended = false;
    return (outcome) => {
      if (ended) return;
      ended = true;
      state = release(state, policy, { outcome, generation }, clock.now());
      admitWaiting();
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
          admitWaiting();
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(start);
        admitWaiting();
      });
    },
    standing: () => ({ ...state, waiting: waiting.size }),
  };
}
