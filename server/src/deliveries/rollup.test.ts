import { expect, it } from 'vitest';
import { withDatabase } from '../../testing/with-database.ts';
import type { Database } from '../db/database.ts';
import { countDeliveries } from './counts.ts';
import { ERROR } from './histogram.ts';
import { rollUp } from './rollup.ts';
import { type Bucket, deliveryStatistics, deliveryTimings } from './statistics.ts';
import { deliveryTotals, type Totals } from './totals.ts';

const HOUR = 3_600_000;
const go = (db: Database) => rollUp(db, new AbortController().signal);

/** Numbers from 0 up to 1, always the same. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const TOOK = `(select extract(epoch from min(c.occurred_at) - d.created_at)::float8 * 1000 from server.delivery_change c
  where c.delivery_id = d.id and c.status = 'sent')`;
const PERCENTILE = (share: number) => `percentile_cont(${share}) within group (order by ${TOOK})`;

/** The same from all deliveries, as they are. */
async function direct(db: Database, bucket: Bucket, since: Date, until: Date, zone = 'UTC') {
  const em = db.fork();
  const from = `from server.delivery d where d.created_at >= ? and d.created_at < ?`;
  const start = `date_trunc('${bucket}', d.created_at, '${zone}')`;
  const read = async <Row extends { start: string }>(sql: string) =>
    (await em.execute<Row[]>(sql, [since, until])).map((row) => ({ ...row, start: new Date(row.start) }));
  return {
    statistics:
      await read(`select ${start} as start, channel, status, error_code as "errorCode", count(*)::int as count,
      ${PERCENTILE(0.5)} as "p50Ms", ${PERCENTILE(0.95)} as "p95Ms" ${from} group by 1, 2, 3, 4 order by 1, 2, 3, 4`),
    timings:
      await read(`select ${start} as start, channel, count(*)::int as sent, ${PERCENTILE(0.5)} as "p50Ms", ${PERCENTILE(0.95)} as "p95Ms"
      ${from} and ${TOOK} is not null group by 1, 2 order by 1, 2`),
    counts: await em.execute(
      `select channel, status, kind, count(*)::int as count from server.delivery where created_at >= ? group by 1, 2, 3 order by 1, 2, 3`,
      [since],
    ),
    all: await em.execute(
      `select channel, status, null as kind, count(*)::int as count from server.delivery group by 1, 2 order by 1, 2`,
    ),
  };
}

async function read(db: Database, bucket: Bucket, since: Date, until: Date) {
  const byChannel = (rows: Awaited<ReturnType<typeof countDeliveries>>) =>
    rows.toSorted((a, b) =>
      `${a.channel} ${a.status} ${a.kind}`.localeCompare(`${b.channel} ${b.status} ${b.kind}`, 'en'),
    );
  return {
    statistics: await deliveryStatistics(db.fork(), { since, until }, { bucket }),
    timings: await deliveryTimings(db.fork(), { since, until }, { bucket }),
    counts: byChannel(await countDeliveries(db.fork(), since, true)),
    all: byChannel(await countDeliveries(db.fork(), null, false)),
  };
}

type Read = Awaited<ReturnType<typeof read>>;

/** Percentiles of days are known to within a share of themselves: those that are so are taken for the right ones. */
function judged(found: Read, right: Awaited<ReturnType<typeof direct>>): Read {
  const near = <Row extends { p50Ms: number | null; p95Ms: number | null }>(rows: readonly Row[], rights: unknown) =>
    rows.map((row, n) => {
      const { p50Ms = null, p95Ms = null } = (rights as Row[])[n] ?? {};
      return {
        ...row,
        p50Ms: isNear(row.p50Ms, p50Ms) ? p50Ms : row.p50Ms,
        p95Ms: isNear(row.p95Ms, p95Ms) ? p95Ms : row.p95Ms,
      };
    });
  return {
    ...found,
    statistics: near(found.statistics, right.statistics),
    timings: near(found.timings, right.timings) as Read['timings'],
  };
}

function isNear(found: number | null, right: number | null): boolean {
  return found !== null && right !== null && Math.abs(found - right) <= Math.max(1, right * ERROR * 1.000_001);
}

async function add(db: Database, count: number, from: number, to: number): Promise<void> {
  await db.fork().execute(
    `with added as (
      insert into server.delivery (id, source_event_id, appointment_id, channel, kind, status, attempts, error_code, created_at, updated_at)
      select gen_random_uuid(), gen_random_uuid(), 'x', case when random() < 0.5 then 'sms' else 'email' end, case when random() < 0.3 then 'change' else 'confirmation' end,
        s, 1, case when s = 'failed' then 'E' || (random() * 2)::int end, at, at
      from (select (array['sent', 'failed', 'delivered', 'queued'])[1 + (random() * 3)::int] as s,
        date_trunc('ms', ?::timestamptz + random() * (?::timestamptz - ?::timestamptz)) as at from generate_series(1, ?)) i
      returning id, created_at)
    insert into server.delivery_change (epoch, partition, position, event_id, delivery_id, appointment_id, channel, status, attempt, occurred_at)
    select id, 0, n, id, id, 'x', 'sms', 'sent', n, created_at + n * random() * interval '1 minute' from added, generate_series(1, 2) n where random() < 0.7`,
    [new Date(from), new Date(to), new Date(from), count],
  );
}

/** Totals are those of all deliveries of the span, and of each part of it. */
async function holdsTotals(db: Database, since: Date, until: Date): Promise<void> {
  const totals = await deliveryTotals(db.fork(), { since, until });
  const right = async (and: string) => {
    const count = (statuses: string) => `count(*) filter (where status in (${statuses}))::int`;
    const [row] = await db.fork().execute<Totals[]>(
      `select count(*)::int as total, ${count("'sent','delivered'")} as sent, ${count("'delivered'")} as delivered, ${count("'failed'")} as failed, ${count("'skipped'")} as skipped,
       ${count("'queued','sending','retrying'")} as open, ${PERCENTILE(0.5)} as "p50Ms", ${PERCENTILE(0.95)} as "p95Ms" from server.delivery d where created_at >= ? and created_at < ? and ${and}`,
      [since, until],
    );
    return row;
  };
  const { byChannel, byKind, byError, ...all } = totals;
  const parts = [
    ['true', all] as const,
    ...byChannel.map(({ channel, ...its }) => [`channel = '${channel}'`, its] as const),
    ...byKind.map(({ kind, ...its }) => [`kind = '${kind}'`, its] as const),
  ];
  for (const [and, found] of parts) {
    const wanted = await right(and);
    const near = (share: 'p50Ms' | 'p95Ms') => {
      const [one, other] = [found[share], wanted?.[share] ?? null];
      return (
        one === other || (one !== null && other !== null && Math.abs(one - other) <= other * ERROR * 1.000_001 + 1)
      );
    };
    expect([and, near('p50Ms'), near('p95Ms')]).toEqual([and, true, true]);
    expect([and, { ...found, p50Ms: null, p95Ms: null }]).toEqual([and, { ...wanted, p50Ms: null, p95Ms: null }]);
  }
  expect(byError.reduce((sum, { count }) => sum + count, 0)).toBe(all.failed);
}

const SOME = 'in (select id from server.delivery order by random() limit 7)';
const CHANGES = [
  `update server.delivery set status = 'failed', error_code = 'LATE' where id ${SOME}`,
  `update server.delivery set kind = 'reminder', status = 'delivered', error_code = null where id ${SOME}`,
  `update server.delivery set created_at = date_trunc('ms', created_at - random() * interval '2 days') where id ${SOME}`,
  `delete from server.delivery where id ${SOME}`,
  `delete from server.delivery_change where delivery_id ${SOME}`,
  `with late as (update server.delivery set updated_at = now() where id ${SOME} returning id, created_at)
   insert into server.delivery_change (epoch, partition, position, event_id, delivery_id, appointment_id, channel, status, attempt, occurred_at)
   select gen_random_uuid(), 0, 1, id, id, 'x', 'sms', 'sent', 1, created_at + interval '1 second' from late`,
] as const;

it(
  'statistics and counts are those of all deliveries, whatever was summed up when, and whatever changed since',
  { timeout: 240_000 },
  () =>
    withDatabase(async (db) => {
      const random = createRandom(17);
      const now = Date.now();
      await add(db, 2_000, now - 100 * HOUR, now + HOUR);
      for (let turn = 0; turn < 25; turn++) {
        const change = CHANGES[Math.floor(random() * CHANGES.length)] ?? CHANGES[0];
        if (random() < 0.8) await db.fork().execute(change);
        else await add(db, 5, now - 150 * HOUR, now);
        if (random() < 0.4) await go(db);
        const since = new Date(now - Math.floor(random() * 170 * HOUR));
        const until = new Date(since.getTime() + 1 + Math.floor(random() * 120 * HOUR));
        for (const bucket of ['hour', 'day'] as const) {
          const [found, right] = [await read(db, bucket, since, until), await direct(db, bucket, since, until)];
          const answered = bucket === 'day' ? judged(found, right) : found;
          expect([turn, change, bucket, answered]).toEqual([turn, change, bucket, right]);
        }
        await holdsTotals(db, since, until);
      }
      for (const timeZone of ['Europe/Vienna', 'Asia/Kolkata', 'America/St_Johns']) {
        const [since, until] = [new Date(now - 130 * HOUR), new Date(now - 3 * HOUR)];
        const days = await deliveryStatistics(db.fork(), { since, until }, { bucket: 'day', timeZone });
        const right = await direct(db, 'day', since, until, timeZone);
        const found = { statistics: days, timings: right.timings, counts: [], all: [] } as unknown as Read;
        expect([timeZone, judged(found, right).statistics]).toEqual([timeZone, right.statistics]);
      }
      const [summed] = await db
        .fork()
        .execute<{ rows: number }[]>('select count(*)::int as rows from server.delivery_rollup');
      expect(summed?.rows).toBeGreaterThan(80);
      await go(db);
      expect(await db.fork().execute('select * from server.delivery_rollup_stale')).toEqual([]);
    }),
);

it('a change that commits after its hour was summed up counts', () =>
  withDatabase(async (db) => {
    const now = Date.now();
    const [since, until] = [new Date(now - 100 * HOUR), new Date(now)];
    await add(db, 500, since.getTime(), now - 30 * HOUR);
    await go(db);
    const tx = db.fork();
    await tx.begin();
    await tx.execute(`update server.delivery set status = 'failed', error_code = 'LATE'`);
    await db
      .fork()
      .execute(
        `insert into server.delivery_rollup_stale (start) select distinct date_trunc('hour', created_at, 'UTC') from server.delivery`,
      );
    await go(db);
    await tx.commit();
    for (let n = 0; n < 2; n++) {
      const right = await direct(db, 'day', since, until);
      expect(judged(await read(db, 'day', since, until), right)).toEqual(right);
      expect((await countDeliveries(db.fork(), null, false)).map(({ status }) => status)).toEqual(['failed', 'failed']);
      await go(db);
    }
  }));

it('whole days and hours are read from their sums, and a table that was emptied from nothing', () =>
  withDatabase(async (db) => {
    const now = Date.now();
    await add(db, 500, now - 100 * HOUR, now - 30 * HOUR);
    await go(db);
    const [since, until] = [new Date(now - 200 * HOUR), new Date(now)];
    await db
      .fork()
      .execute(`update server.delivery_rollup set groups = '[]', timings = '[]', kinds = '[]', cells = '[]'`);
    expect(await read(db, 'day', since, until)).toEqual({ statistics: [], timings: [], counts: [], all: [] });
    await db.fork().execute('truncate server.delivery');
    await add(db, 500, now - 100 * HOUR, now - 30 * HOUR);
    const right = await direct(db, 'day', since, until);
    expect(judged(await read(db, 'day', since, until), right)).toEqual(right);
    await go(db);
    expect(await read(db, 'hour', since, until)).toEqual(await direct(db, 'hour', since, until));
  }));
