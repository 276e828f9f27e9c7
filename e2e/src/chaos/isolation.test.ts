/** Who waits, and who goes on: a fault of one provider, channel or address is nobody else's. */

import { until } from '@belltower/dev/until';
import { deliveryIdOf, encode } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { withScene } from './scenario.ts';

const DAY_MS = 86_400_000;
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a fault stays where it is', () => {
  it('SMTP down: SMS go on, and the mails follow when it is back', async () => {
    await withScene({}, async ({ providers, book }) => {
      providers.smtpLink.setFault({ kind: 'refuse' });
      const appointments = await Promise.all(
        range(20).map((n) => book({ email: `guest-${n}@example.com`, phone: `+155500000${10 + n}` })),
      );
      for (const appointment of appointments) {
        await appointment.become('SMS', 'SENT');
        expect((await appointment.now('EMAIL')).status).toMatch(/^(QUEUED|SENDING|RETRYING)$/);
      }
      providers.smtpLink.setFault({ kind: 'none' });
      for (const appointment of appointments) await appointment.become('EMAIL', 'SENT');
      expect(providers.accepts).toHaveLength(40);
    });
  });

  it('21408 for one number: that delivery fails, and SMS stay open for all others', async () => {
    const closed = '+15550000099';
    const refusal = { kind: 'refuse', status: 400, code: 21408, message: 'not to this region' } as const;
    const script = { sms: { [closed]: () => refusal } };
    await withScene({ script }, async ({ notifiers: [notifier], providers, book }) => {
      const refused = await book({ phone: closed });
      expect(await refused.become('SMS', 'FAILED')).toMatchObject({ attempts: 1, error: { code: 'REJECTED' } });
      const others = await Promise.all(range(10).map((n) => book({ phone: `+155500000${10 + n}` })));
      for (const appointment of others) {
        expect((await appointment.become('SMS', 'SENT')).history).toEqual(['QUEUED 1', 'SENDING 1', 'SENT 1']);
      }
      expect(providers.sms.attempts(closed)).toBe(1);
      expect(notifier.output()).not.toContain('is stopped, and probed');
    });
  });

  it('one address that always fails: it delays no other key, and is tried as long as it makes sense', async () => {
    const cursed = 'cursed@example.com';
    const script = { mail: { [cursed]: () => ({ rcpt: '451 4.3.0 not now' }) } };
    await withScene({ script }, async ({ providers, book }) => {
      const stuck = await book({ email: cursed, phone: '+15550000001' });
      await stuck.become('EMAIL', 'RETRYING');
      const others = await Promise.all(range(50).map((n) => book({ email: `guest-${n}@example.com` })));
      for (const appointment of others) {
        expect((await appointment.become('EMAIL', 'SENT')).history).toEqual(['QUEUED 1', 'SENDING 1', 'SENT 1']);
      }
      await stuck.become('SMS', 'SENT');
      await until('it was tried again and again', () => providers.smtp.attempts(cursed) >= 4);
      expect((await stuck.now('EMAIL')).status).toMatch(/^(SENDING|RETRYING)$/);
    });
  });

  it('an event that waited for five days is sent, when its appointment is next week', async () => {
    await withScene({}, async ({ providers, openLog, query }) => {
      const appointment = { email: 'patient@example.com', phone_e164: '+15550000001' };
      const event = foreignEvent(appointment, new Date(Date.now() - 5 * DAY_MS));
      await using log = openLog();
      await log.append([encode(event, 'another/producer')]);
      await until('both channels have it', () => providers.accepts.length === 2);
      const ids = (['email', 'sms'] as const).map((channel) => deliveryIdOf(event.event_id, channel));
      await until('both are stored as sent', async () => {
        const rows = await query<{ status: string }>('SELECT status FROM server.delivery WHERE id = ANY($1)', [ids]);
        return rows.length === 2 && rows.every(({ status }) => status === 'sent');
      });
    });
  });
});
