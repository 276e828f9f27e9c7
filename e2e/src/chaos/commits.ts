/** Watches how far the notifier's group says that it has come, from the first event to the last. */
import type { EventLog } from '@belltower/event-log';
import { repeatedly } from '../testbed/repeatedly.ts';
import type { CommitSample } from './observed.ts';

/** Asks about twenty times a second into `samples`, each step once, also while the log cannot be reached at times. */
export function watchCommits(log: EventLog, samples: CommitSample[]): AsyncDisposable {
  const latest = new Map<string, number>();
  return repeatedly(async () => {
    for (const topic of ['appointments.created', 'appointments.changed'] as const) {
      const positions = await log.positions(topic, 'notifier').catch(() => []);
      for (const { partition, committed } of positions) {
        const key = `${topic} ${partition}`;
        if (committed === null || committed === latest.get(key)) continue;
        latest.set(key, committed);
        samples.push({ topic, partition, committed, at: Date.now() });
      }
    }
    return 50;
  });
}
