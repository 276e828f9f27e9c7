import { describe, expect, it } from 'vitest';
import { staff } from '../../testing/appointments.ts';
import { readFeed } from '../../testing/feed-reader.ts';
import { foreignDelivery, openTestLog, statusRecord } from '../../testing/status-events.ts';
import { silent, until, withDatabase } from '../../testing/with-database.ts';
import { createServerKeys } from '../auth/server-keys.ts';
import { createCursorKeys } from '../feed/cursor-keys.ts';
import { createFeed } from '../feed/feed.ts';
import { createHub } from '../feed/hub.ts';
import { startProjection } from './projection.ts';
import { sweep } from './retention.ts';

const signal = new AbortController().signal;

describe('the retention of changes', () => {
  it('the retention first refuses cursors that need old changes, and deletes these with the next sweep', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      const hub = createHub();
      await using _projection = startProjection({ db, eventLog: log, hub, log: silent });
      await log.append(Array.from({ length: 10 }, () => statusRecord(foreignDelivery(), 'sent')));
      await until(() => hub.positions[0] === 9);
      await database.query(
        `update server.delivery_change set occurred_at = now() - interval '91 days' where position in (0, 1, 2, 3, 7)`,
      );
      await database.query(`insert into server.delivery_change select gen_random_uuid(), partition, position, event_id, delivery_id,
        appointment_id, user_id, channel, status, attempt, provider, provider_message_id, error_code, error_message,
        error_retryable, next_attempt_at, occurred_at from server.delivery_change`);
      const positions = async () =>
        (
          await database.query<{ position: string }>(
            'select position from server.delivery_change where epoch in (select epoch from server.feed_epoch) order by position',
          )
        ).map(({ position }) => Number(position));
      const former = async () =>
        (
          await database.query(
            'select from server.delivery_change where epoch not in (select epoch from server.feed_epoch)',
          )
        ).length;

      const feed = createFeed({ db, eventLog: log, hub, keys: createCursorKeys(createServerKeys(db)) });
      const stream = await feed.streamOf(staff, null);
      const { epoch } = (await database.query<{ epoch: string }>('select epoch from server.feed_epoch'))[0] ?? {
        epoch: '',
      };
      const resumed = async (position: number) => {
        const read = readFeed(feed, stream, stream.cursors.write({ kind: 'after', epoch, positions: [position] }));
        await until(() => read.failed !== null || read.changes.length === 9 - position);
        read.stop();
        return read.failed ?? read.changes.length;
      };
      expect(await resumed(1)).toBe(8);

      await sweep(db, 90, signal);
      expect(await positions()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await former()).toBe(5);
      expect(await resumed(2)).toBe('CURSOR_EXPIRED');
      expect(await resumed(3)).toBe(6);

      await sweep(db, 90, signal);
      expect(await positions()).toEqual([4, 5, 6, 7, 8, 9]);
      expect(await resumed(3)).toBe(6);
    }));

  it('the retention is not held up by a change that is dated far ahead', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      const hub = createHub();
      await using _projection = startProjection({ db, eventLog: log, hub, log: silent });
      await log.append(Array.from({ length: 4 }, () => statusRecord(foreignDelivery(), 'sent')));
      await until(() => hub.positions[0] === 3);
      await database.query(`update server.delivery_change set occurred_at = '2199-12-31T23:59:59Z' where position = 0`);
      await database.query(
        `update server.delivery_change set occurred_at = now() - interval '91 days' where position in (1, 2)`,
      );
      await sweep(db, 90, signal);
      await sweep(db, 90, signal);
      expect(await database.query('select position::int from server.delivery_change')).toEqual([{ position: 3 }]);
    }));
});
