import { magicRecipients } from '@belltower/dev/sms-simulator';
import { expect, it } from 'vitest';
import { quickPolicy } from '../../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';
import { erasePerson } from './erase-person.ts';

/** What a contract that has become stricter does to bytes that were kept before. */
const spoil = ({ database }: World, body = '{"event_type":"appointments.created"}') =>
  database.query('UPDATE notifier.source_event SET body = $1', [Buffer.from(body)]);

const isFatal = ({ level }: Record<string, unknown>) => Number(level) >= 60;

it('a retry of an event whose stored bytes no longer decode fails with the reason, and stops nothing', async () => {
  await using world = await startWorld();
  await world.startNotifier();
  world.mail.behave(() => ({ rcpt: '550 no' }));
  const event = appointmentCreated({ email: 'ann@example.com' });
  await world.append(event);
  await world.finished(1);
  await spoil(world);
  await world.append(retryOf(event, 1));
  await world.finished(1, 'notifications.retry-requested');
  expect(world.statuses(event, 'email')).toEqual([
    'queued 1',
    'sending 1',
    'failed 1 REJECTED',
    'queued 2',
    'failed 2 REJECTED',
  ]);
  expect(world.changes().at(-1)?.delivery.error?.message).toContain(
    'appointments.created breaks its contract: event_id',
  );
  const next = appointmentCreated({ email: 'bob@example.com' });
  await world.append(next);
  await world.finished(2);
  expect(world.lines.filter(isFatal)).toEqual([]);
});

it('a delivery that waits fails with the reason when its stored bytes no longer decode', async () => {
  await using world = await startWorld();
  world.mail.behave(() => ({ rcpt: '451 later' }));
  await world.startNotifier();
  const event = appointmentCreated({ email: 'ann@example.com' });
  await world.append(event);
  await until('it waits', () => world.statuses(event, 'email').length >= 2);
  await spoil(world, 'no JSON at all');
  await world.finished(1);
  expect(world.statuses(event, 'email').at(-1)).toMatch(/^failed \d+ REJECTED$/);
});

it('an SMS in doubt, whose event can no longer be read, is neither looked up at the provider nor sent again', async () => {
  await using world = await startWorld();
  // late enough a question for what is done meanwhile
  await world.startNotifier({ policy: { ...quickPolicy, retry: { ...quickPolicy.retry, askAfterMs: 3_000 } } });
  const event = appointmentCreated({ sms: magicRecipients.hungUp.number });
  await world.append(event);
  await until('it is in doubt', () => world.statuses(event, 'sms').includes('retrying 1 MAYBE_SENT'));
  await spoil(world);
  await world.finished(1);
  expect(world.statuses(event, 'sms')).toEqual([
    'queued 1',
    'sending 1',
    'retrying 1 MAYBE_SENT',
    'failed 1 MAYBE_SENT',
  ]);
});

it('stored bytes that no longer decode are erased with the person whose id stands in them', async () => {
  await using world = await startWorld();
  await world.startNotifier();
  const event = appointmentCreated({ email: 'ann@example.com' });
  await world.append(event);
  await world.finished(1);
  const eventUserId = String(event.appointment.user_id);
  await spoil(world, `{"user_id":"${eventUserId}"}`);
  const addresses = { email: [], sms: [] };
  const person = { user: 'ann', eventUserId, appointments: [], leave: [], addresses };
  const erased = await erasePerson(world.database.url, person, false);
  expect([...erased.events]).toEqual([event.event_id]);
  expect(await world.database.query('SELECT body FROM notifier.source_event')).toEqual([{ body: null }]);
});
