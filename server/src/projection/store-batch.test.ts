import type { TestDatabase } from '@belltower/dev/test-database';
import type { LogRecord } from '@belltower/event-log';
import { describe, expect, it } from 'vitest';
import { foreignDelivery, openTestLog, statusRecord } from '../../testing/status-events.ts';
import { silent, until, withDatabase } from '../../testing/with-database.ts';
import type { Database } from '../db/database.ts';
import { createHub } from '../feed/hub.ts';
import { startProjection } from './projection.ts';
import { readingOf } from './readings.ts';
import { EpochChangedError } from './store.ts';
import { storeBatch } from './store-batch.ts';

const TOPIC = 'notifications.status';

/** Stores `sent` of a delivery that is `sending`, while a transaction that holds what it writes does `change`, and commits. */
async function storeDuring(
  change: (query: (sql: string) => Promise<unknown>) => Promise<unknown>,
  test: (stored: ReturnType<typeof storeBatch>, database: TestDatabase) => Promise<void>,
): Promise<void> {
  await withDatabase(async (db, database) => {
    const delivery = foreignDelivery();
    await projectOne(db, database, delivery);
    const [epoch] = await database.query<{ epoch: string }>('select epoch from server.feed_epoch');
    const { key, value, headers = {} } = statusRecord(delivery, 'sent');
    const record = { topic: TOPIC, partition: 0, position: 1, key, value: Buffer.from(value), headers };
    const readings = [readingOf({ ...record, appendedAt: new Date() } satisfies LogRecord)];
    const place = { topic: TOPIC, partition: 0, epoch: epoch?.epoch ?? '', generation: null, after: 0, lostBelow: 0 };

    const changed = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const holding = db.fork().transactional(async (tx) => {
      await change((sql) => tx.execute(sql));
      changed.resolve();
      await released.promise;
    });
    await changed.promise;
    const stored = storeBatch(db, { ...place, readings });
    stored.catch(() => {}); // awaited by the test
    await until(async () => (await database.query(WAITING)).length > 0).finally(released.resolve);
    await holding;
    await test(stored, database);
  });
}

async function projectOne(db: Database, { url }: TestDatabase, delivery: ReturnType<typeof foreignDelivery>) {
  await using eventLog = await openTestLog(url);
  const hub = createHub();
  await using _projection = startProjection({ db, eventLog, hub, log: silent });
  await eventLog.append([statusRecord(delivery, 'sending')]);
  await until(() => hub.positions[0] === 0);
}

const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

describe('a batch of the projection', () => {
  it('keeps what a retry changed after the batch had read it', () =>
    storeDuring(
      (query) => query(`update server.delivery set status = 'queued', attempts = 2`),
      async (stored, database) => {
        expect((await stored).changes).toMatchObject([{ status: 'sent', attempt: 1, position: 1 }]);
        expect(
          await database.query('select status, attempts, projected_status as projected from server.delivery'),
        ).toEqual([{ status: 'queued', attempts: 2, projected: 'sent' }]);
      },
    ));

  it('stores nothing that another instance stored after the batch had read, and answers what that stored', () =>
    storeDuring(
      async (query) => {
        await query(`insert into server.delivery_change select epoch, partition, 1, gen_random_uuid(), delivery_id,
          appointment_id, user_id, channel, 'failed', attempt, provider, provider_message_id, error_code, error_message,
          error_retryable, next_attempt_at, occurred_at from server.delivery_change`);
        await query('update server.projection set position = 1');
      },
      async (stored, database) => {
        expect((await stored).changes).toMatchObject([{ status: 'failed', position: 1 }]);
        expect(await database.query('select status from server.delivery')).toEqual([{ status: 'sending' }]);
      },
    ));

  it('is refused when another epoch began after it had read', () =>
    storeDuring(
      (query) => query('update server.feed_epoch set epoch = gen_random_uuid()'),
      async (stored, database) => {
        await expect(stored).rejects.toBeInstanceOf(EpochChangedError);
        expect(await database.query('select status from server.delivery')).toEqual([{ status: 'sending' }]);
      },
    ));
});
