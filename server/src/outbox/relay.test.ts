import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestDatabase } from '@belltower/dev/test-database';
import { type EventLog, openEventLog } from '@belltower/event-log';
import { describe, expect, it } from 'vitest';
import { silent, until, withDatabase } from '../../testing/with-database.ts';
import type { Database } from '../db/database.ts';
import { type Relay, startRelay } from './relay.ts';
import { notifyLeader } from './session.ts';

const TOPIC = {
  topic: 'notifications.status',
  partitions: 1,
  replicationFactor: 1,
  minInsyncReplicas: 1,
  retentionMs: 3_600_000,
};

/** Runs a test with an outbox and a log that has its topic, unless `topics` leaves that out. */
function withOutbox(
  test: (parts: { db: Database; database: TestDatabase; log: EventLog }) => Promise<void>,
  topics = [TOPIC],
): Promise<void> {
  return withDatabase(async (db, database) => {
    await using log = openEventLog({ kind: 'postgres', url: database.url });
    await log.createTopics(topics);
    await test({ db, database, log });
  });
}

function relayOn(database: TestDatabase, eventLog: EventLog, batch = 50, pollMs = 250, onPoison = () => {}): Relay {
  return startRelay({
    databaseUrl: database.url,
    statementTimeoutMs: 10_000,
    ready: Promise.resolve(),
    eventLog,
    log: silent,
    batch,
    pollMs,
    onPoison,
  });
}

/** What is in the log, in its order. */
async function published(database: TestDatabase): Promise<number[]> {
  const rows = await database.query<{ value: string }>(
    `select convert_from(value, 'UTF8') as value from event_log.record order by position`,
  );
  return rows.map(({ value }) => Number(value));
}

async function recordsIn(database: TestDatabase) {
  const rows = await database.query<{ topic: string; value: string; headers: string }>(
    `select t.name as topic, convert_from(value, 'UTF8') as value, headers from event_log.record r
     join event_log.partition p on p.id = r.partition_id join event_log.topic t on t.id = p.topic_id order by t.id, position`,
  );
  return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> }));
}

const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

const insert = (first: number, last: number) =>
  `insert into server.outbox (topic, key, value, headers, created_at)
   select 'notifications.status', 'k' || n % 7, n::text, '{"ce_id":"e"}', now() from generate_series(${first}, ${last}) n`;

const backlog = async (database: TestDatabase) =>
  (await database.query<{ n: number }>('select count(*)::int as n from server.outbox'))[0]?.n;

describe('the relay', () => {
  it('appends committed entries in order, and deletes what was acknowledged', () =>
    withOutbox(async ({ database, log }) => {
      await database.query(insert(1, 1_000));
      await using relay = relayOn(database, log);
      await until(async () => (await backlog(database)) === 0);
      expect(relay.state).toBe('leading');
      expect(await published(database)).toEqual(upTo(1_000));
    }));

  it('publishes new entries at once when it is woken', () =>
    withOutbox(async ({ database, log }) => {
      await using relay = relayOn(database, log, 50, 60_000);
      await until(() => relay.state === 'leading');
      for (const n of [1, 2, 3]) {
        await database.query(insert(n, n));
        relay.wake();
        await until(async () => (await published(database)).length === n);
      }
    }));

  it('notifies the leader when a standby is woken', () =>
    withOutbox(async ({ db, database, log }) => {
      await using leader = relayOn(database, log, 50, 60_000);
      await until(() => leader.state === 'leading');
      await using other = startRelay({
        databaseUrl: database.url,
        statementTimeoutMs: 10_000,
        ready: Promise.resolve(),
        eventLog: log,
        log: silent,
        notifyLeader: () => notifyLeader(db.fork()),
      });
      for (const n of [1, 2, 3]) {
        await database.query(insert(n, n));
        other.wake();
        await until(async () => (await published(database)).length === n);
      }
      expect(other.state).toBe('standby');
    }));

  it('skips no entry that commits late, below entries that are already published', () =>
    withOutbox(async ({ db, database, log }) => {
      await using relay = relayOn(database, log, 7);
      let n = 0;
      const writer = async (late: boolean) => {
        for (let round = 0; round < 40; round++) {
          await db.fork().transactional(async (tx) => {
            const mine = ++n;
            await tx.execute(insert(mine, mine));
            if (late) await tx.execute(`select pg_sleep(${(round % 4) * 0.004})`);
          });
          relay.wake();
        }
      };
      await Promise.all([writer(true), writer(true), writer(false), writer(false), writer(false)]);
      await until(async () => (await backlog(database)) === 0);
      expect((await published(database)).toSorted((a, b) => a - b)).toEqual(upTo(200));
    }));

  it('keeps everything while the log refuses it, and publishes it in order once the log takes it', () =>
    withOutbox(async ({ database, log }) => {
      await database.query(insert(1, 120));
      await using relay = relayOn(database, log);
      await until(() => relay.state === 'failing');
      expect(await backlog(database)).toBe(120);
      await log.createTopics([TOPIC]);
      await until(async () => (await backlog(database)) === 0);
      expect(await published(database)).toEqual(upTo(120));
    }, []));

  it('parks what the log refuses for good, and sends what stands before and after it in order', () =>
    withOutbox(async ({ database, log }) => {
      await log.createTopics([{ ...TOPIC, topic: `${TOPIC.topic}.dead-letter` }]);
      await database.query(`alter table event_log.record add check (value not in ('7', '8', '60'))`);
      await database.query(insert(1, 120));
      await database.query(`update server.outbox set value = repeat('x', 1100000) where value = '33'`);
      let poison = 0;
      await using _relay = relayOn(database, log, 50, 250, () => poison++);
      await until(async () => (await backlog(database)) === 0);
      const rows = await recordsIn(database);
      const refused = [7, 8, 33, 60];
      expect(rows.filter(({ topic }) => topic === TOPIC.topic).map(({ value }) => Number(value))).toEqual(
        upTo(120).filter((n) => !refused.includes(n)),
      );
      const letters = rows.filter(({ topic }) => topic !== TOPIC.topic).map(({ headers }) => headers);
      expect(letters.map((headers) => [headers['dead-letter-position'], headers['dead-letter-code']])).toEqual([
        ['7', 'RECORD_REFUSED'],
        ['8', 'RECORD_REFUSED'],
        ['33', 'RECORD_TOO_LARGE'],
        ['60', 'RECORD_REFUSED'],
      ]);
      expect(letters.map((headers) => headers['dead-letter-cut-from-bytes'])).toEqual(['1', '1', '1100000', '2']);
      expect(letters[0]).toMatchObject({ ce_id: 'e', 'dead-letter-topic': TOPIC.topic });
      expect(poison).toBe(4);
    }));

  it('cuts a dead letter that the log refuses, and takes large entries a few at a time', () =>
    withOutbox(async ({ database, log }) => {
      await log.createTopics([{ ...TOPIC, topic: `${TOPIC.topic}.dead-letter` }]);
      await database.query(
        `insert into server.outbox (topic, key, value, headers, created_at)
         select 'notifications.status.dead-letter', 'k', repeat('x', 1100000), '{"dead-letter-code":"INVALID"}', now()
         from generate_series(1, 9)`,
      );
      let poison = 0;
      await using _relay = relayOn(database, log, 50, 250, () => poison++);
      await until(async () => (await backlog(database)) === 0);
      const letters = await recordsIn(database);
      expect(letters).toHaveLength(9);
      for (const { value, headers } of letters) {
        expect(value).toHaveLength(256_000);
        expect(headers).toEqual({ 'dead-letter-code': 'INVALID', 'dead-letter-cut-from-bytes': '1100000' });
      }
      expect(poison).toBe(0);
    }));

  it('stops while an append hangs, steps down, and leaves what is not acknowledged to the next', () =>
    withOutbox(async ({ database, log }) => {
      let appends = 0;
      const hanging: EventLog = {
        ...log,
        append() {
          appends++;
          return new Promise(() => {});
        },
      };
      const relay = relayOn(database, hanging);
      await database.query(insert(1, 100));
      await until(() => appends === 1);
      const stoppedAt = performance.now();
      await relay[Symbol.asyncDispose]();
      expect(performance.now() - stoppedAt).toBeLessThan(8_000);
      await using _next = relayOn(database, log);
      await until(async () => (await published(database)).length === 100);
      expect(await published(database)).toEqual(upTo(100));
    }));

  it('leads on one instance only, and goes on when its session is killed', () =>
    withOutbox(async ({ database, log }) => {
      await using one = relayOn(database, log);
      await until(() => one.state === 'leading');
      await using other = relayOn(database, log);
      for (let round = 0; round < 5; round++) {
        await database.query(insert(round * 10 + 1, round * 10 + 10));
        await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'belltower relay'
           and datname = current_database()`,
        );
      }
      await until(async () => (await backlog(database)) === 0);
      // The one that lost its session may need a moment to notice.
      await until(() => (one.state === 'leading') !== (other.state === 'leading'));
      expect([...new Set(await published(database))].toSorted((a, b) => a - b)).toEqual(upTo(50));
    }));

  it('is taken over by a standby when its process is killed, and loses nothing', () =>
    withOutbox(async ({ database, log }) => {
      await database.query(insert(1, 20_000));
      const leader = fork(new URL('../../testing/relay-process.ts', import.meta.url), [database.url]);
      await until(async () => ((await backlog(database)) ?? 0) < 19_500);
      await using standby = relayOn(database, log, 500);
      leader.kill('SIGKILL');
      await once(leader, 'exit');
      await until(() => standby.state === 'leading');
      await until(async () => (await backlog(database)) === 0);
      const values = await published(database);
      expect([...new Set(values)].toSorted((a, b) => a - b)).toEqual(upTo(20_000));
      expect(values.length - 20_000).toBeLessThanOrEqual(500); // one batch twice, at most
    }));
});
