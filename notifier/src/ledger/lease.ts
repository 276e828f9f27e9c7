/**
 * Promise: as long as `isValid()` answers true, no other process may take over what this one sends within one deadline.
 *
 * The lease lasts 60 s by the database's clock and is renewed every 10 s. `isValid()` goes by our own monotonic clock, from
 * the moment a renewal was begun: 20 s of sends that last 30 s at most end before 60 s have passed.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** How long things last, in milliseconds. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly renewMs: number;
  /** A send may begin as long as the last renewal is younger than this. */
  readonly sendWithinMs: number;
}

const CHECK_EVERY_MS = 200;

/** A process's lease, renewed until it is disposed. */
export interface Lease extends AsyncDisposable {
  isValid(): boolean;
  /** Resolves when it is valid. @throws the signal's reason when that aborts first */
  untilValid(signal: AbortSignal): Promise<void>;
}

/** Holds a lease by calling `renew` over and over; resolves when it is first valid. `renew` rejects if it could not. */
export async function holdLease(
  times: LeaseTimes,
  renew: () => Promise<void>,
  onProblem: (error: unknown) => void,
): Promise<Lease> {
  let renewedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;

  async function renewOnce(): Promise<void> {
    const begunAt = performance.now();
    await renew();
    renewedAt = begunAt;
  }

  await renewOnce();
  const timer = setInterval(() => {
    running ??= renewOnce()
      .catch(onProblem)
      .finally(() => {
        running = null;
      });
  }, times.renewMs);

  const isValid = () => performance.now() - renewedAt < times.sendWithinMs;
  return {
    isValid,
    async untilValid(signal) {
      while (!isValid()) await sleep(CHECK_EVERY_MS, undefined, { signal });
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      renewedAt = Number.NEGATIVE_INFINITY;
      await running;
    },
  };
}
