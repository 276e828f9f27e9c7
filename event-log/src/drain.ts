import { EventLogError } from './errors.ts';
import type { SubscribeOptions } from './event-log.ts';
import { waitAtMost } from './timeouts.ts';

/** Has a group's work in progress finished, within `limitMs`. A drain that fails is reported, and counts as done. */
export async function drainWithin(limitMs: number, { drain, onNotice }: SubscribeOptions): Promise<void> {
  if (drain === undefined) return;
  const limit = new AbortController();
  const work = drain(limit.signal).catch((error: unknown) => {
    onNotice?.({ kind: 'interrupted', error: new EventLogError('UNEXPECTED', 'draining failed', { cause: error }) });
  });
  await waitAtMost(limitMs, work);
  limit.abort();
}
