/**
 * Promise: however many requests come at once, reading and checking them does not stop the event loop for longer than one
 * turn's share and one request's check: `/healthz`, sockets and timers come in between.
 */

/** Shares out the event loop between those who have much to check. */
export interface Turns {
  /** Does the work in this turn of the event loop, or in a later one, in the order it came. Settles as the work does. */
  run<T>(work: () => T): Promise<T>;
}

/**
 * Makes it.
 *
 * @param shareMs how much of one turn of the event loop the works may take
 */
export function createTurns(shareMs = 10, now: () => number = () => performance.now()): Turns {
  const waiting: (() => void)[] = [];
  let leftMs = shareMs;
  let isScheduled = false;

  function runWaiting(): void {
    while (leftMs > 0) {
      const work = waiting.shift();
      if (work === undefined) break;
      const fromMs = now();
      work();
      leftMs -= now() - fromMs;
    }
    if (isScheduled || (waiting.length === 0 && leftMs === shareMs)) return;
    isScheduled = true;
    setImmediate(beginTurn);
  }

  function beginTurn(): void {
    isScheduled = false;
    leftMs = shareMs;
    runWaiting();
  }

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
        runWaiting();
      }),
  };
}
