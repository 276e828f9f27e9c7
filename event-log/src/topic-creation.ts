import { createBackoff, untilAborted } from './backoff.ts';
import type { EventLog, TopicSpec } from './event-log.ts';

/** Takes warnings; pino's loggers fit. */
export interface WarningLogger {
  warn(fields: object, text: string): void;
}

/**
 * Creates the topics that are missing, in the background, retrying until the log answers: a log that is down stops no
 * service from starting. Existing topics are never altered; each difference from `topics` is logged as a warning. While
 * the log does not answer, each reason is logged once. Disposing it ends the retries.
 */
export function startTopicCreation(
  log: Pick<EventLog, 'createTopics'>,
  topics: readonly TopicSpec[],
  logger: WarningLogger,
): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;

  const create = async () => {
    const backoff = createBackoff(signal, { firstMs: 500, longestMs: 30_000 });
    let lastReason: string | null = null;
    while (!signal.aborted) {
      try {
        const mismatches = await log.createTopics(topics);
        for (const mismatch of mismatches)
          logger.warn(mismatch, 'topic differs from its settings and is left as it is');
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== lastReason && !signal.aborted)
          logger.warn({ err: error }, 'topics cannot be created yet: retrying');
        lastReason = reason;
        await backoff.wait();
      }
    }
  };
  const created = untilAborted(create(), signal); // a call that the log does not answer must not delay a stop

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await created;
    },
  };
}
