/** The relay's one connection to PostgreSQL: it holds the lock, reads entries and deletes them. */
import { randomUUID } from 'node:crypto';
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { createServerOrm, type ServerOrmOptions } from '../db/orm.ts';
import { OutboxEntry } from './outbox-entry.ts';

/** One row of the outbox as the relay reads it. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: string;
}

/** The one PostgreSQL session that holds the relay's lock, reads and deletes. */
export interface RelaySession extends AsyncDisposable {
  /** Takes the lock if nobody has it. @returns whether this session has it now */
  lead(): Promise<boolean>;
  /**
   * Ends the session that holds the lock if its lease has run out: its process has sent no statement for `LEASE_MS`.
   *
   * @returns whether there was one
   */
  endSilentLeader(): Promise<boolean>;
  /** How long ago the last statement was sent of those that were answered, in milliseconds: so old is the lease. */
  readonly leaseAgeMs: number;
  /** Whether a statement is under way, which renews the lease as well as `renew` does. */
  readonly busy: boolean;
  /** Renews the lease. @throws as `next` does */
  renew(): Promise<void>;
  /** Gives the lock back, as far as that can be done. */
  stepDown(): Promise<void>;
  /**
   * Deletes what was acknowledged, and reads a page of the others above `after`, in order: fewer than `limit` when they are
   * large. One statement.
   *
   * @throws when this is no longer the session that took the lock: then nothing is deleted
   */
  next(page: {
    readonly after: string;
    readonly limit: number;
    readonly acknowledged: readonly string[];
  }): Promise<readonly OutboxRow[]>;
}

const CHANNEL = 'belltower.server.outbox';
/** Below every id. */
export const LOWEST = '0';
/** The most bytes of values that one page takes; a single entry may be larger. */
const PAGE_BYTES = 4_000_000;

/**
 * Notifies the instance that leads that there are new entries. After the commit, and not in it: transactions that notify
 * commit one at a time.
 */
export async function notifyLeader(em: EntityManager): Promise<void> {
  await em.execute(`select pg_notify('${CHANNEL}', '')`);
}

/** Whether there may be more than this page. */
export function isFullPage(rows: readonly OutboxRow[], limit: number): boolean {
  const bytes = rows.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
  return rows.length === limit || bytes >= PAGE_BYTES;
}

const LOCK = "hashtextextended('belltower.server.relay', 0)";

/**
 * How long a leader may keep silent. Its session's last statement is its lease, on PostgreSQL's clock: a process that is
 * stopped, or hangs, keeps its connection, and would keep the lock for ever. Many times as long as the leader takes to
 * renew it: a machine that is merely busy for seconds keeps the lock.
 */
export const LEASE_MS = 10_000;

/**
 * A statement that runs is no silence, unless its answer is not taken. Sessions of other roles show no state: they are
 * left alone.
 */
const END_SILENT = `select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32) | l.objid::bigint = ${LOCK}
    and (a.state <> 'active' or a.wait_event_type = 'Client')
    and a.state_change < clock_timestamp() - ${LEASE_MS} * interval '1 millisecond'`;

/** A vanished host frees the lock within some ten seconds (PostgreSQL's manual, "TCP Settings"). */
const KEEPALIVES = `set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),
  set_config('tcp_keepalives_count', '3', false)`;

const NEXT = createStatement(
  'server read outbox',
  `with gone as (
     delete from server.outbox where id = any($3::bigint[]) and current_setting('server.relay', true) = $4)
   select s.mark, o.* from (select current_setting('server.relay', true) as mark) s
   left join lateral (
     select id, topic, key, value, headers from (
       select *, sum(octet_length(value)) over (order by id) - octet_length(value) as bytes_before
       from (select * from server.outbox where id > $1::bigint and id <> all($5::bigint[]) order by id limit $2::int) page
     ) o where bytes_before < ${PAGE_BYTES}
   ) o on true order by o.id`,
);
const RENEW = createStatement('server renew lease', `select current_setting('server.relay', true) as mark`);

/** What a session needs. */
export interface RelaySessionOptions extends Omit<ServerOrmOptions, 'entities' | 'connections'> {
  /** Called while this session leads when another instance has new entries. */
  onNotification(): void;
}

/**
 * Opens a session of its own. The pool behind it has one connection; should that be replaced, the mark that was left in
 * the session when it took the lock is gone, and `next` notices.
 */
export function openRelaySession(options: RelaySessionOptions): RelaySession {
  const orm = createServerOrm({ ...options, entities: [OutboxEntry], connections: 1 });
  const em = orm.em.fork();
  let mark = '';
  let renewedAt = Number.NEGATIVE_INFINITY;
  let underWay = 0;

  /** Counts from when a statement was sent: its answer may have come long ago, while this process was stopped. */
  async function renewing<Result>(statement: () => Promise<Result>): Promise<Result> {
    const sentAt = performance.now();
    underWay++;
    try {
      const result = await statement();
      renewedAt = sentAt;
      return result;
    } finally {
      underWay--;
    }
  }

  function checkMark(found: string | null | undefined): void {
    if (found !== mark) throw new Error('the session that held the lock is gone');
  }

  return {
    async lead() {
      mark = randomUUID();
      const [row] = await renewing(() =>
        em.execute<{ leads: boolean }[]>(
          `select pg_try_advisory_lock(${LOCK}) as leads, set_config('server.relay', ?, false), ${KEEPALIVES}`,
          [mark],
        ),
      );
      if (row?.leads !== true) return false;
      await em.execute(`listen "${CHANNEL}"`);
      return true;
    },
    async endSilentLeader() {
      return (await em.execute<unknown[]>(END_SILENT)).length > 0;
    },
    get leaseAgeMs() {
      return performance.now() - renewedAt;
    },
    get busy() {
      return underWay > 0;
    },
    async renew() {
      const [row] = await renewing(() => runStatement<{ mark: string | null }>(em, RENEW, []));
      checkMark(row?.mark);
    },
    async stepDown() {
      mark = '';
      await em.execute(`unlisten *; select pg_advisory_unlock_all()`).catch(() => {});
    },
    async next({ after, limit, acknowledged }) {
      const gone = `{${acknowledged.join(',')}}`;
      const inRange = after === LOWEST ? gone : '{}'; // those above `after` were not read before
      const rows = await renewing(() =>
        runStatement<{ mark: string | null } & (OutboxRow | { readonly id: null })>(em, NEXT, [
          after,
          limit,
          gone,
          mark,
          inRange,
        ]),
      );
      checkMark(rows[0]?.mark);
      return rows.filter((row): row is { mark: string } & OutboxRow => row.id !== null);
    },
    async [Symbol.asyncDispose]() {
      await orm.close(true).catch(() => {}); // whatever state it is in, it is given up
    },
  };
}
