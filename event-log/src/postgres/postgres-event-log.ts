import { Pool } from 'pg';
import { createAppendQueue } from '../append-queue.ts';
import { EventLogError } from '../errors.ts';
import type { EventLog, LogNotice, Reader } from '../event-log.ts';
import { createAppender } from './append.ts';
import { toEventLogError } from './errors.ts';
import { startFollower } from './follower.ts';
import { startGroupReader } from './group-reader.ts';
import { migrate } from './migrate.ts';
import type { ReaderContext } from './reader-context.ts';
import { startRetention } from './retention.ts';
import { openSession, type Rows, rowsOf } from './session.ts';
import { createTopics, readPositions } from './topics.ts';
import { startWakeups } from './wakeup.ts';

/** How to open the event log that is kept in PostgreSQL. */
export interface PostgresEventLogOptions {
  /** A direct connection: a pooler that shares sessions between clients breaks locks and wake-ups. */
  readonly url: string;
  /** How long connecting and one statement may take, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** How often a reader polls that cannot rely on being notified, or whose group has other members, in milliseconds. @default 250 */
  readonly pollMs?: number;
  /** How often a reader polls beside being notified, in milliseconds; `pollMs` where that is more. @default 2_000 */
  readonly quietPollMs?: number;
  /** After how long a silent member of a group loses its partitions, in milliseconds. @default 10_000 */
  readonly sessionMs?: number;
  /** How often old records are removed, in milliseconds. @default 60_000 */
  readonly retentionSweepMs?: number;
  /** For how long a reader that could read may read nothing before the notice `stalled`, in milliseconds. @default 60_000 */
  readonly stallMs?: number;
}

/**
 * Opens the event log in a PostgreSQL database, in the schema `event_log`, which it creates. Returns at once, also while
 * PostgreSQL is down: readers reconnect, and every call tries to connect.
 *
 * `onNotice` is called with what concerns the log as a whole: `retention-failed`.
 *
 * Several processes may use one database. Each reader takes one connection, appending one, wake-ups one, the rest at most two.
 */
export function openPostgresEventLog(
  options: PostgresEventLogOptions,
  onNotice: (notice: LogNotice) => void = () => {},
): EventLog {
  const {
    url,
    timeoutMs = 10_000,
    pollMs = 250,
    quietPollMs = 2_000,
    sessionMs = 10_000,
    retentionSweepMs = 60_000,
    stallMs = 60_000,
  } = options;
  const openPool = (max: number) => {
    const pool = new Pool({
      connectionString: url,
      application_name: 'event-log',
      max,
      keepAlive: true,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      idle_in_transaction_session_timeout: 10_000,
    });
    pool.on('error', () => {}); // an idle connection broke: the next call opens another
    return pool;
  };
  // Appending has its own connection: it waits for no other statement, and its own stays prepared.
  const appendPool = openPool(1);
  const pool = openPool(2);
  let migrated: Promise<void> | null = null;
  let disposed: Promise<void> | null = null;
  const readers = new Set<Reader>();

  /** Resolves when the schema exists; after a failure the next caller tries again. */
  const ready = () => {
    migrated ??= (async () => {
      await using session = await openSession({ url, applicationName: 'event-log migration', timeoutMs });
      await migrate(session);
    })().catch((error: unknown) => {
      migrated = null;
      throw error;
    });
    return migrated;
  };
  const readyRows = (rows: Rows): Rows => {
    return async (text, values, name) => {
      await ready();
      return rows(text, values, name);
    };
  };
  const rows = readyRows(rowsOf(pool));
  const refuseWhenDisposed = () => {
    if (disposed !== null) throw new EventLogError('DISPOSED', 'the event log was disposed');
  };

  const openReaderSession = async (applicationName: string) => {
    await ready();
    return openSession({ url, applicationName, timeoutMs });
  };
  const wakeups = startWakeups(() => openReaderSession('event-log wake-ups'));
  const appender = createAppender(readyRows(rowsOf(appendPool)), wakeups.self);
  const queue = createAppendQueue({
    send: (records) => coded(async () => (await appender.append(records)).forEach(wakeups.announce)),
  });
  const retention = startRetention(rows, retentionSweepMs, (error) =>
    onNotice({ kind: 'retention-failed', error: toEventLogError(error) }),
  );

  const track = (start: () => Reader): Reader => {
    refuseWhenDisposed();
    const reader = start();
    readers.add(reader);
    return reader;
  };
  const coded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toEventLogError(error);
    }
  };

  const positions: EventLog['positions'] = (topic, group) => coded(() => readPositions(rows, topic, group));
  const context: ReaderContext = {
    openSession: openReaderSession,
    wakeups,
    pollMs,
    quietPollMs: Math.max(pollMs, quietPollMs),
    sessionMs,
    stallMs,
    positions,
  };

  return {
    async append(records) {
      const topics = new Set(records.map(({ topic }) => topic));
      await coded(async () => {
        await appender.requireTopics(topics); // an unknown one must not fail the calls it would share a batch with
        await queue.append(records);
      });
    },
    subscribe: (subscription) => track(() => startGroupReader(context, subscription)),
    follow: (following) => track(() => startFollower(context, following)),
    async positions(topic, group) {
      refuseWhenDisposed();
      return positions(topic, group);
    },
    createTopics: (topics) =>
      coded(() => {
        refuseWhenDisposed();
        return createTopics(rows, topics);
      }),
    [Symbol.asyncDispose]() {
      disposed ??= (async () => {
        // Readers first: what they drain may still append.
        await Promise.all([...readers].map((reader) => reader[Symbol.asyncDispose]()));
        await queue[Symbol.asyncDispose]();
        await Promise.all([wakeups[Symbol.asyncDispose](), retention[Symbol.asyncDispose]()]);
        await Promise.all([appendPool.end(), pool.end()]);
      })();
      return disposed;
    },
  };
}
