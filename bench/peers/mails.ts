/** The product's confirmation, for nodemailer: so that all send the same bytes. */
import { messageSettingsOf, renderEmail } from '@belltower/messages';
import { createTransport } from 'nodemailer';
import { foreignEvent } from '../../e2e/src/testbed/foreign-event.ts';

/** Opens nodemailer's pool; answers what sends the confirmation of an event to an address, and resolves with the answer. */
export function openMailer() {
  const pool = { url: process.env.SMTP_URL, pool: true, maxConnections: 10, maxMessages: 1e9 };
  const transport = createTransport(pool as object);
  const settings = messageSettingsOf({ MAIL_FROM: 'Belltower <no-reply@example.com>' });
  return async (event: Parameters<typeof renderEmail>[0], deliveryId: string, to: string): Promise<string> => {
    const { calendar, thread, ...mail } = renderEmail(event, { deliveryId, to, settings });
    const sent = await transport.sendMail({
      ...mail,
      from: { ...settings.sender },
      ...(calendar && { icalEvent: { ...calendar, filename: 'appointment.ics' } }),
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Entity-Ref-ID': thread },
      ...{ inReplyTo: `<${thread}>`, references: `<${thread}>` },
    });
    return sent.response;
  };
}

/** An event to confirm. */
export const EVENT = foreignEvent({
  email: 'guest@example.com',
  title: 'Dental check-up',
  location: 'Ringstrasse 1, Vienna',
  time_zone: 'Europe/Vienna',
  duration_minutes: 30,
});
