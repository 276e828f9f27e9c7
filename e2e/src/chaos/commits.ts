/** Watches how far the notifier's group says that it has come, from the first event to the last. */
import type { EventLog } from '@belltower/event-log';
import type { CommitSample } from './observed.ts';
import { repeatedly } from './repeatedly.ts';

/** Asks about twenty times a second into `samples`, each step once, also while the log cannot be reached at times. */
export function watchCommits(log: EventLog, samples: CommitSample[]): AsyncDisposable {
  const latest = new Map<number, number>();
  return repeatedly(async () => {
    const positions = await log.positions('appointments.created', 'notifier').catch(() => []);
    for (const { partition, committed } of positions) {
      if (committed === null || committed === latest.get(partition)) continue;
      latest.set(partition, committed);
      samples.push({ partition, committed, at: Date.now() });
    }
    return 50;
  });
}
