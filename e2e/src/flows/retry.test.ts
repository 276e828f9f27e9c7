/** A message that failed is sent again to a corrected address, and everybody sees where it went. */
import { magicDomains } from '@belltower/dev/magic-addresses';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

const RETRY =
  'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { status attempts } } }';

const SEEN = `query ($id: ID!) { delivery(id: $id) { recipient appointment { reference }
  history { status attempt recipient requestedBy } } }`;
const SEARCH = 'query ($search: String) { deliveries(filter: { search: $search }) { nodes { id recipient } } }';

interface Seen {
  readonly delivery: {
    readonly recipient: string;
    readonly appointment: { readonly reference: string };
    readonly history: readonly Readonly<Record<'status' | 'attempt' | 'recipient' | 'requestedBy', unknown>>[];
  };
}

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
  const id = booked.deliveries[0]?.id;
  const seenBy = async (caller: typeof staff) => {
    const { delivery } = await caller.data<Seen>(SEEN, { id });
    const steps = delivery.history.map(
      (step) => `${step.status} ${step.attempt} ${step.recipient} ${step.requestedBy}`,
    );
    return { to: delivery.recipient, steps, reference: delivery.appointment.reference };
  };
  const wrong = magicRecipients.invalid.number;
  const { to, steps, reference } = await seenBy(staff);
  expect([to, steps]).toEqual([
    '+15555550177',
    [
      ...['QUEUED', 'SENDING', 'FAILED'].map((status) => `${status} 1 ${wrong} null`),
      ...['QUEUED', 'SENDING', 'SENT', 'DELIVERED'].map((status) => `${status} 2 +15555550177 desk`),
    ],
  ]);
  expect(await seenBy(customer)).toEqual({
    to: '+1•••••77',
    steps: steps.map((step) => step.replace('+15555550177 desk', '+1•••••77 null')),
    reference,
  });
  for (const search of ['+1 (555) 555-0177', wrong, reference.toLowerCase().replace('-', ' ')]) {
    const { deliveries } = await staff.data<{ deliveries: { nodes: unknown[] } }>(SEARCH, { search });
    expect([search, deliveries.nodes]).toEqual([search, [{ id, recipient: '+15555550177' }]]);
  }
  const [sent] = system.smsTo('+15555550177');
  expect(sent?.body).toContain(reference);
  expect(system.smsTo('+15555550177')).toHaveLength(1);
  expect(system.smsTo(magicRecipients.invalid.number)).toHaveLength(0);
  expect((await staff.query(RETRY, { input })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
});

it('a failed mail, and a later failure at its corrected address, name the address that each attempt used and no other', async () => {
  await using system = await startSystem();
  const customer = await callAs(system.server.url, 'anna', 'customer');
  const staff = await callAs(system.server.url, 'desk', 'staff');
  const boss = await callAs(system.server.url, 'boss', 'staff');
  const [wrong, worse, right] = [
    `a@${magicDomains.unknown.domain}`,
    `b@${magicDomains.refused.domain}`,
    'anna@example.com',
  ];
  const booked = await book(customer, { email: wrong, notify: { email: true } });
  await using watch = staff.watch({ appointmentId: booked.id });
  const reached = (status: string, attempt: number) => () =>
    watch.changes.some((change) => change.status === status && change.attempt === attempt);
  await until('it has failed', reached('FAILED', 1));
  const id = booked.deliveries[0]?.id;
  await staff.data(RETRY, { input: { id, email: worse } });
  await until('it has failed again', reached('FAILED', 2));
  await boss.data(RETRY, { input: { id } });
  await until('it has failed where it failed before', reached('FAILED', 3));
  await boss.data(RETRY, { input: { id, email: right } });
  await until('it is sent', reached('SENT', 4));

  const { delivery } = await staff.data<Seen>(SEEN, { id });
  const origins = delivery.history.map((step) => `${step.attempt} ${step.recipient} ${step.requestedBy}`);
  expect([...new Set(origins)]).toEqual([`1 ${wrong} null`, `2 ${worse} desk`, `3 ${worse} boss`, `4 ${right} boss`]);
  expect(delivery.recipient).toBe(right);
  const hers = await customer.data<Seen>(SEEN, { id });
  const masked = hers.delivery.history.map((step) => `${step.attempt} ${step.recipient} ${step.requestedBy}`);
  expect([...new Set(masked)]).toEqual([
    `1 ${wrong} null`,
    `2 b•••@${magicDomains.refused.domain} null`,
    `3 b•••@${magicDomains.refused.domain} null`,
    '4 a•••@example.com null',
  ]);
  const [mail] = await system.mailsTo(right);
  if (mail === undefined) throw new Error('the mail is not in the inbox');
  const calendar = (await system.attachmentOf(mail, 'text/calendar')).replaceAll('\r\n ', '');
  for (const part of [mail.text, mail.html, JSON.stringify(mail.headers), calendar]) {
    expect(part).not.toContain(wrong);
    expect(part).not.toContain(worse);
  }
  expect(mail.text).toContain(delivery.appointment.reference);
});
