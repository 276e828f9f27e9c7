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

/** At most. To come: 20, 8 and 3. */
const BAR = { statements: 21, commits: 11.5, idlePerSecond: 3 };
const IDLE_MS = 10_000;
/** Steps that follow each other quickly share statements; on a machine that pauses between them they cannot: the cheapest round counts. */
const ROUNDS = 4;
const BOOKINGS = 4;

it('a booking with one mail costs few statements and commits, and having nothing to do almost none', async () => {
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

  const rounds: DatabaseWork[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await statistics.read();
    for (let n = 0; n < BOOKINGS; n++) await confirm();
    rounds.push(workPerOperation(workBetween(before, await statistics.read()), idle, BOOKINGS));
  }
  const [cheapest] = rounds.toSorted((one, other) => callsOf(one) - callsOf(other));
  if (cheapest === undefined) throw new Error('unreachable');
  console.log(`idle, in ${(idle.ms / 1_000).toFixed(1)} s:\n${tableOf(idle)}`);
  console.log(`a booking with one mail:\n${tableOf(cheapest)}`);

  expect(callsOf(cheapest)).toBeLessThanOrEqual(BAR.statements);
  expect(Math.min(...rounds.map(({ commits }) => commits))).toBeLessThanOrEqual(BAR.commits);
  expect(callsOf(idle) / (idle.ms / 1_000)).toBeLessThanOrEqual(BAR.idlePerSecond);
});

/** Partitions with records that a group, or the projection, has not finished. */
const BEHIND = `
select from event_log.partition p join event_log.topic t on t.id = p.topic_id
left join event_log.group_position g on g.partition_id = p.id
left join server.projection r on r.topic = t.name and r.partition = p.number
where t.name not like '%.dlq' and p.next_position > coalesce(g.committed, r.position + 1, 0)`;
