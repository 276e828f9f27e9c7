/** When the projection has read everything, though the log ends with what no reader is given: `/readyz` waits for that. */
import type { EventLog, FollowOptions } from '@belltower/event-log';
import { describe, expect, it } from 'vitest';
import { foreignDelivery, openTestLog, statusRecord } from '../../testing/status-events.ts';
import { silent, until, withDatabase } from '../../testing/with-database.ts';
import { createHub } from '../feed/hub.ts';
import { startProjection } from './projection.ts';

describe('the projection has caught up', () => {
  it('where the log ends with a transaction that was aborted, also after a restart', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await log.append([statusRecord(foreignDelivery(), 'sent')]);
      const end = 3; // the record, one that was aborted, and the marker of that
      const ending: EventLog = {
        ...log,
        positions: async () => [{ partition: 0, start: 0, end, committed: null }],
        follow: (options: FollowOptions) =>
          log.follow({
            ...options,
            resumeAt: async (found) => await options.resumeAt(found.map((one) => ({ ...one, end }))),
            async onBatch(batch) {
              await options.onBatch({ ...batch, end });
              await options.onBatch({ ...batch, records: [], next: end, end });
            },
          }),
      };
      for (const _run of ['first', 'again']) {
        await using projection = startProjection({ db, eventLog: ending, hub: createHub(), log: silent });
        await until(() => projection.caughtUp);
        expect([projection.lag, projection.stalledMs]).toEqual([0, 0]);
      }
    }));

  it('where the last records are gone from the log', () =>
    withDatabase(async (db, database) => {
      await using log = await openTestLog(database.url);
      await log.append(Array.from({ length: 3 }, () => statusRecord(foreignDelivery(), 'sent')));
      await database.query('delete from event_log.record where position > 0');
      await using projection = startProjection({ db, eventLog: log, hub: createHub(), log: silent });
      await until(() => projection.caughtUp);
      expect(projection.lag).toBe(0);
    }));
});
