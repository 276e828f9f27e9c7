import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@belltower/dev/test-database';
import { describe, expect, it } from 'vitest';
import { anna, bert, staff } from '../../testing/appointments.ts';
import { readFeed } from '../../testing/feed-reader.ts';
import { startInstance, stepsOf, withWorld } from '../../testing/feed-world.ts';
import { foreignDelivery, statusRecord } from '../../testing/status-events.ts';
import { until } from '../../testing/with-database.ts';
import type { Caller } from '../auth/caller.ts';

describe('the feed', () => {
  it('the feed delivers the present state first, then what happens, each with a cursor to resume from', () =>
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

  it('the feed does not deliver the queued status again that its snapshot has shown', () =>
    withWorld(async ({ db, log, book }) => {
      await using one = await startInstance(db, log);
      const delivery = await book(anna);
      const read = readFeed(one.feed, await one.feed.streamOf(anna, null), null);
      await until(() => read.changes.length === 1);
      await log.append([statusRecord(delivery, 'queued'), statusRecord(delivery, 'sending')]);
      await until(() => read.changes.length === 2);
      expect(stepsOf(read.changes)).toEqual(['1 queued', '1 sending']);
      const next = await book(anna);
      await log.append([statusRecord(next, 'queued'), statusRecord(delivery, 'sent')]);
      await until(() => read.changes.length === 4);
      expect(stepsOf(read.changes.slice(2))).toEqual(['1 queued', '1 sent']);
    }));

  it('the feed delivers what goes beyond a queued status that its snapshot has shown, reported or not', () =>
    withWorld(async ({ db, log, book }) => {
      await using one = await startInstance(db, log);
      const delivery = await book(anna);
      const read = readFeed(one.feed, await one.feed.streamOf(anna, null), null);
      await until(() => read.changes.length === 1);
      await log.append([statusRecord(delivery, 'sending'), statusRecord(delivery, 'queued')]); // a notifier of 0.1 reports no QUEUED
      await log.append([statusRecord(delivery, 'failed', 1, 'REJECTED'), statusRecord(delivery, 'queued', 2)]);
      await until(() => read.changes.length === 4);
      expect(stepsOf(read.changes)).toEqual(['1 queued', '1 sending', '1 failed', '2 queued']);
    }));

  it('the feed starts a cut snapshot over, and resumes after a complete one', () =>
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

  it('the feed shows no caller what belongs to another, and answers as if it did not exist', () =>
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

  it('the feed refuses cursors that are forged, of another caller, from the future, or of another log', () =>
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

  it('the feed ends its streams when another log begins', () =>
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
});

async function epochOf(database: TestDatabase): Promise<{ epoch: string }> {
  const [row] = await database.query<{ epoch: string }>('select epoch from server.feed_epoch');
  if (row === undefined) throw new Error('an epoch is expected');
  return row;
}
