import { hash } from 'node:crypto';
import { decode, readReference } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { validInput } from '../../../testing/appointments.ts';
import { BOOK, book, codes, paths } from '../../../testing/create-appointment.ts';
import { eventsIn } from '../../../testing/failed-delivery.ts';
import { until } from '../../../testing/with-database.ts';
import { type Answer, withServer } from '../../../testing/with-server.ts';

describe('booking over HTTP', () => {
  it('createAppointment answers the appointment with one queued delivery for each channel', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const time = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, '+02:00');
      const { status, data, errors } = await book(server, token, {
        time,
        customerName: ' Anna Huber ',
        title: '  Dental check-up ',
        timeZone: 'Europe/Vienna',
        durationMinutes: 45,
        locale: 'de-AT',
      });
      expect(errors).toEqual([]);
      expect(status).toBe(200);
      const { appointment, feedCursor } = data.createAppointment;
      expect(feedCursor).toEqual(expect.any(String));
      expect(appointment).toMatchObject({
        userId: 'anna',
        customerName: 'Anna Huber',
        title: 'Dental check-up',
        location: null,
        time: new Date(time).toISOString().replace('.000Z', 'Z'),
        timeZone: 'Europe/Vienna',
        durationMinutes: 45,
        locale: 'de-AT',
        email: 'user@example.com',
        phone: '+15555550123',
        notify: { email: true, sms: true },
      });
      expect(appointment.deliveries).toMatchObject([
        { appointmentId: appointment.id, channel: 'EMAIL', status: 'QUEUED', attempts: 1 },
        { appointmentId: appointment.id, channel: 'SMS', status: 'QUEUED', attempts: 1 },
      ]);
    }));

  it('createAppointment answers the reference that its event carries beside the name, with the prefix that is set', async () => {
    for (const [prefix, pattern] of [
      ['', /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/],
      ['hill', /^HILL-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/],
    ] as const) {
      await withServer(
        async (server) => {
          const input = validInput({ customerName: 'Ann' });
          const query =
            'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id reference } } }';
          const { data } = await server.query(await server.token('anna'), query, { input });
          const { id, reference } = data.createAppointment.appointment;
          expect(reference).toMatch(pattern);
          expect(readReference(reference)?.uuidEnd).toBe(id.slice(-10));
          await until(async () => (await eventsIn(server, 'appointments.created')).length > 0);
          const [value = ''] = await eventsIn(server, 'appointments.created');
          expect(decode('appointments.created', value).event.appointment).toMatchObject({
            reference,
            customer_name: 'Ann',
          });
        },
        { REFERENCE_PREFIX: prefix },
      );
    }
  });

  it('createAppointment gives ids that rise with time, so that new rows are neighbours in the indexes', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const before = Date.now();
      for (let n = 0; n < 3; n++) {
        await book(server, token);
        await new Promise((resolve) => setTimeout(resolve, 2)); // within a millisecond they have no order
      }
      const rows = await server.database.query<{ id: string; event_id: string }>(
        'select id, event_id from server.appointment order by created_at',
      );
      for (const ids of [rows.map(({ id }) => id), rows.map(({ event_id }) => event_id)]) {
        expect(ids).toEqual(ids.toSorted());
        const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)); // RFC 9562, UUIDv7
        expect(times.filter((time) => time < before || time > Date.now())).toEqual([]);
      }
      expect(rows).toHaveLength(3);
    }));

  it('createAppointment reports all issues at once, each with its path, without repeating a value', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const wrong = await book(server, token, {
        time: 'secret-1',
        timeZone: 'secret-2',
        durationMinutes: 0,
        customerName: 'x'.repeat(201),
        title: 'secret-3\u0007',
        location: 'x'.repeat(201),
        email: 'secret-4@',
        phone: null,
        locale: 'secret 5',
        idempotencyKey: 'k'.repeat(256),
      });
      expect(codes(wrong)).toEqual(['BAD_USER_INPUT']);
      expect(paths(wrong)).toEqual(
        [
          'customerName',
          'durationMinutes',
          'email',
          'idempotencyKey',
          'locale',
          'location',
          'phone',
          'time',
          'timeZone',
          'title',
        ].map((field) => `input.${field}`),
      );
      expect(JSON.stringify(wrong.errors)).not.toContain('secret');
      expect(paths(await book(server, token, { notify: { email: false } }))).toEqual(['input.notify']);
      expect(paths(await book(server, token, { time: '2020-01-01T00:00:00Z' }))).toEqual(['input.time']);
      expect(paths(await book(server, token, { time: '2099-01-01T00:00:00Z' }))).toEqual(['input.time']);
    }));

  it('createAppointment reports values that do not fit their type beside all other issues', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const missing = await server.query(token, BOOK, { input: { email: 'nobody@', notify: { email: true } } });
      expect(codes(missing)).toEqual(['BAD_USER_INPUT']);
      expect(missing.status).toBe(400);
      expect(paths(missing)).toEqual(['input.email', 'input.time']);
      const typed = await book(server, token, { durationMinutes: 'secret', phone: 'secret', colour: 'secret' });
      expect(codes(typed)).toEqual(['BAD_USER_INPUT']);
      expect(paths(typed)).toEqual(['input.colour', 'input.durationMinutes', 'input.phone']);
      expect(JSON.stringify(typed.errors)).not.toContain('secret');
      const renamed = await server.query(token, BOOK.replaceAll('$input', '$in'), {});
      expect(paths(renamed)).toEqual(['input']);
    }));

  it('createAppointment refuses a channel that is not in use', () =>
    withServer(
      async (server) => {
        const refused = await book(server, await server.token('anna'));
        expect(paths(refused)).toEqual(['input.notify.sms']);
      },
      { CHANNELS: 'email' },
    ));

  it('createAppointment answers a repeat with the first result when the time has passed meanwhile, and another input not', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const soon = async (leadMs: number) => {
        const time = new Date(Date.now() + leadMs);
        const input = { time: time.toISOString(), title: 'Caf\u00e9', idempotencyKey: 'late' };
        return { time, input, first: await book(server, token, input) };
      };
      let booked = await soon(1_000);
      for (let lead = 2_000; lead <= 32_000 && codes(booked.first).length > 0; lead *= 2) booked = await soon(lead);
      const { time, input, first } = booked;
      expect(first.errors).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, time.getTime() - Date.now() + 10));
      const repeat = await book(server, token, { ...input, title: 'Cafe\u0301' });
      expect(repeat.data.createAppointment.appointment.id).toBe(first.data.createAppointment.appointment.id);
      expect(paths(await book(server, token, { ...input, title: 'Tea' }))).toEqual(['input.time']);
      expect(paths(await book(server, await server.token('bob'), input))).toEqual(['input.time']);
    }));

  it('createAppointment answers a repeat with the first result, and another input with CONFLICT', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const input = validInput({ idempotencyKey: 'one' });
      const answers = await Promise.all(Array.from({ length: 10 }, () => server.query(token, BOOK, { input })));
      const resultOf = ({ data }: Answer) =>
        `${data.createAppointment.feedCursor} ${data.createAppointment.appointment.id}`;
      const results = new Set(answers.map(resultOf));
      expect(results.size).toBe(1);
      expect(codes(await server.query(token, BOOK, { input: { ...input, title: 'other' } }))).toEqual(['CONFLICT']);
      expect(codes(await server.query(token, BOOK, { input: { ...input, customerName: 'A' } }))).toEqual(['CONFLICT']);
      const hers = await server.query(await server.token('bert'), BOOK, { input });
      expect(hers.errors).toEqual([]);
      expect(results.has(resultOf(hers))).toBe(false);
    }));

  it('createAppointment answers a repeat of what was booked before there were names, which its hash does not know', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const input = validInput({ idempotencyKey: 'old' });
      const first = await book(server, token, input);
      const { time, email, phone } = input;
      const before = ['time', 'UTC', 30, null, null, email, phone, true, true, null, 'anna'].with(0, time as string);
      const [row] = await server.database.query<{ input_hash: string }>('select input_hash from server.appointment');
      expect(row?.input_hash).toBe(hash('sha256', JSON.stringify(before)));
      const repeat = await book(server, token, { ...input, customerName: ' ' });
      expect(repeat.data.createAppointment.appointment.id).toBe(first.data.createAppointment.appointment.id);
    }));

  it('createAppointment lets staff book for any user, and customers for themselves alone', () =>
    withServer(async (server) => {
      const [anna, desk] = [await server.token('anna'), await server.token('desk', 'staff')];
      expect(codes(await book(server, anna, { userId: 'bert' }))).toEqual(['FORBIDDEN']);
      expect((await book(server, anna, { userId: 'anna' })).data.createAppointment.appointment.userId).toBe('anna');
      expect((await book(server, desk)).data.createAppointment.appointment.userId).toBe('desk');
      const { appointment } = (await book(server, desk, { userId: 'anna' })).data.createAppointment;
      expect(appointment.userId).toBe('anna');
      const seen = await server.query(anna, `{ appointment(id: "${appointment.id}") { id } }`);
      expect(seen.data.appointment).toEqual({ id: appointment.id });
    }));
});
