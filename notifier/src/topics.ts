import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@belltower/event-log';
import { catalogue, deadLetterTopicOf, eventTypes } from '@belltower/events';
import type { Logger } from 'pino';
import type { TopicSettings } from './config.ts';

const DEAD_LETTER_RETENTION_MS = 30 * 86_400_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Makes the topics that are missing, in the background: a log that is down stops no start. Existing topics are never
 * altered; a difference is logged.
 */
export async function createMissingTopics(
  log: EventLog,
  settings: TopicSettings,
  logger: Logger,
  stopping: AbortSignal,
): Promise<void> {
  const topics = eventTypes.map((type) => catalogue[type].topic);
  const specs = [
    ...topics.map((topic) => ({ topic, ...settings })),
    ...topics.map((topic) => ({
      topic: deadLetterTopicOf(topic),
      ...settings,
      partitions: 1,
      retentionMs: DEAD_LETTER_RETENTION_MS,
    })),
  ];
  let told = '';
  for (let waitMs = 500; !stopping.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      for (const mismatch of await log.createTopics(specs))
        logger.warn(mismatch, 'a topic differs from what is wanted');
      return;
    } catch (error) {
      if (stopping.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) logger.warn({ error: reason }, 'topics could not be made; it is tried again');
      told = reason;
      await sleep(waitMs, undefined, { signal: stopping }).catch(() => {});
    }
  }
}
