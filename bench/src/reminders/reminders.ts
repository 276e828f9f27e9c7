/** What planned reminders cost while none is due, how long many that are due at once take, and what they add to a booking. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createQuery } from '@belltower/dev/query';
import { COUNTING_SETTINGS, callsOf, countStatements, workBetween } from '@belltower/dev/statement-statistics';
import { until } from '@belltower/dev/until';
import { pino } from 'pino';
import { reminderDueEvents } from '../../../server/src/appointments/reminder-due.ts';
import { createWriteBatch } from '../../../server/src/appointments/write-batch.ts';
import { openDatabase } from '../../../server/src/db/database.ts';
import { startScheduler } from '../../../server/src/reminders/scheduler.ts';
import { tables } from '../../../server/src/tables.ts';
import { appointmentWriteFor } from '../../../server/testing/appointments.ts';
import type { Bench, How } from '../bench.ts';
import { atMost, type Line, line } from '../line.ts';
import { openScene } from '../parts/scene.ts';

/** The scheduler at 10 and at 1,000,000 planned rows, 1,000 due in one second, and bookings with two reminders and without. */
export const reminders: Bench = { name: 'reminders', run };

const MANY = 1_000_000;
const DUE = 1_000;
const LOOKS = 50;
const IDLE_MS = 20_000;
const BOOKINGS = 50;
const log = pino({ level: 'silent' });

type Tables = ReturnType<typeof openDatabase>;

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene(COUNTING_SETTINGS);
  const url = await scene.database('ours');
  const options = { url, ...tables, connections: 8, statementTimeoutMs: 60_000, name: 'bench' };
  await using db = openDatabase(options, log);
  await db.ready;
  const query = createQuery(url);
  const statistics = await countStatements(url);
  const counted = async (work: () => Promise<void>) => {
    const before = await statistics.read();
    await work();
    return workBetween(before, await statistics.read());
  };
  const looks: Record<number, Awaited<ReturnType<typeof look>>[]> = {};
  for (const count of [10, MANY]) {
    await query(PLANNED, [count === 10 ? 10 : Math.round(count * how.share) - 10]);
    await query('vacuum analyze server.reminder');
    how.say(`${count} reminders are planned`);
    looks[count] = [];
    for (let round = 0; round < how.rounds; round++) looks[count].push(await look(db, statistics));
  }
  const idle = await counted(async () => {
    await using _scheduler = startScheduler(schedulerOn(db));
    await pause(IDLE_MS);
  });
  const emitted: number[] = [];
  for (let round = 0; round < how.rounds; round++) emitted.push(await emitThousand(db, query));

  const book = (withReminders: boolean) => counted(() => bookAlone(db, withReminders));
  await book(true);
  const alone: { readonly plain: Work; readonly reminded: Work }[] = [];
  for (let round = 0; round < how.rounds; round++) alone.push({ plain: await book(false), reminded: await book(true) });
  const micros = ({ statements }: Work) => statements.reduce((sum, one) => sum + one.micros, 0);
  return [
    line('a look for due ones, of 10 planned: pages read', looks[10] ?? [], ({ pages }) => pages, 'pages', atMost(10)),
    line('a look, of 1,000,000 planned: pages read', looks[MANY] ?? [], ({ pages }) => pages, 'pages', atMost(10)),
    line('the same: PostgreSQL', looks[MANY] ?? [], (one) => one.micros, 'µs', atMost(1_000)),
    line(
      '1,000,000 planned, none due: statements a second',
      [idle],
      (work) => callsOf(work) / (work.ms / 1_000),
      'a second',
      atMost(0.1),
    ),
    line('1,000 due within one second: all in the outbox after the last', emitted, (ms) => ms, 'ms', atMost(3_000)),
    line(
      'a booking with two reminders, alone: statements',
      alone,
      ({ reminded }) => callsOf(reminded) / BOOKINGS,
      'statements',
      atMost(1),
    ),
    line('the same: commits', alone, ({ reminded }) => reminded.commits / BOOKINGS, 'commits', atMost(1.05)),
    line(
      'the same: time in PostgreSQL ÷ without',
      alone,
      ({ plain, reminded }) => micros(reminded) / micros(plain),
      '',
      atMost(1.5),
    ),
  ];
}

type Work = ReturnType<typeof workBetween>;
type Statistics = Awaited<ReturnType<typeof countStatements>>;
type Query = ReturnType<typeof createQuery>;

/** Far ahead, as they are in a year of a large clinic: their appointments are not read. */
const PLANNED = `insert into server.reminder (appointment_id, planned_sequence, before_minutes, event_id, due_at, email, sms, status)
select gen_random_uuid(), 0, 1440, gen_random_uuid(), now() + interval '1 day' + n * interval '30 seconds', true, false, 'planned'
from generate_series(1, $1::int) n`;

const LOOK_STATISTICS = `select calls::float8 as calls, (shared_blks_hit + shared_blks_read)::float8 as pages,
  (total_exec_time + total_plan_time) * 1000 as micros from pg_stat_statements where query like '%/* server next reminder */'`;

/** What one look takes, of many by a scheduler that is in a hurry. */
async function look(db: Tables, { query }: Statistics) {
  const read = async () => (await query<{ calls: number; pages: number; micros: number }>(LOOK_STATISTICS))[0];
  const before = (await read()) ?? { calls: 0, pages: 0, micros: 0 };
  {
    await using _scheduler = startScheduler({ ...schedulerOn(db), pollMs: 5 });
    await until('it has looked', async () => ((await read())?.calls ?? 0) >= before.calls + LOOKS);
  }
  const after = (await read()) ?? before;
  const looked = after.calls - before.calls;
  return { pages: (after.pages - before.pages) / looked, micros: (after.micros - before.micros) / looked };
}

const schedulerOn = (db: Tables) => ({
  ...{ db, log, leads: () => true },
  eventsOf: (tx: Parameters<typeof reminderDueEvents>[0], rows: Parameters<typeof reminderDueEvents>[1]) =>
    reminderDueEvents(tx, rows, { quotas: { messagesPerDay: 0 } }),
});

/** Plans them for the second after the next; resolves with how long after the last was due all were in the outbox. */
async function emitThousand(db: Tables, query: Query): Promise<number> {
  await query('delete from server.outbox');
  const writes = createWriteBatch({ fork: db.fork, onCommitted() {} });
  const from = Date.now() + 5_000;
  await Promise.all(
    Array.from({ length: DUE }, (_, n) => {
      const dueAt = new Date(from + n);
      const one = appointmentWriteFor('anna', { time: new Date(from + 3_600_000) });
      return writes.write({ ...one, reminders: [{ beforeMinutes: 60, email: true, sms: false, dueAt }] });
    }),
  );
  await using _scheduler = startScheduler(schedulerOn(db));
  const there = async () => {
    const [row] = await query<{ n: number }>(
      `select count(*)::int as n from server.outbox where topic = 'appointments.changed'`,
    );
    return row?.n === DUE;
  };
  await until('all are in the outbox', there);
  return Date.now() - (from + DUE - 1);
}

/** One after the other, each a statement of its own. */
async function bookAlone(db: Tables, withReminders: boolean): Promise<void> {
  const writes = createWriteBatch({ fork: db.fork, onCommitted() {} });
  const at = new Date(Date.now() + 86_400_000);
  const rule = { email: true, sms: false, dueAt: at };
  const planned = [
    { ...rule, beforeMinutes: 1_440 },
    { ...rule, beforeMinutes: 120 },
  ];
  for (let n = 0; n < BOOKINGS; n++) {
    const one = appointmentWriteFor(randomUUID());
    await writes.write({ ...one, reminders: withReminders ? planned : [] });
  }
}
