import { EventLogError } from '@belltower/event-log';
import { deadLetterTopicOf } from '@belltower/events';
import { expect, it } from 'vitest';
import { appointmentCreated, startWorld, until, type World } from '../../testing/world.ts';
import { createReporter } from '../report/reporter.ts';

const CREATED = 'appointments.created';
const linesOf = ({ lines }: World, text: string) => lines.filter(({ msg }) => String(msg).includes(text));

/** Makes PostgreSQL refuse rows of a table with an SQLSTATE; the answer lets it take them again. */
async function refuse({ database }: World, table: string, when: string, sqlState: string) {
  await database.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if ${when} then raise exception 'refused by the test' using errcode = '${sqlState}'; end if; return new; end $$`);
  await database.query(
    `create trigger refuse before insert or update on ${table} for each row execute function refuse()`,
  );
  return () => database.query(`drop function refuse() cascade`);
}

it('a delivery whose ledger refuses every row is finished without a restart once it takes them again', async () => {
  await using world = await startWorld();
  const { port } = await world.startNotifier();
  const takeAgain = await refuse(world, 'notifier.delivery', 'true', '23514');
  const event = appointmentCreated({ email: 'ann@example.com' });
  await world.append(event);
  await until('not even the failure can be recorded', () => linesOf(world, 'neither ended nor given up').length > 0);
  const page = async () => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await until('it lasts', async () =>
    /notifier_fault_seconds\{part="deliveries"\} 0?\.?[0-9.]*[1-9]/.test(await page()),
  );
  expect(await world.committed()).toBe(0);
  await takeAgain();
  await world.finished(1);
  expect(world.statuses(event, 'email').at(-1)).toMatch(/^(sent|failed) /);
  expect(linesOf(world, 'neither ended nor given up')).toHaveLength(1);
  expect(linesOf(world, 'no delivery is stuck any more')).toHaveLength(1);
  expect(world.deadLetters.length).toBe(1); // one copy, however often it was tried
  expect(await page()).toContain('notifier_fault_seconds{part="deliveries"} 0');
  expect(await page()).toContain(`notifier_dead_letters_total{topic="${CREATED}"} 1`);
});

it('a dead-letter topic that cannot be written holds up its own records only, until it can be written again', async () => {
  await using world = await startWorld();
  await world.startNotifier();
  const takeAgain = await refuse(world, 'event_log.record', `new.headers like '%dead-letter-code%'`, '53100');
  await world.log.append([{ topic: CREATED, key: 'x', value: 'no JSON', headers: {} }]);
  const event = appointmentCreated({ email: 'ann@example.com' });
  await world.append(event);
  await until('the other one is reported', () => world.statuses(event, 'email').includes('sent 1'));
  await until('a line', () => linesOf(world, 'dead letters cannot be written').length > 0);
  expect(await world.committed()).toBe(0);
  await takeAgain();
  await world.finished(2);
  expect(world.deadLetters).toHaveLength(1);
  expect(linesOf(world, 'dead letters cannot be written')).toHaveLength(1);
  await until('it is over', () => linesOf(world, 'dead letters are written again').length === 1);
});

it('a dead letter of which the log takes nothing is offered until it takes some of it, and a small one is left whole', async () => {
  await using world = await startWorld();
  const failures: unknown[] = [];
  let limit = -1;
  const log = {
    ...world.log,
    async append(records: Parameters<World['log']['append']>[0]) {
      if (records.some(({ value }) => value.length > limit)) throw new EventLogError('RECORD_TOO_LARGE', 'too large');
      await world.log.append(records);
    },
  };
  await using reporter = createReporter(log, { failed: (_what, error) => failures.push(error), written: () => {} });
  const record = { topic: CREATED, partition: 0, position: 7, key: 'k', headers: {}, appendedAt: new Date() };
  const parking = reporter.park({ ...record, value: Buffer.alloc(500_000, 'x') }, 'INVALID', 'large');
  await until('nothing of it is taken', () => failures.length >= 2);
  limit = 10_000;
  await parking;
  await reporter.park({ ...record, value: Buffer.alloc(500, 'x') }, 'INVALID', 'small');
  await until('both', () => world.deadLetters.length === 2);
  const [cut, whole] = world.deadLetters;
  expect(cut).toMatchObject({ topic: deadLetterTopicOf(CREATED), headers: { 'dead-letter-cut-from-bytes': '500000' } });
  expect(cut?.value.length).toBe(4_000);
  expect(whole?.value.length).toBe(500);
});
