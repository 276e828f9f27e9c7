/** The SDK's calls for staff, against the real product. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { createBelltower } from '@belltower/sdk';
import { expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

it('staff send many again, acknowledge, and read problems, statistics and timings; customers may do none of it', async () => {
  await using system = await startSystem();
  const url = `${system.server.url}/graphql`;
  const customer = await callAs(system.server.url, 'anna', 'customer');
  await using desk = createBelltower({ url, token: (await callAs(system.server.url, 'desk', 'staff')).token });
  await using anna = createBelltower({ url, token: customer.token });
  const since = new Date(Date.now() - 60_000);

  const lost = await book(customer, { phone: magicRecipients.invalid.number, notify: { sms: true } });
  const fine = await book(customer, { notify: { email: true } });
  const [failed = '', sent = ''] = [lost, fine].map(({ deliveries }) => deliveries[0]?.id);
  const rests = (id: string, status: string, attempts: number) =>
    until(`${id} is ${status}`, async () => {
      const delivery = await desk.delivery(id);
      return delivery?.status === status && delivery.attempts === attempts;
    });
  await rests(failed, 'FAILED', 1);
  await rests(sent, 'SENT', 1);

  const unknown = crypto.randomUUID();
  const { deliveries, refused } = await desk.retryDeliveries([failed, sent, unknown]);
  expect(deliveries).toMatchObject([{ id: failed, status: 'QUEUED', attempts: 2 }]);
  expect(refused).toEqual([
    { id: sent, code: 'CONFLICT' },
    { id: unknown, code: 'NOT_FOUND' },
  ]);
  await rests(failed, 'FAILED', 2);

  const noted = await desk.acknowledgeDelivery(failed, { note: 'told by phone' });
  expect(noted).toMatchObject({ status: 'FAILED', acknowledgement: { by: 'desk', note: 'told by phone' } });
  const conflict = { kind: 'graphql', code: 'CONFLICT' };
  await expect(desk.acknowledgeDelivery(sent)).rejects.toMatchObject(conflict);

  expect(await desk.problems()).toEqual([]);
  const span = { since, until: new Date(Date.now() + 60_000), bucket: 'HOUR' } as const;
  const buckets = await desk.deliveryStatistics(span);
  expect(buckets).toContainEqual(
    expect.objectContaining({ channel: 'SMS', status: 'FAILED', errorCode: 'INVALID_RECIPIENT', count: 1 }),
  );
  expect(await desk.deliveryTimings(span)).toMatchObject([{ channel: 'EMAIL', sent: 1, p50Ms: expect.any(Number) }]);
  const tooFine = desk.deliveryStatistics({
    since: '2026-01-01T00:00:00Z',
    until: '2026-02-01T00:00:00Z',
    bucket: 'MINUTE',
  });
  await expect(tooFine).rejects.toMatchObject({ code: 'BAD_USER_INPUT', issues: [expect.anything()] });

  const forbidden = { kind: 'graphql', code: 'FORBIDDEN', retryable: false };
  const calls = await Promise.allSettled([
    anna.retryDeliveries([failed]),
    anna.acknowledgeDelivery(failed),
    anna.problems(),
    anna.deliveryStatistics(span),
    anna.deliveryTimings(span),
  ]);
  for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: forbidden });
});
