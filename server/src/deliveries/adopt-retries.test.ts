import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@belltower/dev/test-database';
import { createOrm } from '@belltower/support/postgres';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/with-database.ts';
import { migrations } from '../db/migrations/index.ts';
import { schemaOptions } from '../db/orm.ts';
import { asRows } from '../db/row.ts';
import { entities } from '../tables.ts';
import { Delivery } from './delivery.ts';
import { loadKnownAttempts } from './known-attempts.ts';
import { originOf } from './retry-history.ts';

/** The migration that has the history of retries, and what there was of them before. */
const NAME = 'Migration20261126185112';

it('a retry that a server of the version before took is in the history after a start, and where an overwritten one went is unknown', async () => {
  await using database = await createTestDatabase();
  const list = migrations.slice(
    0,
    migrations.findIndex(({ name }) => name === NAME),
  );
  const before = createOrm({
    ...schemaOptions,
    url: database.url,
    entities,
    migrations: { ...schemaOptions.migrations, list },
    connections: 1,
    statementTimeoutMs: 10_000,
    name: 'server test',
  });
  await before.migrator.up();
  await before.close(true);

  const [once, twice, uncorrected, foreign] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const appointment = randomUUID();
  await database.query(`
    insert into server.appointment (id, event_id, occurred_at, user_id, time, time_zone, duration_minutes, email, phone,
      notify_email, notify_sms, caller_sub, input_hash, feed_start, created_at)
    values ('${appointment}', gen_random_uuid(), now(), 'anna', now(), 'UTC', 30, 'booked@example.com', '+15555550123',
      true, true, 'anna', '', '{}', now())`);
  const deliveries = [
    [once, 3, appointment, "'anna'"],
    [twice, 4, appointment, "'anna'"],
    [uncorrected, 2, appointment, "'anna'"],
    [foreign, 2, '4711', 'null'],
  ] as const;
  for (const [id, attempts, appointmentId, user] of deliveries) {
    await database.query(`
      insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
      values ('${id}', gen_random_uuid(), '${appointmentId}', ${user}, 'email', 'failed', ${attempts}, now(), now())`);
  }
  const requests = [
    [once, 2, "'right@example.com'"],
    [twice, 3, "'second@example.com'"],
    [uncorrected, 1, 'null'],
    [foreign, 1, 'null'],
  ] as const;
  for (const [id, after, address] of requests) {
    await database.query(`
      insert into server.retry_request (delivery_id, event_id, after_attempt, requested_by, requested_at, address)
      values ('${id}', gen_random_uuid(), ${after}, 'desk', now(), ${address})`);
  }
  const queued = [
    [once, 3],
    [twice, 2],
    [twice, 4],
    [uncorrected, 2],
  ] as const;
  for (const [position, [id, attempt]] of queued.entries()) {
    await database.query(`
      insert into server.delivery_change (epoch, partition, position, event_id, delivery_id, appointment_id, channel, status,
        attempt, occurred_at)
      values (gen_random_uuid(), 0, ${position}, gen_random_uuid(), '${id}', '${appointment}', 'email', 'queued', ${attempt}, now())`);
  }

  /** Where each attempt went, and who requested it, once a server has started. */
  const read = async (id: string) => {
    await using db = openTestDatabase(database.url);
    await db.ready;
    const rows = asRows(await db.fork().find(Delivery, { id }, { disableIdentityMap: true }));
    const attemptsOf = await loadKnownAttempts(db.fork(), rows);
    return rows.flatMap((row) =>
      Array.from({ length: row.attempts }, (_, index) => {
        const { recipient, requestedBy } = originOf(index + 1, row.retryEventId, attemptsOf(row));
        return `${recipient} ${requestedBy}`;
      }),
    );
  };
  const booked = 'booked@example.com null';
  expect(await read(once)).toEqual([booked, booked, 'right@example.com desk']);
  expect(await read(twice)).toEqual([booked, 'null null', 'null null', 'second@example.com desk']);
  expect(await read(uncorrected)).toEqual([booked, 'booked@example.com desk']);
  expect(await read(foreign)).toEqual(['null null', 'null desk']);

  // what a server of the version before takes while this one runs
  for (const [id, after, address] of [
    [once, 3, 'null'],
    [uncorrected, 2, "'late@example.com'"],
  ] as const) {
    await database.query(`update server.delivery set attempts = attempts + 1 where id = '${id}'`);
    await database.query(`update server.retry_request set event_id = gen_random_uuid(), after_attempt = ${after},
      requested_at = now() + interval '1 s', requested_by = 'boss', address = ${address} where delivery_id = '${id}'`);
  }
  expect(await read(once)).toEqual([booked, booked, 'right@example.com desk', 'right@example.com boss']);
  expect(await read(uncorrected)).toEqual([booked, 'booked@example.com desk', 'late@example.com boss']);
  const counted = 'select count(*)::int as rows from server.retry_history';
  const [{ rows = 0 } = {}] = await database.query<{ rows: number }>(counted);
  await read(once);
  expect(await database.query(counted)).toEqual([{ rows }]);
});
