import { pause } from './backoff.ts';
import { EventLogError } from './errors.ts';
import type { GroupRecord, LogNotice, SubscribeOptions } from './event-log.ts';

const RESTART_MS = 1_000;

/**
 * Gives records to a group's `take`; resolves with whether it took them. It must not reject. If it does all the same,
 * its records may never be finished: that is reported, and after a second the caller has to read them again from the
 * last commit.
 */
export async function takeRecords(
  records: readonly GroupRecord[],
  { take }: Pick<SubscribeOptions, 'take'>,
  notify: (notice: LogNotice) => void,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await take(records);
    return true;
  } catch (error) {
    notify({ kind: 'interrupted', error: new EventLogError('UNEXPECTED', 'taking records failed', { cause: error }) });
    await pause(RESTART_MS, signal);
    return false;
  }
}
