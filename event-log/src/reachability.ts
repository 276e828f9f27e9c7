import { pause, untilAborted } from './backoff.ts';
import { EventLogError } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { waitAtMost } from './timeouts.ts';

/** Whether the log answers. */
export interface Reachability extends AsyncDisposable {
  /** False once a request was not answered in time, or failed; true again with the next answer. */
  readonly up: boolean;
}

/** How often the log is requested to answer, and how long an answer may take, in milliseconds. `up` lags by their sum. */
export interface ReachabilityOptions {
  /** @default 5_000 */
  readonly everyMs?: number;
  /** @default 3_000 */
  readonly limitMs?: number;
}

/**
 * Requests a topic's positions now and then. A broker that accepts connections and answers nothing is noticed by the
 * readers only after a minute, because their timeouts are long and several are tried. One request is in flight at a
 * time.
 */
export function watchReachability(
  log: Pick<EventLog, 'positions'>,
  topic: string,
  { everyMs = 5_000, limitMs = 3_000 }: ReachabilityOptions = {},
): Reachability {
  const stopping = new AbortController();
  const { signal } = stopping;
  let up = true;

  const watch = async () => {
    while (!signal.aborted) {
      let isAnswered = false;
      const answer = log.positions(topic).then(() => true, isAnswer);
      const settled = answer.then((answered) => {
        isAnswered = true;
        if (!signal.aborted) up = answered;
      });
      await untilAborted(waitAtMost(limitMs, settled), signal);
      if (!isAnswered && !signal.aborted) up = false;
      await untilAborted(settled, signal);
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

/** That a topic does not exist is an answer as well: it may be created later. */
function isAnswer(error: unknown): boolean {
  return error instanceof EventLogError && error.code === 'UNKNOWN_TOPIC';
}
