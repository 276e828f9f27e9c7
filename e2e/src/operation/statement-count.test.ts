/** What one booking or one move with one mail asks of PostgreSQL, with the event log in it, and what two idle services ask. */
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
/** What follows within milliseconds shares statements; on a machine that pauses it cannot: it is done as often as it takes, up to so often. */
const MOST = 100;

it('a booking or a move with one mail costs few statements and commits, and having nothing to do almost none', {
  timeout: 300_000,
}, async () => {
  await using postgres = await startPostgres({ settings: COUNTING_SETTINGS });
  await using system = await startSystem({ postgresUrl: postgres.url });
  const { server, database } = system;
  const customer = await callAs(server.url, 'ann', 'customer');
  const desk = await callAs(server.url, 'desk', 'staff');
  await using watch = desk.watch();
  const statistics = await countStatements(database.url);

  /** Does what queues one mail, and resolves when nothing of it is left to do. */
  const finish = async (begin: () => Promise<string>) => {
    const known = watch.changes.length;
    const id = await begin();
    const isSent = () =>
      watch.changes.slice(known).some(({ appointmentId, status }) => appointmentId === id && status === 'SENT');
    await until('the mail to be reported as sent', isSent);
    await until('all positions to be committed', async () => (await statistics.query(BEHIND)).length === 0);
  };
  let booked = '';
  const confirm = () =>
    finish(async () => {
      booked = (await book(customer, { phone: null, notify: { email: true, sms: false } })).id;
      return booked;
    });
  let moves = 0;
  const move = () =>
    finish(async () => {
      await customer.data(MOVE, { input: { id: booked, title: `move ${moves++}`, idempotencyKey: `move ${moves}` } });
      return booked;
    });
  await confirm();

  const settled = await statistics.read();
  await pause(IDLE_MS);
  const idle = workBetween(settled, await statistics.read());

  const withinBar = (work: DatabaseWork) => callsOf(work) <= BAR.statements && work.commits <= BAR.commits;
  for (const [what, once] of [
    ['a booking', confirm],
    ['a move', move],
  ] as const) {
    let work: DatabaseWork = idle;
    for (let n = 0; n === 0 || (n < MOST && !withinBar(work)); n++) {
      const before = await statistics.read();
      await once();
      work = workPerOperation(workBetween(before, await statistics.read()), idle, 1);
    }
    console.log(`${what} with one mail:\n${tableOf(work)}`);
    expect(callsOf(work)).toBeLessThanOrEqual(BAR.statements);
    expect(work.commits).toBeLessThanOrEqual(BAR.commits);
  }
  console.log(`idle, in ${(idle.ms / 1_000).toFixed(1)} s:\n${tableOf(idle)}`);
  expect(callsOf(idle) / (idle.ms / 1_000)).toBeLessThanOrEqual(BAR.idlePerSecond);
});

const MOVE =
  'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { appointment { sequence } } }';

/** Partitions with records that a group, or the projection, has not finished. */
const BEHIND = `
select from event_log.partition p join event_log.topic t on t.id = p.topic_id
left join event_log.group_position g on g.partition_id = p.id
left join server.projection r on r.topic = t.name and r.partition = p.number
where t.name not like '%.dlq' and p.next_position > coalesce(g.committed, r.position + 1, 0)`;
