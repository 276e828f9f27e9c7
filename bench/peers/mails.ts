/** The product's confirmation, for nodemailer: so that all send the same bytes. */
import { renderEmail, senderOf } from '@belltower/messages';
import { createTransport } from 'nodemailer';

/** Opens nodemailer's pool; answers what sends the confirmation of an event to an address, and resolves with the answer. */
export function openMailer(): (
  event: Parameters<typeof renderEmail>[0],
  deliveryId: string,
  to: string,
) => Promise<string> {
  const transport = createTransport({
    url: process.env.SMTP_URL,
    pool: true,
    maxConnections: 10,
    maxMessages: 1e9,
  } as object);
  const sender = senderOf('Belltower <no-reply@example.com>');
  return async (event, deliveryId, to) => {
    const { calendar, reference, ...mail } = renderEmail(event, { deliveryId, to, sender });
    const sent = await transport.sendMail({
      ...mail,
      from: { name: sender.name ?? '', address: sender.address },
      icalEvent: { ...calendar, filename: 'appointment.ics' },
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Entity-Ref-ID': reference },
    });
    return sent.response;
  };
}

/** An event to confirm. */
export const EVENT: Parameters<typeof renderEmail>[0] = {
  event_id: '0d5a3a5e-6a3c-4c6e-8f0e-7c2b1d9e4f00',
  event_type: 'appointments.created',
  occurred_at: '2026-02-20T15:00:00.000Z',
  notify: { email: true, sms: false },
  appointment: {
    appointment_id: '3c0f7c38-7f0e-4d83-9d40-3f5f5d0f7a11',
    user_id: 'b7f1f0de-5d0b-4f43-9e0f-2f7de1f3a0c2',
    time: '2030-02-20T15:00:00.000Z',
    email: 'guest@example.com',
    phone_e164: null,
    title: 'Dental check-up',
    location: 'Ringstrasse 1, Vienna',
    time_zone: 'Europe/Vienna',
    duration_minutes: 30,
    locale: undefined,
  },
};
