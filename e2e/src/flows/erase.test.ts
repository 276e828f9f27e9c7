/** Erasing one person: nothing names them any more in any table, nobody else is touched, and nothing is sent again. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { encode, eventUserIdOf } from '@belltower/events';
import { expect, it, vi } from 'vitest';
import { appointmentCreated } from '../../../notifier/testing/world.ts';
import { type Booked, book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { type System, startSystem } from '../testbed/system.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }); // against hangs only, also on a loaded machine

const ROOT = new URL('../../../', import.meta.url).pathname;
const ANNA = { email: 'anna-erased@example.com', phone: '+15555550171', customerName: 'Anna Eraser-Müller' };
const BEN = { email: 'ben-kept@example.com', phone: '+15555550172' };

async function erase(system: System, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: system.database.url, ...more };
  const done = promisify(execFile)(process.execPath, ['dev/src/commands/erase.ts', ...args], {
    cwd: ROOT,
    env,
    timeout: 240_000,
  });
  return await done.then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

/** The tables in which a text stands anywhere, bytes included. */
async function tablesWith(system: System, text: string): Promise<string[]> {
  const tables = await system.database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('server', 'notifier', 'event_log') order by 1`,
  );
  const hex = Buffer.from(text).toString('hex');
  const looks = tables.map(
    ({ name }) =>
      `select '${name}' as name where exists (select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0)`,
  );
  const found = await system.database.query<{ name: string }>(`${looks.join(' union all ')} order by 1`, [text, hex]);
  return found.map(({ name }) => name);
}

it('the erase command lists what it would erase, erases one person from tables and log, and nothing is sent again', async () => {
  await using system = await startSystem();
  await using log = openEventLog({ kind: 'postgres', url: system.database.url });
  const anna = await callAs(system.server.url, 'anna|erased', 'customer');
  const ben = await callAs(system.server.url, 'ben|kept', 'customer');
  const staff = await callAs(system.server.url, 'anna|erased', 'staff');
  await using watch = staff.watch();
  const hers = await book(anna, ANNA);
  const his = await book(ben, BEN);
  await book(staff, { ...BEN, userId: 'ben|kept', idempotencyKey: 'by anna' });
  const annasUserId = eventUserIdOf('anna|erased');
  const foreign = foreignEvent({ appointment_id: '4711', user_id: annasUserId, email: ANNA.email });
  await log.append([
    encode(foreign, 'test'),
    { topic: 'appointments.created.dead-letter', key: 'k', value: `half an event of ${ANNA.email}` },
  ]);
  const rested = (change: { status: string; channel: string }) =>
    change.status === (change.channel === 'SMS' ? 'DELIVERED' : 'SENT');
  await until('all seven are delivered', () => watch.changes.filter(rested).length === 7);
  await system.database.query(
    `insert into notifier.suppression (channel, address, reason, expires_at) values ('email', $1, 'dead', now() + interval '1 day')`,
    [ANNA.email],
  );
  const annas = [ANNA.email, ANNA.phone, 'anna|erased', annasUserId, ANNA.customerName];
  const before = await Promise.all(annas.map((text) => tablesWith(system, text)));
  expect(before.map((tables) => tables.length > 0)).toEqual([true, true, true, true, true]);
  expect(await tablesWith(system, BEN.email)).toEqual([
    'event_log.record',
    'notifier.source_event',
    'server.appointment',
  ]);

  const dryRun = await erase(system, ['--user', 'anna|erased']);
  expect(dryRun).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is erased yet') });
  expect(await Promise.all(annas.map((text) => tablesWith(system, text)))).toEqual(before);

  const done = await erase(system, ['--user', 'anna|erased', '--yes']);
  expect(done.code, done.stderr).toBe(0);
  expect(done.stdout).toContain('appointment: 1 erased');
  expect(done.stdout).toContain("events' bytes: 2 erased");
  expect(done.stdout.replaceAll('would be erased', 'erased')).toBe(
    dryRun.stdout.replaceAll('would be erased', 'erased').replace(/nothing is erased yet.*\n/, ''),
  );
  expect(await Promise.all(annas.map((text) => tablesWith(system, text)))).toEqual([[], [], [], [], []]);
  expect(await tablesWith(system, BEN.email)).toEqual([
    'event_log.record',
    'notifier.source_event',
    'server.appointment',
  ]);
  expect(await ben.data(`{ appointment(id: "${his.id}") { email } }`)).toEqual({ appointment: { email: BEN.email } });
  expect(await anna.data(`{ appointment(id: "${hers.id}") { id } }`)).toEqual({ appointment: null });

  await system.notifier.signal('SIGKILL');
  await system.database.query(`delete from event_log.group_position where group_name = 'notifier'`);
  await system.notifier.start();
  const after = await book(ben, BEN); // whatever the repeats would cause comes before this
  await until('a later booking is delivered', () =>
    watch.changes.some((change) => change.appointmentId === after.id && rested(change) && change.channel === 'EMAIL'),
  );
  expect(await system.mailsTo(ANNA.email)).toHaveLength(2);
  expect(await system.mailsTo('erased@erased.invalid')).toEqual([]);
  expect(system.smsTo(ANNA.phone)).toHaveLength(1);
});

it('the erase command erases corrected addresses, notes and unpublished events, and keeps those of others', async () => {
  await using system = await startSystem();
  const anna = await callAs(system.server.url, 'anna|beside', 'customer');
  const ben = await callAs(system.server.url, 'ben|beside', 'customer');
  const staff = await callAs(system.server.url, 'anna|beside', 'staff');
  const failing = { phone: magicRecipients.invalid.number, notify: { sms: true } };
  const booked: Booked[] = [];
  {
    await using watch = staff.watch();
    const countOf = (status: string) => watch.changes.filter((change) => change.status === status).length;
    for (const caller of [anna, anna, ben, ben]) booked.push(await book(caller, failing));
    await until('all have failed', () => countOf('FAILED') === 4);
    const [hers, hersNoted, his, hisNoted] = booked.map(({ deliveries }) => deliveries[0]?.id);
    const retry = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';
    await staff.data(retry, { input: { id: hers, phone: '+15555550173' } });
    await staff.data(retry, { input: { id: his, phone: '+15555550174' } });
    const note = 'mutation ($id: ID!, $note: String) { acknowledgeDelivery(id: $id, note: $note) { delivery { id } } }';
    await staff.data(note, { id: hersNoted, note: 'Her neighbour lets her know' });
    await staff.data(note, { id: hisNoted, note: 'His neighbour lets him know' });
    await until('both are delivered', () => countOf('DELIVERED') === 2);
  }
  await system.server.signal('SIGTERM');
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: system.database.url };
  const republish = ['server/src/commands/republish.ts', '--since', '2020-01-01T00:00:00Z'];
  await promisify(execFile)(process.execPath, republish, { cwd: ROOT, env });

  const tables = (texts: readonly string[]) => Promise.all(texts.map((text) => tablesWith(system, text)));
  const ofAnna = ['+15555550173', 'Her neighbour', 'anna|beside', booked[0]?.id ?? ''];
  const ofBen = ['+15555550174', 'His neighbour', 'ben|beside', booked[2]?.id ?? ''];
  const kept = await tables(ofBen);
  expect(kept[0]).toContain('server.retry_history');
  expect((await tables(ofAnna)).map((found) => found.length > 0)).toEqual([true, true, true, true]);
  expect(kept[3]).toContain('server.outbox');
  const done = await erase(system, ['--user', 'anna|beside', '--yes']);
  expect(done.code, done.stderr).toBe(0);
  expect((await tables(ofAnna)).slice(0, 3)).toEqual([[], [], []]);
  expect((await tables(ofAnna))[3]?.filter((name) => name.startsWith('server.'))).toEqual([]);
  expect(await tables(ofBen)).toEqual(kept);
  for (const table of ['retry_request', 'retry_history']) {
    const rows = await system.database.query(`select requested_by as by from server.${table}`);
    expect([table, rows]).toEqual([table, [{ by: 'erased' }]]);
  }
  expect(await system.database.query('select "by" from server.acknowledgement')).toEqual([{ by: 'erased' }]);
});

it('the erase command leaves a future appointment whose message is under way, and says so', async () => {
  await using system = await startSystem({ cold: true });
  await system.server.start();
  const anna = await callAs(system.server.url, 'anna', 'customer');
  const booked = await book(anna, ANNA);
  const done = await erase(system, ['--user', 'anna', '--yes']);
  expect(done).toMatchObject({ code: 3, stdout: expect.stringContaining(`appointment ${booked.id} is left`) });
  await system.notifier.start();
  await using watch = anna.watch({ appointmentId: booked.id });
  await until('its message arrives', () =>
    watch.changes.some(({ status }) => status === 'SENT' || status === 'DELIVERED'),
  );
  expect(await erase(system, [])).toMatchObject({ code: 2, stderr: expect.stringContaining('erase --user <id>') });
});

it('the erase command leaves a foreign event whose message is under way, and what finds the person again', async () => {
  await using system = await startSystem();
  await using log = openEventLog({ kind: 'postgres', url: system.database.url });
  const anna = await callAs(system.server.url, 'anna|left', 'customer');
  const staff = await callAs(system.server.url, 'desk', 'staff');
  await using watch = staff.watch();
  const reached = (appointmentId: string, status: string) =>
    watch.changes.some((change) => change.appointmentId === appointmentId && change.status === status);
  const booked = await book(anna, { ...ANNA, notify: { email: true } });
  const refused = { appointmentId: '4712', email: 'anna@away.example' }; // for a moment, always
  const { appointment, ...made } = appointmentCreated(refused);
  const event = { ...made, appointment: { ...appointment, user_id: eventUserIdOf('anna|left') } };
  await log.append([encode(event, 'test')]);
  await until('hers is sent', () => reached(booked.id, 'SENT'));
  await until('the other is to be tried again', () => reached('4712', 'RETRYING'));

  const before = await Promise.all([ANNA.email, refused.email].map((text) => tablesWith(system, text)));
  expect(before[1]).toEqual(['event_log.record', 'notifier.source_event']);
  const done = await erase(system, ['--user', 'anna|left', '--yes']);
  expect(done).toMatchObject({ code: 3, stdout: expect.stringContaining(`event ${event.event_id} is left`) });
  expect(done.stdout).toContain('the server’s part waits');
  expect(await tablesWith(system, refused.email)).toEqual(before[1]);
  expect(await tablesWith(system, ANNA.email)).toEqual(['server.appointment']);
});

it('the erase command erases on Kafka what can be, and says what becomes of the records', async () => {
  await using system = await startSystem();
  const kafka = { KAFKA_BROKERS: '127.0.0.1:1', TOPIC_RETENTION_MS: '172800000' };
  const { stdout } = await erase(system, ['--user', 'anna', '--yes'], kafka);
  expect(stdout).toContain("Kafka's records cannot be changed");
  expect(stdout).toContain('2 days for new topics; 30 days for dead letters');
  expect(stdout).toContain('server  appointment: 0 erased');
});
