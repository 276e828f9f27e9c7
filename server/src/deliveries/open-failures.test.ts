/**
 * `delivery.acknowledged` is what `acknowledgement` says of failures, by whom and in whatever order they are written: this server, one
 * of the version before, a rebuild, an erasure, or a statement by hand.
 */
import { expect, it } from 'vitest';
import { failedDelivery, failedForeignDelivery, shows } from '../../testing/failed-delivery.ts';
import { statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, withDatabase } from '../../testing/with-database.ts';
import { withServer } from '../../testing/with-server.ts';
import { eraseUser, planErasure } from '../appointments/erase-user.ts';
import type { Database } from '../db/database.ts';
import { createServerOrm } from '../db/orm.ts';
import { rebuildDeliveries } from '../projection/rebuild.ts';
import { tables } from '../tables.ts';
import { rollUp } from './rollup.ts';

const FILL = `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, created_at, updated_at)
  select gen_random_uuid(), gen_random_uuid(), n::text, 'email', (array['failed', 'delivered', 'queued'])[1 + n % 3], 1, at, at
  from (select n, now() - n * interval '3 hours' as at from generate_series(1, 60) n) i`;
const ACKNOWLEDGE = `insert into server.acknowledgement (delivery_id, "by", at)
  select id, 'desk', now() from server.delivery where status = 'failed' order by random() limit 7 on conflict do nothing`;
const SOME = 'in (select id from server.delivery order by random() limit 9)';
/** What servers of either version do, and what people do by hand. */
const CHANGES = [
  ACKNOWLEDGE,
  `insert into server.acknowledgement (delivery_id, "by", at) values (gen_random_uuid(), 'desk', now())`, // its delivery comes later, or never
  `delete from server.acknowledgement where delivery_id ${SOME}`,
  `update server.acknowledgement set note = 'again'`,
  `update server.delivery set status = 'queued' where id ${SOME}`,
  `update server.delivery set status = 'failed' where id ${SOME}`,
  `delete from server.delivery where id ${SOME}`,
  `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, created_at, updated_at)
   select delivery_id, gen_random_uuid(), 'again', 'sms', (array['failed', 'sent'])[1 + (random() * 1)::int], 1, now(), now()
   from server.acknowledgement on conflict (id) do update set status = excluded.status`,
] as const;

/** Failures whose mark is wrong. */
const wrong = (db: Database) =>
  db.fork().execute(`select d.id, d.acknowledged from server.delivery d where status = 'failed'
    and acknowledged <> exists (select from server.acknowledgement a where a.delivery_id = d.id)`);

it('a failure is marked as acknowledged exactly while there is an acknowledgement of it', () =>
  withDatabase(async (db) => {
    await db.fork().execute(FILL);
    for (let turn = 0; turn < 60; turn++) {
      const change = CHANGES[(turn * 7 + (turn >> 3)) % CHANGES.length] ?? ACKNOWLEDGE;
      await db.fork().execute(change);
      expect([turn, change, await wrong(db)]).toEqual([turn, change, []]);
    }
  }));

it('the migration marks what was acknowledged before, and nothing is summed up again for it', () =>
  withDatabase(async (db, { url }) => {
    const orm = createServerOrm({ url, ...tables, connections: 1, statementTimeoutMs: 10_000, name: 'test' });
    await orm.migrator.down({ migrations: ['Migration20261127172241'] });
    await db.fork().execute(FILL);
    await db.fork().execute(ACKNOWLEDGE);
    await rollUp(db, new AbortController().signal);
    await orm.migrator.up();
    await orm.close(true);
    const marked = 'select count(*)::int as count from server.delivery where acknowledged';
    expect(await db.fork().execute(marked)).toEqual([{ count: 7 }]);
    expect(await wrong(db)).toEqual([]);
    await db.fork().execute(ACKNOWLEDGE);
    expect(await db.fork().execute('select from server.delivery_rollup_stale')).toEqual([]);
    await db.fork().execute(`update server.delivery set status = 'delivered' where status = 'failed'`);
    expect(await db.fork().execute('select distinct start from server.delivery_rollup_stale')).toHaveLength(20);
  }));

it('what was acknowledged is no open failure after a rebuild, and is gone with the person', () =>
  withServer(async (server) => {
    const desk = await server.token('desk', 'staff');
    const failed = [
      await failedDelivery(server),
      await failedDelivery(server, 'email'),
      await failedForeignDelivery(server),
    ];
    const open = async () => {
      const now = new Date().toISOString();
      const span = `since: "${now}", until: "${new Date(Date.now() + 1_000).toISOString()}"`;
      const query = `{ deskSummary(${span}) { openFailures } deliveries(filter: { open: true }) { nodes { id } } }`;
      const { data, errors } = await server.query(desk, query);
      expect(errors).toEqual([]);
      const ids = data.deliveries.nodes.map(({ id }) => id);
      expect(data.deskSummary.openFailures).toBe(ids.length);
      return ids;
    };
    const [, one, foreign] = failed;
    if (one === undefined || foreign === undefined) throw new Error('three have failed');
    for (const { id } of [one, foreign])
      await server.query(desk, `mutation { acknowledgeDelivery(id: "${id}") { delivery { id } } }`);
    expect(await open()).toEqual([failed[0]?.id]);

    await server.database.query('delete from server.delivery');
    await using db = openTestDatabase(server.database.url);
    await db.ready;
    expect(await rebuildDeliveries({ fork: db.fork })).toBe(2);
    await server.log.append([statusRecord(foreign, 'queued')]); // servers notice the epoch with their next batch
    for (const { id } of failed) await shows(server, id, 'FAILED', 1);
    expect(await open()).toEqual([failed[0]?.id]);

    await eraseUser(db.fork(), await planErasure(db.fork(), 'anna'), false);
    expect(await open()).toEqual([]);
    expect(await server.database.query('select delivery_id as id from server.acknowledgement')).toEqual([
      { id: foreign.id },
    ]);
  }));
