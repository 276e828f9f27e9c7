/** What the server's tables have lost of deliveries comes back from the log and the ledger: the same answers as before. */
import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { encode } from '@belltower/events';
import { expect, it, vi } from 'vitest';
import { appointmentCreated } from '../../../notifier/testing/world.ts';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }); // against hangs only, also on a loaded machine

const ROOT = new URL('../../../', import.meta.url).pathname;
const QUERY = `{
  deliveries(first: 100) { edges { node { id appointmentId channel status attempts provider providerMessageId
    error { code message retryable } nextAttemptAt createdAt updatedAt appointment { userId } recipient
    history { status attempt occurredAt nextAttemptAt error { code } recipient requestedBy } } } }
  deliveryCounts { channel status count }
}`;
interface Answered {
  readonly deliveries: { readonly edges: readonly { readonly node: { readonly history: readonly object[] } }[] };
}
/** What the ledger still knows of each history: its last five reports. */
function lastReports({ deliveries, ...answer }: Answered) {
  return { ...answer, deliveries: deliveries.edges.map(({ node }) => ({ ...node, history: node.history.slice(-5) })) };
}
/** As retention does: everything in the status topic so far is gone. */
const LOSE = `
with lost as (
  select p.id, p.next_position from event_log.partition p join event_log.topic t on t.id = p.topic_id
  where t.name = 'notifications.status'
), moved as (update event_log.partition p set start_position = lost.next_position from lost where lost.id = p.id)
delete from event_log.record r using lost where lost.id = r.partition_id returning r.position`;

it('the server gives the same answers after the tables of deliveries were lost, with the log still there and without', async () => {
  await using system = await startSystem({ environment: { POLICY_TIME_SCALE: '0.1' } });
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const staff = await callAs(system.server.url, 'desk', 'staff');
  const rebuild = async () => {
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: system.database.url };
    const { stdout } = await promisify(execFile)(process.execPath, ['dev/src/commands/rebuild.ts'], { cwd: ROOT, env });
    return stdout;
  };
  await book(customer, { email: 'anna-rebuilt@example.com', phone: '+15555550161' });
  await book(customer, { notify: { email: true, sms: false } });
  await book(customer, { notify: { email: false, sms: true }, phone: '+15005550001' }); // no valid number
  const corrected = await book(customer, { notify: { email: false, sms: true }, phone: '+15005550001' });
  await using log = openEventLog({ kind: 'postgres', url: system.database.url });
  await log.append([encode(appointmentCreated({ email: 'other@example.com', appointmentId: '4711' }), 'test')]);
  const areTerminal = async () => {
    const [row] = await system.database.query<{ terminal: number }>(
      `select count(*)::int as terminal from server.delivery where status in ('delivered', 'failed')
       or (status = 'sent' and channel = 'email')`,
    );
    return row?.terminal === 6;
  };
  await until('all six are terminal', areTerminal);
  const input = { id: corrected.deliveries[0]?.id, phone: '+15555550162' };
  await staff.data('mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }', {
    input,
  });
  await until('it is sent to the corrected number', async () => system.smsTo('+15555550162').length === 1);
  await until('all six are terminal', areTerminal);
  const before = await staff.data<Answered>(QUERY);
  expect(JSON.stringify(before)).toContain('FAILED');
  expect(JSON.stringify(before)).toContain('"recipient":"+15555550162","requestedBy":"desk"');

  expect(await rebuild()).toContain('0 deliveries were missing');
  expect(await staff.data(QUERY)).toEqual(before);

  for (const lose of [null, LOSE]) {
    const { feedCursor } = await staff.data<{ feedCursor: string }>('{ feedCursor }');
    if (lose !== null) expect((await system.database.query(lose)).length).toBeGreaterThan(5);
    await system.database.query('truncate server.delivery, server.delivery_change, server.projection');
    const printed = await rebuild();
    expect(printed).toContain('5 deliveries were missing');
    expect(printed).toContain('done: 6 deliveries');
    await until('the deliveries are terminal again', areTerminal);
    const known = (answer: Answered) => (lose === null ? answer : lastReports(answer));
    const areAsBefore = async () => isDeepStrictEqual(known(await staff.data<Answered>(QUERY)), known(before));
    await until('the answers are as before', areAsBefore);
    await using watch = staff.watch({ after: feedCursor }); // what it would resume from may have been lost too
    await until('the cursor has expired', () => JSON.stringify(watch.error()).includes('CURSOR_EXPIRED'));
  }
  expect(await system.mailsTo('anna-rebuilt@example.com')).toHaveLength(1);
});
