import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@belltower/event-log';
import { consumedTopics } from '../consumed-topics.ts';
import { consumerGroup } from './consumer.ts';

/** A log that does not answer must not hold up the other metrics. */
const LIMIT_MS = 2_000;

/** How far the group is behind the end of each topic, in positions; null when the log does not answer in time. */
export async function lagOf(log: Pick<EventLog, 'positions'>): Promise<ReadonlyMap<string, number> | null> {
  const late = sleep(LIMIT_MS, null, { ref: false });
  const lags = consumedTopics.map(async (topic) => {
    const positions = await log.positions(topic, consumerGroup);
    const behind = positions.reduce((sum, { start, end, committed }) => sum + end - (committed ?? start), 0);
    return [topic, behind] as const;
  });
  return await Promise.race([late, Promise.all(lags).then((known) => new Map(known))]).catch(() => late);
}
