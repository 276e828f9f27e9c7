import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@belltower/dev/test-database';
import { type EventLog, type NewRecord, openEventLog } from '@belltower/event-log';
import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { appointmentWriteFor } from '../../testing/appointments.ts';
import { foreignDelivery, openTestLog, statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, silent, until, withDatabase } from '../../testing/with-database.ts';
import { createWriteBatch } from '../appointments/write-batch.ts';
import type { Database } from '../db/database.ts';
import { createHub, type Hub } from '../feed/hub.ts';
import { createLog } from '../log.ts';
import { startRelay } from '../outbox/relay.ts';
import { type Projection, startProjection } from './projection.ts';
import { storeEpoch } from './store.ts';

/** A projection, and a hub with a staff subscriber. */
function project(db: Database, eventLog: EventLog) {
  const hub = createHub();
  const published: string[] = [];
  let expired = 0;
  const listen = () =>
    hub.attach(
      { kind: 'staff' },
      {
        onChange: ({ change }) =>
          published.push(`${change.partition}/${change.position} ${change.attempt} ${change.status}`),
        onBegin: () => {},
        onExpire: () => expired++,
      },
    );
  listen();
  let poison = 0;
  let epochs = 0;
  let lost = 0;
  const lines: string[] = [];
  const projection = startProjection({
    db,
    eventLog,
    hub,
    log: createLog('info', { write: (line) => lines.push(line) }),
    lagEveryMs: 100,
    onPoison: () => poison++,
    onNewEpoch: () => epochs++,
    onLost: (records) => {
      lost += records;
    },
  });
  return {
    hub,
    published,
    projection,
    get expired() {
      return expired;
    },
    lines,
    get epochs() {
      return epochs;
    },
    get lost() {
      return lost;
    },
    get poison() {
      return poison;
    },
    [Symbol.asyncDispose]: () => projection[Symbol.asyncDispose](),
  };
}

const relayOn = (database: TestDatabase, eventLog: EventLog) =>
  startRelay({
    databaseUrl: database.url,
    statementTimeoutMs: 10_000,
    ready: Promise.resolve(),
    eventLog,
    log: silent,
    pollMs: 50,
  });

/** The dead letters of statuses that are in the log, oldest first. */
async function parkedIn(database: TestDatabase) {
  const rows = await database.query<{ key: Uint8Array; value: Uint8Array; headers: string }>(
    `select r.key, r.value, r.headers from event_log.record r
     join event_log.partition p on p.id = r.partition_id join event_log.topic t on t.id = p.topic_id
     where t.name = 'notifications.status.dead-letter' order by r.position`,
  );
  return rows.map(({ key, value, headers }) => ({
    key: Buffer.from(key).toString(),
    value: Uint8Array.from(value),
    headers: JSON.parse(headers) as Record<string, string>,
  }));
}

const caughtUpTo = (hub: Hub, position: number) => until(() => (hub.positions[0] ?? -1) >= position);
const reading = (projection: Projection) => until(() => projection.state === 'reading');

describe('the projection', () => {
  it('the projection stores each change once, in order, and publishes exactly those', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      const write = appointmentWriteFor('anna');
      await createWriteBatch({ fork: db.fork, onCommitted: () => {} }).write(write);
      const [delivery] = write.deliveries;
      if (delivery === undefined) throw new Error('a delivery is expected');
      await using read = project(db, log);
      await log.append([
        statusRecord(delivery, 'queued'),
        statusRecord(delivery, 'sending'),
        statusRecord(delivery, 'sending'),
        statusRecord(delivery, 'retrying', 1, 'PROVIDER_UNAVAILABLE'),
        statusRecord(delivery, 'queued'),
        statusRecord(delivery, 'sending', 2),
        statusRecord(delivery, 'sent', 2),
      ]);
      await caughtUpTo(read.hub, 6);
      expect(read.published).toEqual([
        '0/0 1 queued',
        '0/1 1 sending',
        '0/3 1 retrying',
        '0/5 2 sending',
        '0/6 2 sent',
      ]);
      const [row] = await database.query(`select user_id, status, attempts, provider, provider_message_id, error_code,
        next_attempt_at from server.delivery`);
      expect(row).toEqual({
        user_id: 'anna',
        status: 'sent',
        attempts: 2,
        provider: 'smtp',
        provider_message_id: 'message-1',
        error_code: null,
        next_attempt_at: null,
      });
      const changes = await database.query(
        `select user_id, status, error_code from server.delivery_change order by position`,
      );
      expect(changes.map(({ status }) => status)).toEqual(['queued', 'sending', 'retrying', 'sending', 'sent']);
      expect(changes[2]).toMatchObject({ user_id: 'anna', error_code: 'PROVIDER_UNAVAILABLE' });
    }));

  it('the projection stores deliveries of other producers, for staff alone', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await using read = project(db, log);
      const foreign = foreignDelivery('4711', 'sms');
      await log.append([statusRecord(foreign, 'sending'), statusRecord(foreign, 'delivered')]);
      await caughtUpTo(read.hub, 1);
      expect(await database.query('select id, user_id, appointment_id, channel, status from server.delivery')).toEqual([
        {
          id: deliveryIdOf(foreign.sourceEventId, 'sms'),
          user_id: null,
          appointment_id: '4711',
          channel: 'sms',
          status: 'delivered',
        },
      ]);
    }));

  it('the projection of each instance publishes every change once, whichever instance stores it', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url, 3);
      await using otherDb = openTestDatabase(database.url);
      await using otherLog = await openTestLog(database.url, 3);
      await using one = project(db, log);
      await using other = project(otherDb, otherLog);
      await reading(one.projection);
      await reading(other.projection);
      const deliveries = Array.from({ length: 30 }, () => foreignDelivery());
      for (const status of ['sending', 'sent', 'delivered'] as const) {
        await log.append(deliveries.map((delivery) => statusRecord(delivery, status)));
      }
      await until(() => one.published.length >= 90 && other.published.length >= 90);
      expect(one.published).toHaveLength(90);
      expect(one.published.toSorted()).toEqual(other.published.toSorted());
      for (const partition of ['0', '1', '2']) {
        const of = (published: readonly string[]) => published.filter((text) => text.startsWith(`${partition}/`));
        expect(of(one.published)).toEqual(of(other.published));
      }
    }));

  it('the projection resumes after a restart, and publishes nothing again', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      const delivery = foreignDelivery();
      {
        await using read = project(db, log);
        await log.append([statusRecord(delivery, 'sending')]);
        await caughtUpTo(read.hub, 0);
      }
      await log.append([statusRecord(delivery, 'sent')]);
      await using again = project(db, log);
      await caughtUpTo(again.hub, 1);
      expect(again.published).toEqual(['0/1 1 sent']);
      expect(again.expired).toBe(0);
    }));

  it('the projection parks a record that it cannot read, byte for byte, and goes on', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await using read = project(db, log);
      await using _relay = relayOn(database, log);
      const poison = Uint8Array.from([0xff, 0x00, 0x7b]);
      await log.append([
        { topic: 'notifications.status', key: 'k\0', value: poison, headers: { traceparent: 'a\0b' } },
        statusRecord(foreignDelivery(), 'sent'),
      ]);
      await caughtUpTo(read.hub, 1);
      expect(read.published).toEqual(['0/1 1 sent']);
      expect(read.poison).toBe(1);
      await until(async () => (await parkedIn(database)).length > 0);
      expect(await parkedIn(database)).toEqual([
        {
          key: 'k\0',
          value: poison,
          headers: expect.objectContaining({
            traceparent: 'a\0b',
            'dead-letter-code': 'NOT_JSON',
            'dead-letter-topic': 'notifications.status',
            'dead-letter-partition': '0',
            'dead-letter-position': '0',
          }),
        },
      ]);
    }));

  it('the projection finds the event that PostgreSQL refuses, parks it, and publishes the rest in order', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await database.query(`alter table server.delivery_change add check (error_message <> 'refused')`);
      const refused = () => statusRecord(foreignDelivery(), 'failed', 1, 'REJECTED', 'refused');
      const good = Array.from({ length: 5 }, () => statusRecord(foreignDelivery(), 'sent'));
      const [one, two, three, four, five] = good as [NewRecord, NewRecord, NewRecord, NewRecord, NewRecord];
      await log.append([refused(), one, two, refused(), refused(), three, four, five, refused()]);
      await using read = project(db, log);
      await using _relay = relayOn(database, log);
      await caughtUpTo(read.hub, 8);
      expect(read.published).toEqual([1, 2, 5, 6, 7].map((position) => `0/${position} 1 sent`));
      await until(async () => (await parkedIn(database)).length === 4);
      const letters = await parkedIn(database);
      expect(letters.map(({ headers }) => headers['dead-letter-position'])).toEqual(['0', '3', '4', '8']);
      expect(new Set(letters.map(({ headers }) => headers['dead-letter-code']))).toEqual(new Set(['UNSTORABLE']));
      expect(read.poison).toBe(4);
    }));

  it('the projection parks a record once, however many instances read it, and without the log', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await using otherDb = openTestDatabase(database.url);
      await using otherLog = await openTestLog(database.url);
      await using one = project(db, log);
      await using other = project(otherDb, otherLog);
      await reading(one.projection);
      await reading(other.projection);
      for (let n = 0; n < 10; n++) {
        await log.append([
          { topic: 'notifications.status', key: '', value: `no event ${n}` },
          statusRecord(foreignDelivery(), 'sent'),
        ]);
      }
      await caughtUpTo(one.hub, 19); // though no relay runs, and nothing is parked in the log
      await caughtUpTo(other.hub, 19);
      expect(one.published).toHaveLength(10);
      expect(other.published).toHaveLength(10);
      await using _relay = relayOn(database, log);
      await until(async () => (await database.query('select id from server.outbox')).length === 0);
      const positions = (await parkedIn(database)).map(({ headers }) => Number(headers['dead-letter-position']));
      expect(positions).toEqual(Array.from({ length: 10 }, (_, n) => 2 * n));
      expect(one.poison + other.poison).toBe(10);
    }));

  it('the projection begins an epoch when the log is another one, and reads that from its start', () =>
    withDatabase(async (db, database) => {
      const before = foreignDelivery();
      {
        await using log = await openTestLog(database.url);
        await using read = project(db, log);
        await log.append([statusRecord(before, 'sending'), statusRecord(before, 'sent')]);
        await caughtUpTo(read.hub, 1);
      }
      const [first] = await database.query('select epoch from server.feed_epoch');
      await database.query('drop schema event_log cascade');
      await using log = await openTestLog(database.url);
      const after = foreignDelivery();
      await log.append([statusRecord(after, 'sending'), statusRecord(after, 'sent'), statusRecord(after, 'delivered')]);
      await using read = project(db, log);
      await caughtUpTo(read.hub, 2);
      const [second] = await database.query('select epoch from server.feed_epoch');
      expect(second).not.toEqual(first);
      expect(read.published).toEqual(['0/0 1 sending', '0/1 1 sent', '0/2 1 delivered']);
    }));

  it('the projection begins no epoch when another instance read on after the log’s end was read', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await using one = project(db, log);
      const delivery = foreignDelivery();
      await log.append([statusRecord(delivery, 'queued')]);
      await caughtUpTo(one.hub, 0);
      const before = await database.query('select epoch from server.feed_epoch');
      const looked = Promise.withResolvers<void>();
      const readOn = Promise.withResolvers<void>();
      const slow: EventLog = {
        ...log,
        follow: (options) =>
          log.follow({
            ...options,
            async resumeAt(found) {
              looked.resolve();
              await readOn.promise;
              return await options.resumeAt(found);
            },
          }),
      };
      await using other = project(db, slow);
      await looked.promise;
      await log.append([statusRecord(delivery, 'sending'), statusRecord(delivery, 'sent')]);
      await caughtUpTo(one.hub, 2);
      readOn.resolve();
      await caughtUpTo(other.hub, 2);
      expect(await database.query('select epoch from server.feed_epoch')).toEqual(before);
    }));

  it('the projection of every instance enters the epoch when one of them finds another log', () =>
    withDatabase(async (db, database) => {
      const delivery = foreignDelivery();
      await using log = await openTestLog(database.url);
      await using read = project(db, log);
      await log.append([statusRecord(delivery, 'sending')]);
      await caughtUpTo(read.hub, 0);
      await database.query(`update server.feed_epoch set epoch = gen_random_uuid()`);
      await database.query(`delete from server.projection`);
      await log.append([statusRecord(delivery, 'sent')]);
      await until(() => read.published.includes('0/1 1 sent'));
      expect(read.expired).toBe(1);
    }));

  it('the projection goes on after records that are gone from the log: subscribers who would miss them expire', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      const deliveries = Array.from({ length: 6 }, () => foreignDelivery());
      await log.append(deliveries.map((delivery) => statusRecord(delivery, 'sent')));
      await database.query('delete from event_log.record where position in (2, 3)');
      await using read = project(db, log);
      await caughtUpTo(read.hub, 5);
      expect(read.lost).toBe(4); // what nobody can be given, or cannot be published from it
      expect(read.expired).toBe(1);
      expect(read.published.map((text) => text.split(' ')[0])).toEqual(['0/0', '0/1', '0/4', '0/5']);
      expect(await database.query('select history_start::int from server.projection')).toEqual([{ history_start: 4 }]);
      await log.append([statusRecord(foreignDelivery(), 'sent')]);
      await caughtUpTo(read.hub, 6);
      expect(read.expired).toBe(1);
    }));

  it('the projection counts and logs an epoch that a rebuild began, and reads from the start', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await using read = project(db, log);
      const delivery = foreignDelivery();
      await log.append([statusRecord(delivery, 'sending')]);
      await caughtUpTo(read.hub, 0);
      await db.fork().transactional((tx) => storeEpoch(tx, 'notifications.status', randomUUID(), 1));
      await log.append([statusRecord(delivery, 'sent')]);
      await until(() => read.published.includes('0/1 1 sent'));
      expect(read.epochs).toBe(1);
      expect(read.lines.some((line) => line.includes('a rebuild, began the feed again'))).toBe(true);
      expect(read.lines.join()).not.toContain('PostgreSQL cannot be reached');
    }));

  it('the projection shows how long one refused batch has stopped it, and reports that once', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await using read = project(db, log);
      await reading(read.projection);
      await database.query(`create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'no room for this' using errcode = '53100'; end $$`);
      await database.query('create trigger refuse before insert on server.delivery_change execute function refuse()');
      await log.append([statusRecord(foreignDelivery(), 'sent')]);
      await until(() => read.projection.stalledMs > 1_500);
      expect(read.projection.lag).toBe(1);
      expect(read.lines.filter((line) => line.includes('statuses cannot be projected'))).toHaveLength(1);
      expect(read.lines.join()).toContain('no room for this');
      await database.query('drop trigger refuse on server.delivery_change');
      await caughtUpTo(read.hub, 0);
      expect([read.projection.stalledMs, read.projection.lag]).toEqual([0, 0]);
    }));

  it('the projection starts before the log has its topic, and waits for it', () =>
    withDatabase(async (db, database) => {
      await using empty = openEventLog({ kind: 'postgres', url: database.url });
      await using read = project(db, empty);
      await using log = await openTestLog(database.url);
      await reading(read.projection);
      await log.append([statusRecord(foreignDelivery(), 'sent')]);
      await caughtUpTo(read.hub, 0);
      expect(read.published).toEqual(['0/0 1 sent']);
    }));
});
