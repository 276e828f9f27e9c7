/** A provider that more is sent to at a time than it can do within the deadline: it gets less, and so all arrives. */
import { expect, it } from 'vitest';
import { quickPolicy } from '../../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../../testing/world.ts';

const module = new URL('../../testing/busy-provider.ts', import.meta.url).pathname;
const MAILS = 300;

it('sends fewer at a time to a provider that takes too long, until it can do them', async () => {
  await using world = await startWorld();
  await world.startNotifier({
    email: null,
    sms: null,
    plugged: { email: { module, environment: {}, limits: { ratePerSecond: 10_000, maxConcurrent: 200 } } },
    policy: { ...quickPolicy, sendDeadlineMs: 1_000 }, // in which it does 50
  });
  await world.append(...Array.from({ length: MAILS }, () => appointmentCreated({ email: 'ann@example.com' })));
  const sums = `select sum(attempts)::integer as attempts, every(state = 'sent') as "areSent" from notifier.delivery`;
  const sent = await until('all are sent', async () => {
    const [row] = await world.database.query<{ attempts: number; areSent: boolean }>(sums);
    return row?.areSent ? row : null;
  });
  expect(sent.attempts).toBeLessThan(5 * MAILS);
});
