/** What staff see of a message: rendered by what the notifier renders it with, from the appointment as it was. */
import { describe, expect, it } from 'vitest';
import { cancel, move } from '../../../testing/change-appointment.ts';
import { book, codes } from '../../../testing/create-appointment.ts';
import { failedDelivery, failedForeignDelivery, shows } from '../../../testing/failed-delivery.ts';
import { statusRecord } from '../../../testing/status-events.ts';
import { type TestServer, withServer } from '../../../testing/with-server.ts';

const FIELDS = `message { asSent to from replyTo subject text html segments
  calendar { summary start end location description url isCancelled content } }`;
const SETTINGS = {
  MAIL_FROM: 'desk@hill.example',
  MAIL_REPLY_TO: 'answers@hill.example',
  BRAND_NAME: 'Hill Clinic',
  BRAND_COLOR: '#0b5cad',
  BRAND_LOGO_URL: 'https://hill.example/logo.png',
  PUBLIC_WEB_URL: 'https://hill.example',
};

async function messageOf(server: TestServer, token: string, id: string | undefined) {
  const { data, errors } = await server.query(token, `{ delivery(id: "${id}") { id ${FIELDS} } }`);
  expect(errors).toEqual([]);
  return data.delivery?.message;
}

/** Without the line breaks of RFC 5545, 3.1. */
const unfolded = (content = '') => content.replaceAll('\r\n ', '');

describe('the message of a delivery', () => {
  it('staff see the mail with its headers, both its texts and its calendar entry, and the SMS with its segments', () =>
    withServer(async (server) => {
      const [anna, desk] = await Promise.all([server.token('anna'), server.token('desk', 'staff')]);
      const { appointment } = (await book(server, anna, { title: 'Check-up', location: 'Graben 1' })).data
        .createAppointment;
      const [mail, sms] = await Promise.all(
        ['EMAIL', 'SMS'].map((channel) =>
          messageOf(server, desk, appointment.deliveries.find((one) => one.channel === channel)?.id),
        ),
      );
      expect(mail).toMatchObject({
        asSent: null,
        to: 'user@example.com',
        from: '"Hill Clinic" <desk@hill.example>',
        replyTo: 'answers@hill.example',
        subject: expect.stringMatching(/ – Check-up$/),
        text: expect.stringContaining('Graben 1'),
        segments: [],
        calendar: { summary: 'Check-up', start: appointment.time, location: 'Graben 1', isCancelled: false },
      });
      expect(mail?.html).toContain('#0b5cad');
      expect(mail?.html).toContain('https://hill.example/logo.png');
      expect(mail?.html).toContain('https://hill.example/a#');
      expect(unfolded(mail?.calendar?.content)).toMatch(/mailto:user@example\.com/i);
      expect(sms).toMatchObject({ to: '+15555550123', from: null, subject: null, html: null, calendar: null });
      expect(sms?.segments.join('')).toBe(sms?.text);
      expect(sms?.text).toMatch(/^Hill Clinic: /);
    }, SETTINGS));

  it('neither customers nor guests see it, nor staff that of another system', () =>
    withServer(async (server) => {
      const [anna, desk] = await Promise.all([server.token('anna'), server.token('desk', 'staff')]);
      const { appointment } = (await book(server, anna)).data.createAppointment;
      const link = await server.query(anna, `{ appointment(id: "${appointment.id}") { manageUrl } }`);
      const guest = link.data.appointment?.manageUrl?.split('#')[1] ?? '';
      const query = `{ delivery(id: "${appointment.deliveries[0]?.id}") { id ${FIELDS} } }`;
      for (const token of [anna, guest]) {
        const { data } = await server.query(token, query);
        expect(data.delivery).toEqual({ id: appointment.deliveries[0]?.id, message: null });
      }
      expect((await server.query(desk, query)).data.delivery?.message?.text).toBeTruthy();
      const foreign = await failedForeignDelivery(server);
      expect(await messageOf(server, desk, foreign.id)).toBeNull();
    }, SETTINGS));

  it('each message shows the appointment as it was at its own sequence', () =>
    withServer(async (server) => {
      const [anna, desk] = await Promise.all([server.token('anna'), server.token('desk', 'staff')]);
      const { appointment } = (await book(server, anna, { title: 'Check', notify: { email: true } })).data
        .createAppointment;
      const { id } = appointment;
      const later = new Date(Date.parse(appointment.time) + 7_200_000).toISOString();
      expect((await move(server, anna, { id, time: later, title: 'Whitening' })).errors).toEqual([]);
      expect((await cancel(server, anna, { id, reason: 'Ill' })).errors).toEqual([]);
      const { data } = await server.query(desk, `{ appointment(id: "${id}") { deliveries { kind ${FIELDS} } } }`);
      const said = data.appointment?.deliveries.map(({ kind, message }) => ({ kind, ...message }));
      expect(said).toMatchObject([
        { kind: 'CONFIRMATION', calendar: { summary: 'Check', start: appointment.time, isCancelled: false } },
        { kind: 'CHANGE', calendar: { summary: 'Whitening', isCancelled: false } },
        { kind: 'CANCELLATION', calendar: { summary: 'Whitening', isCancelled: true } },
      ]);
      expect(Date.parse(said?.[1]?.calendar?.start ?? '')).toBe(Date.parse(later));
      expect(said?.[1]?.text).toContain('Check'); // what was before
      expect(said?.[2]?.text).toContain('Ill');
    }));

  it('a reminder shows the appointment as it was when it was due, without a calendar entry', () =>
    withServer(async (server) => {
      const [anna, desk] = await Promise.all([server.token('anna'), server.token('desk', 'staff')]);
      const booked = await book(server, anna, { title: 'Check', notify: { email: true } });
      const { id } = booked.data.createAppointment.appointment;
      await server.database.query(
        `insert into server.reminder (appointment_id, planned_sequence, before_minutes, event_id, due_at, email, sms, status,
           emitted_at, emitted_sequence) values ($1, 0, 61, gen_random_uuid(), now(), true, false, 'due', now(), 0)`,
        [id],
      );
      await server.database.query(
        `insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, kind, sequence, status, attempts,
           created_at, updated_at)
         select gen_random_uuid(), event_id, appointment_id::text, 'anna', 'email', 'reminder', 0, 'queued', 1, now(), now()
         from server.reminder where status = 'due'`,
      );
      expect((await move(server, anna, { id, title: 'Whitening' })).errors).toEqual([]);
      const { data } = await server.query(desk, `{ appointment(id: "${id}") { deliveries { kind ${FIELDS} } } }`);
      const reminder = data.appointment?.deliveries.find(({ kind }) => kind === 'REMINDER');
      expect(reminder?.message).toMatchObject({ to: 'user@example.com', calendar: null });
      expect(reminder?.message?.text).toContain('Check');
      expect(reminder?.message?.text).not.toContain('Whitening');
    }));

  it('after a correction it is for the corrected address, and says whether that is what was sent once that is reported', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const failed = await failedDelivery(server, 'email');
      const retry = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';
      const corrected = { id: failed.id, email: 'right@example.com' };
      expect((await server.query(desk, retry, { input: corrected })).errors).toEqual([]);
      const queued = await messageOf(server, desk, failed.id);
      expect(queued).toMatchObject({ asSent: null, to: 'right@example.com' });
      expect(unfolded(queued?.calendar?.content)).toContain('right@example.com');
      const [row] = await server.database.query<{ event_id: string }>('select event_id from server.retry_history');
      const record = statusRecord(failed, 'sent', 2, null, '', row?.event_id);
      const event = JSON.parse(String(record.value));
      event.delivery.content_hash = '0'.repeat(32);
      await server.log.append([{ ...record, value: JSON.stringify(event) }]);
      await shows(server, failed.id, 'SENT', 2);
      expect(await messageOf(server, desk, failed.id)).toMatchObject({ asSent: false, to: 'right@example.com' });
    }));

  it('rendering counts in what an answer may cost', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const many = (first: number) =>
        server.query(desk, `{ deliveries(first: ${first}) { nodes { message { text } } } }`);
      expect((await many(40)).errors).toEqual([]);
      expect(codes(await many(60))).toEqual(['QUERY_TOO_COMPLEX']);
    }));
});
