import type { EventLog, TopicSpec } from '@belltower/event-log';
import type { Logger } from 'pino';
import { keepTrying } from './db/wait.ts';

const BACKOFF = { firstMs: 250, maxMs: 10_000 };

/**
 * Makes the topics that are missing, in the background: a log that is down stops no start. Existing topics stay as they
 * are; where they differ, that is told.
 */
export function startTopics(
  eventLog: Pick<EventLog, 'createTopics'>,
  topics: readonly TopicSpec[],
  log: Logger,
): AsyncDisposable {
  const closing = new AbortController();
  const running = keepTrying(
    () => eventLog.createTopics(topics),
    BACKOFF,
    closing.signal,
    (error, tries) => {
      if (tries === 1) log.warn({ err: error }, 'the topics cannot be looked at yet: trying again');
    },
  ).then((mismatches) => {
    for (const mismatch of mismatches ?? [])
      log.warn(mismatch, 'a topic differs from what is wanted, and stays as it is');
  });
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
