// Books an appointment, and watches its confirmations to the end, over any number of cuts.
import { BelltowerError, createBelltower } from '@belltower/sdk';

const belltower = createBelltower({
  url: process.env.BELLTOWER_URL ?? 'http://localhost:4000/graphql',
  token: process.env.BELLTOWER_TOKEN ?? '', // a function that fetches one, if yours expire soon
});

try {
  const { appointment, feedCursor } = await belltower.createAppointment({
    time: new Date(Date.now() + 7 * 24 * 3_600_000),
    email: 'ana@example.com',
    phone: process.env.PHONE ?? '+15555550123',
    notify: { email: true, sms: true },
  });
  console.log('booked', appointment.id);

  const open = new Set(appointment.deliveries.map(({ id }) => id));
  for await (const change of belltower.watchDeliveries({ appointmentId: appointment.id, after: feedCursor })) {
    console.log(change.channel, change.status, change.attempt);
    if (['SENT', 'DELIVERED', 'FAILED', 'SKIPPED'].includes(change.status)) open.delete(change.deliveryId);
    if (open.size === 0) break;
  }
} catch (error) {
  if (!(error instanceof BelltowerError)) throw error;
  console.error('refused:', error.code ?? error.kind, error.message);
  process.exitCode = 1;
} finally {
  await belltower.close();
}
