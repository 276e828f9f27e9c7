import { type StallWatchOptions as Options, watchForStall as watch } from '../stall-watch.ts';
import type { AdminClient } from './admin.ts';
import { toEventLogError } from './errors.ts';
import { readPositions } from './topics.ts';

/** The reader that is watched; `group` is null where it commits nothing. */
export interface StallWatchOptions extends Omit<Options, 'positions'> {
  readonly admin: AdminClient;
  readonly group: string | null;
}

/** Watches a reader of Kafka, over the admin connection, which is not the consumer's. */
export function watchForStall({ admin, group, ...options }: StallWatchOptions): Promise<void> {
  return watch({
    ...options,
    positions: (topic) =>
      admin
        .request((client) => readPositions(client, topic, group ?? undefined))
        .catch((error: unknown) => {
          throw toEventLogError(error);
        }),
  });
}
