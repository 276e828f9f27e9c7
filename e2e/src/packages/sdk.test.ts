/** What another program does: books and watches through the SDK, against the real product. */
import { createBelltower } from '@belltower/sdk';
import { expect, it } from 'vitest';
import { appointmentInput } from '../testbed/book.ts';
import { startSystem } from '../testbed/system.ts';

it('the SDK books once for two calls with one key, and watches to the end over a cut', async () => {
  await using system = await startSystem();
  const token = async () => {
    const answer = await fetch(`${system.server.url}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sub: 'anna', role: 'customer' }),
    });
    return ((await answer.json()) as { token: string }).token;
  };
  await using belltower = createBelltower({ url: `${system.server.url}/graphql`, token });
  const input = { ...appointmentInput(), idempotencyKey: 'once' } as Parameters<typeof belltower.createAppointment>[0];
  const first = await belltower.createAppointment(input);
  const again = await belltower.createAppointment(input);
  expect(again.appointment.id).toBe(first.appointment.id);

  const seen: string[] = [];
  const watch = belltower.watchDeliveries({ appointmentId: first.appointment.id, after: first.feedCursor });
  for await (const change of watch) {
    seen.push(`${change.channel} ${change.status}`);
    if (seen.length === 1) {
      await system.server.signal('SIGKILL');
      await system.server.start();
    }
    if (seen.includes('EMAIL SENT') && seen.includes('SMS DELIVERED')) break;
  }
  const of = (channel: string) => seen.filter((one) => one.startsWith(channel)).map((one) => one.split(' ')[1]);
  expect(of('EMAIL')).toEqual(['QUEUED', 'SENDING', 'SENT']);
  expect(of('SMS')).toEqual(['QUEUED', 'SENDING', 'SENT', 'DELIVERED']);
});
