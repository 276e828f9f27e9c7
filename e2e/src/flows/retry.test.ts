/** A message that failed is sent again to a corrected number, and everybody sees it. */

import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

const RETRY =
  'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { status attempts } } }';

it('a failed SMS is delivered to the corrected number, and its changes arrive in order, once', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const staff = await callAs(system.server.url, 'desk', 'staff');
  const booked = await book(customer, { phone: magicRecipients.invalid.number, notify: { sms: true } });
  await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
  await until('it has failed', () => watch.changes.some(({ status }) => status === 'FAILED'));

  const input = { id: booked.deliveries[0]?.id, phone: '+15555550177' };
  const answer = await staff.data<{ retryDelivery: unknown }>(RETRY, { input });
  expect(answer.retryDelivery).toEqual({ delivery: { status: 'QUEUED', attempts: 2 } });
  expect((await staff.query(RETRY, { input })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
  await until('it is DELIVERED', () => watch.changes.some(({ status }) => status === 'DELIVERED'));

  expect(watch.changes.map(({ status, attempt }) => `${status} ${attempt}`)).toEqual([
    'QUEUED 1',
    'SENDING 1',
    'FAILED 1',
    'QUEUED 2',
    'SENDING 2',
    'SENT 2',
    'DELIVERED 2',
  ]);
  expect(watch.changes[2]?.error?.code).toBe('INVALID_RECIPIENT');
  expect(watch.error()).toBeNull();
  expect(system.smsTo('+15555550177')).toHaveLength(1);
  expect(system.smsTo(magicRecipients.invalid.number)).toHaveLength(0);
  expect((await staff.query(RETRY, { input })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
});
