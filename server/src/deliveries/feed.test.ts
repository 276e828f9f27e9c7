import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@belltower/dev/test-database';
import type { EventLog } from '@belltower/event-log';
import { describe, expect, it } from 'vitest';
import { anna, bert, bookingFor, staff } from '../../testing/bookings.ts';
import { readFeed } from '../../testing/feed-reader.ts';
import { foreignDelivery, openTestLog, type Reported, statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, silent, until, withDatabase } from '../../testing/with-database.ts';
import { createWriteBatch } from '../appointments/write-batch.ts';
import type { Caller } from '../auth/caller.ts';
import type { Database } from '../db/database.ts';
import { createCursorKeys } from './cursor-keys.ts';
import { createFeed, type Feed } from './feed.ts';
import { createHub, type Hub } from './hub.ts';
import { startProjection } from './projection.ts';

interface Instance extends AsyncDisposable {
  readonly feed: Feed;
  readonly hub: Hub;
}

/** One server's part of the feed: its projection, its hub, its streams. */
async function startInstance(
  db: Database,
  eventLog: EventLog,
  held?: number,
  reads: Pick<Database, 'fork'> = db,
): Promise<Instance> {
  const hub = createHub();
  const projection = startProjection({ db, eventLog, hub, log: silent });
  await until(() => projection.state === 'reading');
  const feed = createFeed({
    db: reads,
    eventLog,
    hub,
    keys: createCursorKeys(db),
    ...(held === undefined ? {} : { held }),
  });
  return { feed, hub, [Symbol.asyncDispose]: () => projection[Symbol.asyncDispose]() };
}

/** A database whose answers arrive late, at random: whatever can happen between two steps of a stream, does. */
function withPauses(db: Database): Pick<Database, 'fork'> {
  const slowed = ['execute', 'find', 'count'];
  return {
    fork: () =>
      new Proxy(db.fork(), {
        get(em, name) {
          const member: unknown = Reflect.get(em, name);
          if (typeof member !== 'function') return member;
          if (!slowed.includes(String(name))) return member.bind(em);
          return async (...args: readonly unknown[]) => {
            const answer: unknown = await member.apply(em, args);
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
            return answer;
          };
        },
      }),
  };
}

interface World {
  readonly db: Database;
  readonly database: TestDatabase;
  readonly log: EventLog;
  /** Books for somebody, without any event. */
  book(caller: Caller): Promise<Reported>;
}

function withWorld(test: (world: World) => Promise<void>, partitions = 1): Promise<void> {
  return withDatabase(async (db, database) => {
    await using log = await openTestLog(database.url, partitions);
    const writes = createWriteBatch({ fork: db.fork, onCommitted: () => {} });
    await test({
      db,
      database,
      log,
      async book(caller) {
        const booking = bookingFor(caller.sub);
        await writes.write(booking);
        const [delivery] = booking.deliveries;
        if (delivery === undefined) throw new Error('a delivery is expected');
        return delivery;
      },
    });
  });
}

const stepsOf = (changes: readonly { readonly attempt: number; readonly status: string }[]) =>
  changes.map(({ attempt, status }) => `${attempt} ${status}`);

describe('the feed', () => {
  it('tells the present state first, then what happens, each with a cursor to go on from', () =>
    withWorld(async ({ db, log, book }) => {
      await using one = await startInstance(db, log);
      const delivery = await book(anna);
      await log.append([statusRecord(delivery, 'queued'), statusRecord(delivery, 'sending')]);
      await until(() => one.hub.positions[0] === 1);
      const stream = await one.feed.streamOf(anna, delivery.appointmentId);
      const read = readFeed(one.feed, stream, null);
      await until(() => read.changes.length === 1);
      await log.append([
        statusRecord(delivery, 'retrying'),
        statusRecord(delivery, 'sending', 2),
        statusRecord(delivery, 'sent', 2),
      ]);
      await until(() => read.changes.length === 4);
      expect(stepsOf(read.changes)).toEqual(['1 sending', '1 retrying', '2 sending', '2 sent']);
      expect(read.changes.map(({ replayed }) => replayed)).toEqual([true, false, false, false]);
      read.stop();
      for (const [index, { cursor }] of read.changes.entries()) {
        const resumed = readFeed(one.feed, stream, cursor);
        await until(() => resumed.changes.length === 3 - index);
        expect(stepsOf(resumed.changes)).toEqual(stepsOf(read.changes.slice(index + 1)));
        expect(resumed.changes.every(({ replayed }) => replayed)).toBe(true);
        resumed.stop();
      }
      expect(one.hub.subscribers).toBe(0);
    }));

  it('does not tell a booking that the snapshot has shown a second time', () =>
    withWorld(async ({ db, log, book }) => {
      await using one = await startInstance(db, log);
      const delivery = await book(anna);
      const read = readFeed(one.feed, await one.feed.streamOf(anna, null), null);
      await until(() => read.changes.length === 1);
      await log.append([statusRecord(delivery, 'queued'), statusRecord(delivery, 'sending')]);
      await until(() => read.changes.length === 2);
      expect(stepsOf(read.changes)).toEqual(['1 queued', '1 sending']);
    }));

  it('starts a cut snapshot over, and goes on after a whole one', () =>
    withWorld(async ({ db, log, book }) => {
      await using one = await startInstance(db, log);
      for (let n = 0; n < 5; n++) await log.append([statusRecord(await book(anna), 'sending')]);
      await until(() => one.hub.positions[0] === 4);
      const stream = await one.feed.streamOf(anna, null);
      const read = readFeed(one.feed, stream, null);
      await until(() => read.changes.length === 5);
      const again = readFeed(one.feed, stream, read.changes[3]?.cursor ?? null);
      await until(() => again.changes.length === 5);
      const onwards = readFeed(one.feed, stream, read.changes[4]?.cursor ?? null);
      await log.append([statusRecord(await book(anna), 'sent')]);
      await until(() => onwards.changes.length === 1);
      expect(stepsOf(onwards.changes)).toEqual(['1 sent']);
    }));

  it('tells nobody of what is not theirs, and says that it does not exist', () =>
    withWorld(async ({ db, log, book }) => {
      await using one = await startInstance(db, log);
      const [hers, his, foreign] = [await book(anna), await book(bert), foreignDelivery('4711')];
      const all = async (caller: Caller, id: string | null = null) =>
        readFeed(one.feed, await one.feed.streamOf(caller, id), null);
      const [annaAll, bertAll, staffAll] = [await all(anna), await all(bert), await all(staff)];
      const [spying, unknown] = [await all(bert, hers.appointmentId), await all(staff, randomUUID())];
      await until(() => spying.failed !== null && unknown.failed !== null);
      expect([spying.failed, unknown.failed]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
      await until(() => annaAll.changes.length === 1 && bertAll.changes.length === 1 && staffAll.changes.length === 2);
      const pretended = foreignDelivery(hers.appointmentId, 'sms'); // another producer's, under the id of hers
      const own = await all(anna, hers.appointmentId);
      const desk = await all(staff, hers.appointmentId);
      await until(() => own.changes.length === 1 && desk.changes.length === 1);
      await log.append([
        statusRecord(foreign, 'sent'),
        statusRecord(pretended, 'sent'),
        statusRecord(his, 'sent'),
        statusRecord(hers, 'sent'),
      ]);
      await until(() => staffAll.changes.length === 6);
      expect(annaAll.changes.slice(1)).toMatchObject([{ appointmentId: hers.appointmentId, userId: 'anna' }]);
      expect(bertAll.changes.slice(1)).toMatchObject([{ appointmentId: his.appointmentId, userId: 'bert' }]);
      expect(own.changes.slice(1)).toMatchObject([{ channel: 'email', userId: 'anna' }]);
      expect(desk.changes.slice(1).map(({ channel }) => channel)).toEqual(['sms', 'email']);
    }));

  it('refuses cursors that are forged, somebody else’s, from the future, or of another log', () =>
    withWorld(async ({ db, database, log, book }) => {
      await using one = await startInstance(db, log);
      const delivery = await book(anna);
      await log.append([statusRecord(delivery, 'sent')]);
      await until(() => one.hub.positions[0] === 0);
      const stream = await one.feed.streamOf(anna, delivery.appointmentId);
      const { epoch } = await epochOf(database);
      const code = async (cursor: string, of = stream) => {
        const read = readFeed(one.feed, of, cursor);
        await until(() => read.failed !== null);
        return read.failed;
      };
      const now = await one.feed.cursorNow(stream);
      expect(await code(`${now.slice(0, -4)}AAAA`)).toBe('CURSOR_INVALID');
      expect(await code('nonsense')).toBe('CURSOR_INVALID');
      expect(await code(now, await one.feed.streamOf(anna, null))).toBe('CURSOR_INVALID');
      expect(await code(now, await one.feed.streamOf(staff, delivery.appointmentId))).toBe('CURSOR_INVALID');
      expect(await code(stream.cursors.write({ kind: 'after', epoch, positions: [1] }))).toBe('CURSOR_INVALID');
      expect(await code(stream.cursors.write({ kind: 'after', epoch, positions: [0, 0] }))).toBe('CURSOR_INVALID');
      expect(await code(stream.cursors.write({ kind: 'after', epoch: randomUUID(), positions: [0] }))).toBe(
        'CURSOR_EXPIRED',
      );
      await database.query('update server.projection set history_start = 1');
      expect(await code(stream.cursors.write({ kind: 'after', epoch, positions: [] }))).toBe('CURSOR_EXPIRED');
      const kept = readFeed(one.feed, stream, now);
      await log.append([statusRecord(delivery, 'delivered')]);
      await until(() => kept.changes.length === 1);
      expect(kept.failed).toBeNull();
      expect(one.hub.subscribers).toBe(1);
    }));

  it('ends its streams when another log begins', () =>
    withWorld(async ({ db, database, log, book }) => {
      await using one = await startInstance(db, log);
      const delivery = await book(anna);
      await log.append([statusRecord(delivery, 'sending')]);
      const read = readFeed(one.feed, await one.feed.streamOf(anna, null), null);
      await until(() => read.changes.length > 0);
      await database.query('update server.feed_epoch set epoch = gen_random_uuid()');
      await database.query('delete from server.projection');
      await log.append([statusRecord(delivery, 'sent')]);
      await until(() => read.failed !== null);
      expect(read.failed).toBe('CURSOR_EXPIRED');
      expect(one.hub.subscribers).toBe(0);
    }));

  it('reads again what it could not hold while it told the past', () =>
    withWorld(async ({ db, log }) => {
      await using one = await startInstance(db, log, 3);
      const deliveries = Array.from({ length: 40 }, () => foreignDelivery());
      await log.append(deliveries.map((delivery) => statusRecord(delivery, 'sending')));
      await until(() => one.hub.positions[0] === 39);
      const read = readFeed(one.feed, await one.feed.streamOf(staff, null), null, 4);
      for (const delivery of deliveries) await log.append([statusRecord(delivery, 'sent')]);
      await until(() => read.changes.length >= 80);
      const sent = read.changes.filter(({ status }) => status === 'sent').map(({ deliveryId }) => deliveryId);
      expect(new Set(sent).size).toBe(40);
      expect(sent).toHaveLength(40);
    }));

  it('misses nothing that another instance stored before this one began to read the log', () =>
    withWorld(async ({ db, log, book }) => {
      await using other = await startInstance(db, log);
      const hub = createHub();
      const feed = createFeed({ db, eventLog: log, hub, keys: createCursorKeys(db) });
      const delivery = await book(anna);
      const stream = await feed.streamOf(anna, null);
      const begun = readFeed(feed, stream, null);
      const resumed = readFeed(feed, stream, await feed.cursorNow(stream));
      await log.append([statusRecord(delivery, 'queued')]);
      await until(() => other.hub.positions[0] === 0);
      const later = readFeed(feed, stream, await feed.cursorNow(stream));
      await until(() => begun.changes.length === 1);
      await log.append([statusRecord(delivery, 'sending')]);
      await until(() => other.hub.positions[0] === 1);

      await using _projection = startProjection({ db, eventLog: log, hub, log: silent });
      await until(() => later.changes.length === 1);
      await log.append([statusRecord(delivery, 'sent')]);
      await until(() => later.changes.length === 2);
      await until(() => begun.changes.length === 3 && resumed.changes.length === 3);
      expect(stepsOf(later.changes)).toEqual(['1 sending', '1 sent']);
      expect(stepsOf(begun.changes)).toEqual(['1 queued', '1 sending', '1 sent']);
      expect(stepsOf(resumed.changes)).toEqual(['1 queued', '1 sending', '1 sent']);
      for (const { stop } of [begun, resumed, later]) stop();
    }));

  it.each([1, 3])(
    'has no gap and no repeat wherever a stream begins or is cut, on two instances, over %i partitions',
    (partitions) =>
      withWorld(async ({ db, database, log, book }) => {
        await using otherDb = openTestDatabase(database.url);
        await using otherLog = await openTestLog(database.url, partitions);
        await using one = await startInstance(db, log, 1_000, withPauses(db));
        await using other = await startInstance(otherDb, otherLog, 8, withPauses(otherDb));
        const instances = [one, other];
        const deliveries = await Promise.all(Array.from({ length: 6 }, () => book(anna)));
        const rounds = 200;
        let written = false;
        const order = Array.from({ length: rounds }, (_, n) => [
          `${n + 1} sending`,
          `${n + 1} ${n + 1 === rounds ? 'sent' : 'retrying'}`,
        ]);
        const following = new Map(['1 queued', ...order.flat()].map((step, n, all) => [step, all[n + 1]]));
        const writing = (async () => {
          for (let attempt = 1; attempt <= rounds; attempt++) {
            const statuses = attempt === rounds ? (['sending', 'sent'] as const) : (['sending', 'retrying'] as const);
            await log.append(
              statuses.flatMap((status) => deliveries.map((delivery) => statusRecord(delivery, status, attempt))),
            );
          }
          await until(() => instances.every(({ hub }) => total(hub) === rounds * 2 * deliveries.length));
          written = true;
        })();

        let streams = 0;
        /** One client: begins with a snapshot, is cut again and again, and comes back to either instance. */
        async function client(appointmentId: string | null): Promise<void> {
          const seen = new Map<string, string>();
          const wanted = appointmentId === null ? deliveries.length : 1;
          const last = `${rounds} sent`;
          let finished = 0;
          let cursor: string | null = null;
          while (finished < wanted) {
            const instance = instances[streams++ % 2] ?? one;
            const stream = await instance.feed.streamOf(anna, appointmentId);
            const states = cursor === null || stream.cursors.read(cursor)?.kind === 'start-over';
            const read = readFeed(instance.feed, stream, cursor, 1);
            const cutAt = Math.random() * 12;
            const cutAtMs = performance.now() + 500;
            const ended = () => read.changes.filter(({ attempt, status }) => `${attempt} ${status}` === last).length;
            const isCut = () => !written && (read.changes.length > cutAt || performance.now() > cutAtMs);
            await until(() => isCut() || finished + ended() >= wanted || read.failed !== null);
            read.stop();
            expect(read.failed).toBeNull();
            for (const { deliveryId, attempt, status, replayed, cursor: next } of read.changes) {
              const step = `${attempt} ${status}`;
              if (!(states && replayed)) expect(step).toBe(following.get(seen.get(deliveryId) ?? ''));
              seen.set(deliveryId, step);
              cursor = next;
            }
            finished = [...seen.values()].filter((step) => step === last).length;
          }
        }
        await Promise.all([
          ...deliveries.map(({ appointmentId }) => client(appointmentId)),
          client(null),
          client(null),
          writing,
        ]);
        expect(streams).toBeGreaterThan(50);
        expect(one.hub.subscribers + other.hub.subscribers).toBe(0);
      }, partitions),
    120_000,
  );
});

/** How many records a hub has gone past. */
const total = ({ positions }: Hub) => positions.reduce((sum, position) => sum + position + 1, 0);

async function epochOf(database: TestDatabase): Promise<{ epoch: string }> {
  const [row] = await database.query<{ epoch: string }>('select epoch from server.feed_epoch');
  if (row === undefined) throw new Error('an epoch is expected');
  return row;
}
