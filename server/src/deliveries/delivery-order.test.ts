import { expect, it } from 'vitest';
import { withDatabase } from '../../testing/with-database.ts';
import type { Caller } from '../auth/caller.ts';
import type { Database } from '../db/database.ts';
import type { Page } from '../db/pages.ts';
import type { DeliveryConditions } from './delivery-conditions.ts';
import { listDeliveries } from './delivery-list.ts';
import type { DeliveryOrder } from './delivery-order.ts';

const staff: Caller = { role: 'staff', sub: 'desk', expiresAtMs: 0 };
const anna: Caller = { role: 'customer', sub: 'user 1', expiresAtMs: 0 };
const NONE: DeliveryConditions = {
  ...{ statuses: [], channels: [], kinds: [], errorCodes: [], appointmentId: null, ids: null, open: null },
  ...{ since: null, until: null, appointmentSince: null, appointmentUntil: null, search: null, country: 'AT' },
};
const START = new Date('2026-03-01T00:00:00Z');
const at = (hours: number) => new Date(START.getTime() + hours * 3_600_000);

/** Appointments of few times, so that many have the same, with two deliveries each; and deliveries of another system. */
async function fill(db: Database): Promise<void> {
  await db.fork().execute(`with booked as (
    insert into server.appointment (id, event_id, occurred_at, user_id, customer_name, title, time, time_zone, duration_minutes, email, notify_email, notify_sms, caller_sub, input_hash, created_at, feed_start)
    select gen_random_uuid(), gen_random_uuid(), '2026-03-01', 'user ' || n % 7, case when n % 9 = 0 then 'Xaver' else 'Anna' end, 'Dental check', '2026-03-01'::timestamptz + (n * 7919 % 11) * interval '1 hour', 'UTC', 30, 'a@example.com', true, true, 'desk', 'hash', '2026-02-01'::timestamptz + n * interval '1 minute', '{}'
    from generate_series(1, 200) n returning *
  ) insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
  select gen_random_uuid(), gen_random_uuid(), id::text, user_id, c, case when md5(id::text || c) < '2' then 'failed' else 'delivered' end, 1, created_at, created_at + ('x' || left(md5(id::text || c), 2))::bit(8)::int % 5 * interval '1 hour'
  from booked cross join unnest(array['email', 'sms']) c`);
  await db
    .fork()
    .execute(`insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, created_at, updated_at)
    select gen_random_uuid(), gen_random_uuid(), n::text, 'email', case when n % 3 = 0 then 'failed' else 'delivered' end, 1, '2026-02-01'::timestamptz + n / 4 * interval '30 minute', '2026-02-02' from generate_series(1, 30) n`);
  await db.fork().execute(`insert into server.acknowledgement (delivery_id, "by", at)
    select id, 'desk', now() from server.delivery where status = 'failed' and id::text < '8'`);
}

interface Row {
  readonly id: string;
  readonly created: number;
  readonly updated: number;
  readonly time: number | null;
}

/** In order, as plain code has it. */
function inOrder(rows: readonly Row[], order: DeliveryOrder): readonly string[] {
  const by = (sign: number, key: (row: Row) => number) => (one: Row, other: Row) =>
    sign * (key(one) - key(other)) || sign * (one.id < other.id ? -1 : 1);
  const newest = by(-1, ({ created }) => created);
  const [own, foreign] = [rows.filter(({ time }) => time !== null), rows.filter(({ time }) => time === null)];
  const byTime = (sign: number) => [...own.toSorted(by(sign, ({ time }) => time ?? 0)), ...foreign.toSorted(newest)];
  const sorted = {
    'created-desc': () => rows.toSorted(newest),
    'updated-desc': () => rows.toSorted(by(-1, ({ updated }) => updated)),
    'updated-asc': () => rows.toSorted(by(1, ({ updated }) => updated)),
    'appointment-time-asc': () => byTime(1),
    'appointment-time-desc': () => byTime(-1),
  };
  return sorted[order]().map(({ id }) => id);
}

const ORDERS = [
  'created-desc',
  'updated-desc',
  'updated-asc',
  'appointment-time-asc',
  'appointment-time-desc',
] as const;
const CASES: readonly (readonly [string, Caller, Partial<DeliveryConditions>, string])[] = [
  ['all', staff, {}, 'true'],
  ['of a status', staff, { statuses: ['failed'] }, "d.status = 'failed'"],
  ['of a status that none has', staff, { statuses: ['retrying'] }, 'false'],
  ['of a customer', anna, {}, "d.user_id = 'user 1'"],
  ['searched', staff, { search: 'xaver' }, "a.customer_name = 'Xaver'"],
  ['searched, what nearly all have', staff, { search: 'dental check' }, 'a.id is not null'],
  ['created since', staff, { since: new Date('2026-02-01T02:00:00Z') }, "d.created_at >= '2026-02-01T02:00:00Z'"],
  [
    'of times',
    staff,
    { appointmentSince: at(3), appointmentUntil: at(6) },
    `a.time >= '${at(3).toISOString()}' and a.time < '${at(6).toISOString()}'`,
  ],
  [
    'of times since',
    staff,
    { appointmentSince: at(8), statuses: ['failed'] },
    `a.time >= '${at(8).toISOString()}' and d.status = 'failed'`,
  ],
  [
    'open ones of times until',
    staff,
    { appointmentUntil: at(6), open: true },
    `a.time < '${at(6).toISOString()}' and d.status = 'failed' and d.id::text >= '8'`,
  ],
];

it(
  'each order has every delivery once, page by page, whatever narrows it and however few appointments are looked at',
  { timeout: 120_000 },
  () =>
    withDatabase(async (db) => {
      await fill(db);
      for (const [name, caller, narrowing, sql] of CASES) {
        const rows = await db.fork().execute<Row[]>(
          `select d.id, extract(epoch from d.created_at)::float8 as created, extract(epoch from d.updated_at)::float8 as updated, extract(epoch from a.time)::float8 as time
         from server.delivery d left join server.appointment a on a.id::text = d.appointment_id where ${sql}`,
        );
        for (const order of ORDERS) {
          const looks =
            order.startsWith('appointment') || 'appointmentSince' in narrowing || 'appointmentUntil' in narrowing;
          for (const lookedAt of looks ? [1, 20, 5_000] : [5_000]) {
            const found: string[] = [];
            for (let after: Page['after'] = null; ; ) {
              const page = { first: 37, after };
              const placed = await listDeliveries(db.fork(), caller, { ...NONE, ...narrowing }, page, {
                order,
                lookedAt,
              });
              found.push(...placed.slice(0, 37).map(({ row }) => row.id));
              if (placed.length <= 37) break;
              after = placed[36]?.place ?? null;
            }
            expect([name, order, lookedAt, found]).toEqual([name, order, lookedAt, inOrder(rows, order)]);
          }
        }
      }
    }),
);
