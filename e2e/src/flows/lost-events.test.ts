/** An event that the log has lost before anybody read it goes out again, and its messages arrive once. */

import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs, statusesOf } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { startSystem } from '../testbed/system.ts';

/** As retention does: the records are gone, and the partition begins after them. */
const LOSE = `
with lost as (
  select p.id, p.next_position from event_log.partition p join event_log.topic t on t.id = p.topic_id
  where t.name = 'appointments.created'
), moved as (update event_log.partition p set start_position = lost.next_position from lost where lost.id = p.id)
delete from event_log.record r using lost where lost.id = r.partition_id returning r.position`;

it('lost events are emitted again with the same id, and each message is sent once', async () => {
  await using system = await startSystem({ cold: true, environment: { POLICY_TIME_SCALE: '0.1' } });
  await system.server.start();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const address = { email: 'anna-lost@example.com', phone: '+15555550179' };
  const booked = await book(customer, address);
  const published = () => metricOf(system.server, 'server_events_published_total');
  await until('its event is published', async () => (await published()) === 1);
  expect(await system.database.query(LOSE)).toHaveLength(1);
  await system.notifier.start();
  await system.database.query(`update server.delivery set created_at = created_at - interval '16 minutes'`);

  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until('the changes of both channels have arrived', () => watch.changes.length >= 7);
  expect(statusesOf(watch.changes, 'EMAIL')).toEqual(['QUEUED', 'SENDING', 'SENT']);
  expect(statusesOf(watch.changes, 'SMS')).toEqual(['QUEUED', 'SENDING', 'SENT', 'DELIVERED']);
  expect(await system.mailsTo(address.email)).toHaveLength(1);
  expect(system.smsTo(address.phone)).toHaveLength(1);
  expect(await metricOf(system.server, 'server_events_reemitted_total')).toBe(1);
  expect(system.server.output()).toContain('an event was not picked up: it is emitted again');
});
