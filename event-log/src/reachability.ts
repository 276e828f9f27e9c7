import { pause } from './backoff.ts';
import { EventLogError } from './errors.ts';
import type { EventLog } from './event-log.ts';

/** Whether the log answers. */
export interface Reachability extends AsyncDisposable {
  /** False once a question was not answered in time, or was refused; true again with the next answer. */
  readonly up: boolean;
}

/** How often the log is asked, and how long an answer may take, in milliseconds. In sum, so late is `up`. */
export interface ReachabilityOptions {
  /** @default 2_000 */
  readonly everyMs?: number;
  /** @default 3_000 */
  readonly limitMs?: number;
}

/**
 * Asks the log now and then where a topic stands. A broker that takes connections and answers nothing is noticed by its
 * readers only after a minute: their time for an answer is long, and is given several times. One question is under way
 * at a time.
 */
export function watchReachability(
  log: Pick<EventLog, 'positions'>,
  topic: string,
  { everyMs = 2_000, limitMs = 3_000 }: ReachabilityOptions = {},
): Reachability {
  const stopping = new AbortController();
  const { signal } = stopping;
  let up = true;

  const watch = async () => {
    while (!signal.aborted) {
      const settled = new AbortController();
      const answer = log.positions(topic).then(() => true, isAnswer);
      void answer.then(() => settled.abort());
      const limit = pause(limitMs, AbortSignal.any([signal, settled.signal]));
      await Promise.race([answer, limit]);
      if (!settled.signal.aborted && !signal.aborted) up = false;
      const stopped = new Promise<boolean>((resolve) => {
        if (signal.aborted) resolve(up);
        else signal.addEventListener('abort', () => resolve(up), { signal: settled.signal });
      });
      up = await Promise.race([answer, stopped]);
      await pause(everyMs, signal);
    }
  };
  const watching = watch();

  return {
    get up() {
      return up;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
    },
  };
}

/** A topic that is not there is an answer as well: it may be made later. */
function isAnswer(error: unknown): boolean {
  return error instanceof EventLogError && error.code === 'UNKNOWN_TOPIC';
}
