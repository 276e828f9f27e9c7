/** What one booking with one mail asks of PostgreSQL, with the event log in it, and what two idle services ask. */
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '@belltower/dev/postgres';
import {
  COUNTING_SETTINGS,
  callsOf,
  countStatements,
  type DatabaseWork,
  tableOf,
  workBetween,
  workPerOperation,
} from '@belltower/dev/statement-statistics';
import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

/** At most. */
const BAR = { statements: 20, commits: 8, idlePerSecond: 3 };
const IDLE_MS = 10_000;
/** What follows within milliseconds shares statements; on a machine that pauses it cannot: as many are booked as it takes, up to these. */
const BOOKINGS = 100;

it('a booking with one mail costs few statements and commits, and having nothing to do almost none', {
  timeout: 300_000,
}, async () => {
  await using postgres = await startPostgres({ settings: COUNTING_SETTINGS });
  await using system = await startSystem({ postgresUrl: postgres.url });
  const { server, database } = system;
  const customer = await callAs(server.url, 'ann', 'customer');
  const desk = await callAs(server.url, 'desk', 'staff');
  await using watch = desk.watch();
  const statistics = await countStatements(database.url);

  /** Books, and resolves when nothing of it is left to do. */
  const confirm = async () => {
    const { id } = await book(customer, { phone: null, notify: { email: true, sms: false } });
    const isSent = () => watch.changes.some(({ appointmentId, status }) => appointmentId === id && status === 'SENT');
    await until('the mail to be reported as sent', isSent);
    await until('all positions to be committed', async () => (await statistics.query(BEHIND)).length === 0);
  };
  await confirm();

  const settled = await statistics.read();
  await pause(IDLE_MS);
  const idle = workBetween(settled, await statistics.read());

  const withinBar = (work: DatabaseWork) => callsOf(work) <= BAR.statements && work.commits <= BAR.commits;
  let perAppointment: DatabaseWork = idle;
  for (let n = 0; n === 0 || (n < BOOKINGS && !withinBar(perAppointment)); n++) {
    const before = await statistics.read();
    await confirm();
    perAppointment = workPerOperation(workBetween(before, await statistics.read()), idle, 1);
  }
  console.log(`idle, in ${(idle.ms / 1_000).toFixed(1)} s:\n${tableOf(idle)}`);
  console.log(`a booking with one mail:\n${tableOf(perAppointment)}`);

  expect(callsOf(perAppointment)).toBeLessThanOrEqual(BAR.statements);
  expect(perAppointment.commits).toBeLessThanOrEqual(BAR.commits);
  expect(callsOf(idle) / (idle.ms / 1_000)).toBeLessThanOrEqual(BAR.idlePerSecond);
});

/** Partitions with records that a group, or the projection, has not finished. */
const BEHIND = `
select from event_log.partition p join event_log.topic t on t.id = p.topic_id
left join event_log.group_position g on g.partition_id = p.id
left join server.projection r on r.topic = t.name and r.partition = p.number
where t.name not like '%.dlq' and p.next_position > coalesce(g.committed, r.position + 1, 0)`;
