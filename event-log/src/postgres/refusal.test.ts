import { createTestDatabase } from '@belltower/dev/test-database';
import { expect, it } from 'vitest';
import { EventLogError } from '../errors.ts';
import { openEventLog } from '../open-event-log.ts';

it('the log in PostgreSQL fails a record that PostgreSQL refuses alone, and appends its neighbours', async () => {
  await using database = await createTestDatabase();
  await using log = openEventLog({ kind: 'postgres', url: database.url });
  const shape = { partitions: 2, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 3_600_000 };
  await log.createTopics([{ topic: 't', ...shape }]);
  await database.query(`alter table event_log.record add check (value <> 'refused')`);
  const record = (value: string, topic = 't') => ({ topic, key: value, value });
  const values = Array.from({ length: 50 }, (_, n) => (n % 7 === 3 ? 'refused' : String(n)));
  const together = values.map((value) => record(value));

  const alone = await Promise.allSettled([
    ...together.map((one) => log.append([one])),
    log.append([record('a', 't\0')]),
  ]);
  expect(alone.map(({ status }) => status)).toEqual([
    ...values.map((value) => (value === 'refused' ? 'rejected' : 'fulfilled')),
    'rejected',
  ]);
  for (const one of alone) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'RECORD_REFUSED', retryable: false });
  }
  const error = await log.append(together).catch((reason: unknown) => reason);
  if (!(error instanceof EventLogError)) throw new Error('the append was not rejected');
  expect([...error.refused.keys()]).toEqual(together.filter(({ value }) => value === 'refused'));

  const found = await database.query<{ value: string }>(
    `select convert_from(value, 'UTF8') as value from event_log.record`,
  );
  const good = values.filter((value) => value !== 'refused');
  expect(found.map(({ value }) => value).toSorted()).toEqual([...good, ...good].toSorted());
});
