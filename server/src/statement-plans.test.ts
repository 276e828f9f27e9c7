import { recordStatements } from '@belltower/dev/record-statements';
import { sequentialReads } from '@belltower/dev/statement-plans';
import { preparedStatements } from '@belltower/support/postgres';
import { expect, it } from 'vitest';
import { openTestDatabase, withDatabase } from '../testing/with-database.ts';
import { type TestServer, withServer } from '../testing/with-server.ts';
import { sweepQuotaUses } from './appointments/quota-use.ts';
import { listDeliveries } from './deliveries/delivery-list.ts';
import { rollUp } from './deliveries/rollup.ts';
import { sweep } from './projection/retention.ts';
import { reemissionPolicy, reemit } from './reemission/reemit.ts';
import './server.ts'; // makes every statement of the server

/** Of a clinic in which most messages arrived, some failed, and few are under way. */
const STATUS =
  "(case when g % 1000 = 0 then 'queued' when g % 1000 = 1 then 'retrying' when g % 50 = 2 then 'failed' else 'delivered' end)";
const PLANS = {
  schemas: ['server'],
  fixed: ['projection', 'feed_epoch', 'feed_generation', 'feed_key', 'migrations', 'delivery_rollup_through'],
  values: {
    'delivery.status': STATUS,
    'delivery.channel': "case when g % 3 = 0 then 'sms' else 'email' end",
    'delivery.kind': "case when g % 20 = 0 then 'change' else 'confirmation' end",
    'appointment.cancelled_at': 'case when g % 40 = 0 then now() end',
    'delivery.user_id': "'user ' || g % 2000",
    'delivery.error_code': "case when g % 50 = 2 then 'REJECTED' end",
    'delivery.acknowledged': 'g % 500 <> 2', // of failures: one in ten is open
    'delivery_rollup.bucket': "case when g % 25 = 0 then 'day' else 'hour' end",
    'delivery_rollup.start': "date_trunc('hour', now()) - g * interval '1 hour'",
    'appointment.user_id': "'user ' || g % 2000",
    'delivery_change.partition': 'g % 4',
    'delivery_change.epoch':
      "case when g % 10 = 0 then '00000000-0000-4000-8000-000000000000' else '00000000-0000-4000-8000-000000000001' end::uuid",
  },
} as const;

const ORDERS = [
  'created-desc',
  'updated-desc',
  'updated-asc',
  'appointment-time-asc',
  'appointment-time-desc',
] as const;
const NONE = {
  ...{ statuses: [], channels: [], kinds: [], errorCodes: [], appointmentId: null, ids: null, open: null },
  ...{ since: null, until: null, appointmentSince: null, appointmentUntil: null, search: null, country: undefined },
};

/** What may read a whole table, by how it is named here, and why. */
const ALLOWED: readonly (readonly [statement: string, why: string])[] = [
  [
    'with recursive epochs',
    'of delivery_change former epochs alone, to which nothing is added, while there is one; once an hour',
  ],
  [
    '0 rows: server feed snapshot staff reads delivery',
    'the newest 1,000 of few; planned again at the next analyze, or after ten minutes',
  ],
  [
    '1500 rows: select a.user_id as "userId" from ( select user_id',
    'the newest 1,000 of 1,500, planned again at each call: with more rows it reads them by their index',
  ],
  ['delete from "server"."delivery_rollup"; reads', 'a migration, once'],
  ['update "server"."delivery" d set acknowledged =', 'a migration, once'],
  [
    'insert into "server"."retry_history" ("event_id", "delivery_id", "after_attempt", "requested_at")',
    'a migration, once',
  ],
  [
    'with adopted as ( insert into server.retry_history',
    'all retries, at a start; one in a thousand deliveries has one',
  ],
  [
    'delete from server.quota_use where until < now() reads quota_use',
    'once an hour; an index would cost each booking',
  ],
  [
    'select coalesce(r.event_id, d.source_event_id)',
    'the outbox, once a minute and while it is published; an index would cost each booking',
  ],
];

it('no statement of the server reads a growing table from start to end, at any size', { timeout: 300_000 }, () =>
  withDatabase(async (_db, { url }) => {
    const run = await recordStatements(() => withServer((server) => runEverything(server)));
    const prepared = preparedStatements();
    const names = new Map(prepared.map(({ text, name }) => [text, name]));
    const others = run.filter(({ text }) => text.replaceAll('"', '').includes('server.') && !names.has(text));
    expect(prepared.length).toBeGreaterThan(10);
    expect(others.length).toBeGreaterThan(20);
    const found = await sequentialReads(url, [...prepared, ...others], { ...PLANS, rows: [0, 1_500, 10_000, 200_000] });
    expect(found.filter((line) => !ALLOWED.some(([start]) => line.includes(start)))).toEqual([]);
  }),
);

async function runEverything(server: TestServer): Promise<void> {
  await request(server);
  await background(server);
}

/** Every list, with every condition, as staff and as a customer. */
async function request(server: TestServer): Promise<void> {
  const since = new Date(Date.now() - 60_000).toISOString();
  const until = new Date().toISOString();
  const id = '00000000-0000-4000-8000-000000000001';
  const deliveryFilters = [
    { statuses: ['FAILED'] },
    { statuses: ['FAILED', 'RETRYING'], channels: ['EMAIL'] },
    { channels: ['SMS'] },
    { kinds: ['CANCELLATION'] },
    { errorCodes: ['REJECTED'] },
    { appointmentId: id },
    { ids: [id] },
    { open: true },
    { open: false },
    { since, until },
    { appointmentSince: since, appointmentUntil: until },
    { appointmentUntil: until, open: true },
  ];
  const orders = ['UPDATED_DESC', 'UPDATED_ASC', 'APPOINTMENT_TIME_ASC', 'APPOINTMENT_TIME_DESC'];
  const staffFilters = [
    { search: id },
    { search: 'anna' },
    { search: 'K7QM-4TXB' },
    { search: '0660 123' },
    { search: 'li' },
  ];
  const appointmentFilters = [{}, { since, until }, { statuses: ['CANCELLED'] }, { statuses: ['BOOKED'] }];
  for (const role of ['staff', 'customer'] as const) {
    const token = await server.token(role, role);
    const run = async (query: string, variables: object = {}) => {
      const { errors } = await server.query(token, query, { ...variables });
      expect([query, errors]).toEqual([query, []]);
    };
    const appointments =
      'query($f:AppointmentFilter,$a:String){appointments(filter:$f,after:$a){nodes{id deliveries{id history{attempt}}} pageInfo{endCursor}}}';
    const deliveries =
      'query($f:DeliveryFilter,$a:String,$o:DeliveryOrder){deliveries(filter:$f,after:$a,orderBy:$o){nodes{id recipient appointment{id reference}} pageInfo{endCursor}}}';
    const booked = await server.query(
      token,
      'mutation($i:CreateAppointmentInput!){createAppointment(input:$i){feedCursor appointment{id deliveries{id acknowledgement{by} history{attempt}}}}}',
      {
        i: {
          time: new Date(Date.now() + 86_400_000).toISOString(),
          email: 'ann@example.com',
          notify: { email: true },
          idempotencyKey: role,
        },
      },
    );
    expect(booked.errors).toEqual([]);
    const { id: own } = booked.data.createAppointment.appointment;
    for (const change of [
      `rescheduleAppointment(input:{id:"${own}",title:"x",idempotencyKey:"move"})`,
      `rescheduleAppointment(input:{id:"${own}",title:"x",idempotencyKey:"move"})`,
      `cancelAppointment(input:{id:"${own}"})`,
    ])
      await run(`mutation{${change}{feedCursor appointment{id history{at} deliveries{id leftOut{of}}}}}`);
    for (const filter of [...appointmentFilters, ...(role === 'staff' ? [{ userId: 'customer' }] : [])])
      await run(appointments, { f: filter });
    for (const filter of [{}, ...deliveryFilters, ...(role === 'staff' ? staffFilters : [])])
      for (const o of role === 'staff' ? [undefined, orders[0], orders[2]] : [undefined])
        await run(deliveries, { f: filter, o });
    for (const [list, text, o] of [
      ['appointments', appointments, undefined],
      ...['CREATED_DESC', ...orders].map((order) => ['deliveries', deliveries, order] as const),
    ] as const) {
      const page = await server.query(token, text, { o });
      await run(text, { a: page.data[list].pageInfo.endCursor, o });
    }
    await run('query($i:ID!){appointment(id:$i){id}delivery(id:$i){id}}', { i: id });
    if (role === 'customer') continue;
    for (const bucket of ['MINUTE', 'HOUR', 'DAY'])
      await run(
        'query($s:DateTime!,$b:Bucket!){deliveryStatistics(since:$s,bucket:$b){count}deliveryTimings(since:$s,bucket:$b){sent}}',
        { s: since, b: bucket },
      );
    await run(
      'query($s:DateTime!,$u:DateTime!){deliveryCounts(since:$s){count}all:deliveryCounts(byKind:true){count}deliveryTotals(since:$s){total}deskSummary(since:$s,until:$u){waiting}problems{code waiting}}',
      { s: since, u: until },
    );
    for (const path of ['deliveries.csv?', 'deliveries.csv?orderBy=UPDATED_DESC&open=true&', 'statistics.csv?']) {
      const answer = await fetch(`${server.url}/export/${path}since=${since}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([path, answer.status, (await answer.text()).length > 0]).toEqual([path, 200, true]);
    }
    for (const search of ['', 'anna maria', 'ann@example.com', '0660 123', 'K7QM-4TXB', 'li', id])
      await run('query($s:String!){customers(search:$s){userId lastAppointmentAt appointmentCount}}', { s: search });
    await fetch(`${server.url}/metrics`);
  }
}

/** What lists read where there is more than they look at; and one run of each task. */
async function background({ database }: TestServer): Promise<void> {
  await using db = openTestDatabase(database.url);
  await db.ready;
  const window = { appointmentSince: new Date(), appointmentUntil: new Date(Date.now() + 100_000_000) };
  const staff = { role: 'staff', sub: 'desk', expiresAtMs: 0 } as const;
  for (const order of ORDERS)
    for (const lookedAt of [0, 1])
      await listDeliveries(
        db.fork(),
        staff,
        { ...NONE, ...window, ...(order.startsWith('appointment') && { statuses: ['queued'] }) },
        { first: 50, after: null },
        { order, lookedAt },
      );
  await rollUp(db, new AbortController().signal);
  await reemit(db.fork(), reemissionPolicy);
  await sweep(db, 30, new AbortController().signal);
  await sweepQuotaUses(db.fork());
}
