/** Events that are emitted again after everything was delivered send nothing a second time. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

it('no second message is sent when the events of delivered appointments are republished', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const people = [1, 2, 3].map((n) => ({ email: `anna-${n}@example.com`, phone: `+1555555018${n}` }));
  await using watch = customer.watch();
  for (const person of people) await book(customer, person);
  const rested = () =>
    watch.changes.filter(({ channel, status }) => status === (channel === 'SMS' ? 'DELIVERED' : 'SENT'));
  await until('everything is delivered', () => rested().length === 2 * people.length);
  const changesBefore = watch.changes.length;

  const args = ['server/src/commands/republish.ts', '--since', '2020-01-01T00:00:00Z'];
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: system.database.url };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  expect(stdout).toContain('done: 3 events');
  await until('the notifier has finished each event twice', async () => {
    const [group] = await system.database.query<{ committed: string }>(
      `select g.committed from event_log.group_position g join event_log.partition p on p.id = g.partition_id
       join event_log.topic t on t.id = p.topic_id where t.name = 'appointments.created' and g.group_name = 'notifier'`,
    );
    return Number(group?.committed) === 2 * people.length;
  });

  const after = await book(customer, { notify: { email: true } }); // changes that the repeats caused would arrive before this one's
  await until('a change of a later booking has arrived', () =>
    watch.changes.some(({ appointmentId }) => appointmentId === after.id),
  );
  expect(watch.changes.filter(({ appointmentId }) => appointmentId !== after.id)).toHaveLength(changesBefore);
  for (const { email, phone } of people) {
    expect(await system.mailsTo(email)).toHaveLength(1);
    expect(system.smsTo(phone)).toHaveLength(1);
  }
});
