/**
 * Promise: as long as `held()` answers true, nobody may take over what this process hands over within one deadline.
 *
 * The lease lasts 60 s by the database's clock and is renewed every 10 s. `held()` goes by our own monotonic clock, from
 * the moment a renewal was begun: 20 s of hand-overs that last 30 s at most end before 60 s have passed.
 */

/** How long things last, in milliseconds. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly renewMs: number;
  /** A hand-over may begin as long as the last renewal is younger than this. */
  readonly handOverWithinMs: number;
}

/** A process's lease, renewed until it is disposed. */
export interface Lease extends AsyncDisposable {
  held(): boolean;
}

/** Holds a lease by calling `renew` over and over; resolves when it is first held. `renew` rejects if it could not. */
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

  return {
    held: () => performance.now() - renewedAt < times.handOverWithinMs,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      renewedAt = Number.NEGATIVE_INFINITY;
      await running;
    },
  };
}
