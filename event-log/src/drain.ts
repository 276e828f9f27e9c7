import { EventLogError } from './errors.ts';
import type { SubscribeOptions } from './event-log.ts';
import { within } from './timeouts.ts';

/** Has a group's work at hand finished, for so long at most. A drain that fails is told, and counts as done. */
export async function drainWithin(limitMs: number, { drain, onNotice }: SubscribeOptions): Promise<void> {
  if (drain === undefined) return;
  const limit = new AbortController();
  const work = drain(limit.signal).catch((error: unknown) => {
    onNotice?.({ kind: 'interrupted', error: new EventLogError('UNEXPECTED', 'draining failed', { cause: error }) });
  });
  await within(limitMs, work);
  limit.abort();
}
