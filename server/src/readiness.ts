import type { Writability } from './db/write-probe.ts';
import type { Projection } from './projection/projection.ts';

/** Whether the server can take an appointment and answer queries, and how the event log is: what `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  readonly body: Readonly<Record<string, string>>;
}

/** What readiness depends on. */
export interface ReadinessFacts {
  readonly stopping: boolean;
  readonly database: Writability;
  readonly eventLogUp: boolean;
  readonly feed: Pick<Projection, 'state' | 'stalledMs' | 'caughtUp'>;
}

/** From when on a feed that has not moved though the log has more is reported, in milliseconds. */
const FEED_STALLED_MS = 30_000;

/** Decides it. An event log that is down, or a feed that stalls, is reported and keeps the server ready: appointments can be booked. */
export function readinessOf({ stopping, database, eventLogUp, feed }: ReadinessFacts): Readiness {
  if (stopping) return { ready: false, body: { status: 'stopping' } };
  if (database !== 'writable') return { ready: false, body: { status: 'unavailable', database } };
  if (feed.state === 'interrupted' || !eventLogUp) {
    return { ready: true, body: { status: 'degraded', eventLog: 'down' } };
  }
  if (feed.stalledMs > FEED_STALLED_MS) {
    return { ready: true, body: { status: 'degraded', eventLog: 'up', feed: 'stalled' } };
  }
  if (!feed.caughtUp) return { ready: false, body: { status: 'catching up', eventLog: 'up' } };
  return { ready: true, body: { status: 'ok', eventLog: 'up' } };
}
