/** The event log being down delays the confirmation, never the booking. */
import { startKafka } from '@belltower/dev/kafka';
import { freePort } from '@belltower/dev/ports';
import { until } from '@belltower/dev/until';
import { describe, expect, inject, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs, statusesOf } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';

describe.skipIf(inject('kafkaLacks') !== null)('with Kafka stopped', () => {
  it('the server starts, takes bookings with /readyz at 200, and delivers them when the broker comes', async () => {
    const port = await freePort();
    await using system = await startSystem({ kafkaBrokers: [`127.0.0.1:${port}`] });
    const customer = await callAs(system.server.url, 'anna', 'customer');

    const booked = await book(customer);
    const readiness = await fetch(`${system.server.url}/readyz`);
    expect(readiness.status).toBe(200);
    expect(await readiness.json()).toMatchObject({ status: 'degraded', eventLog: 'down' });
    await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });

    await using _kafka = await startKafka({ port });
    await until(
      'the changes of both channels have arrived',
      () => statusesOf(watch.changes, 'SMS').includes('DELIVERED') && watch.changes.length >= 7,
    );
    expect(statusesOf(watch.changes, 'EMAIL')).toEqual(['QUEUED', 'SENDING', 'SENT']);
    expect(statusesOf(watch.changes, 'SMS')).toEqual(['QUEUED', 'SENDING', 'SENT', 'DELIVERED']);
    await until('the server is ready without reserve', async () => {
      const answer = (await (await fetch(`${system.server.url}/readyz`)).json()) as { status: string };
      return answer.status === 'ok';
    });
  });
});
