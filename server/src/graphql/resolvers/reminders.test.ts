import { describe, expect, it } from 'vitest';
import { validInput } from '../../../testing/appointments.ts';
import { type TestServer, withServer } from '../../../testing/with-server.ts';

const ALWAYS = { REMINDERS: '24h:email+sms,2h:sms', REMINDER_HOURS: '00:00-24:00' };
const DAY = 86_400_000;

async function book(server: TestServer, changes: Record<string, unknown> = {}) {
  const { data, errors } = await server.query(
    await server.token('anna'),
    `mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id time
      reminders { before dueAt email sms status } } } }`,
    {
      input: validInput({ time: new Date(Date.now() + 30 * DAY).toISOString(), timeZone: 'Europe/Vienna', ...changes }),
    },
  );
  return { appointment: data?.createAppointment.appointment, errors };
}

const issuesOf = async (server: TestServer, reminders: unknown, changes: Record<string, unknown> = {}) => {
  const { errors } = await book(server, { reminders, ...changes });
  const issues = (errors[0]?.extensions.issues ?? []) as { path: (string | number)[]; code: string }[];
  return issues.map(({ path, code }) => `${path.slice(1).join('.')} ${code}`);
};

describe('reminders of a booking', () => {
  it('reminders are planned as the installation has them, on the channels of the appointment', () =>
    withServer(async (server) => {
      const { appointment } = await book(server, { timeZone: 'UTC' });
      const time = Date.parse(appointment?.time ?? '');
      expect(appointment?.reminders.map(({ dueAt }) => time - Date.parse(dueAt))).toEqual([DAY, DAY / 12]);
      expect(appointment?.reminders).toMatchObject([
        { before: 'PT24H', email: true, sms: true, status: 'PLANNED' },
        { before: 'PT2H', email: false, sms: true, status: 'PLANNED' },
      ]);
      const byMail = await book(server, { notify: { email: true } });
      expect(byMail.appointment?.reminders).toMatchObject([{ before: 'PT24H', email: true, sms: false }]);
      const { data } = await server.query(
        await server.token('anna'),
        '{ installation { reminders { before email sms } } appointments { nodes { reminders { before } } } }',
      );
      expect(data.installation.reminders).toEqual([
        { before: 'PT24H', email: true, sms: true },
        { before: 'PT2H', email: false, sms: true },
      ]);
      expect(data.appointments.nodes.map(({ reminders }) => reminders.length)).toEqual([1, 2]);
      expect(await server.database.query('select from server.reminder')).toHaveLength(3);
    }, ALWAYS));

  it('reminders of the input take the place of those, and an empty list is none', () =>
    withServer(async (server) => {
      const reminders = [
        { before: 'PT90M', sms: true },
        { before: 'P7D', email: true, sms: true },
      ];
      const { appointment } = await book(server, { reminders });
      expect(appointment?.reminders).toMatchObject([
        { before: 'PT168H', email: true, sms: true },
        { before: 'PT90M', email: false, sms: true },
      ]);
      expect((await book(server, { reminders: [] })).appointment?.reminders).toEqual([]);
      expect(
        await server.database.query('select reminder_rules as rules from server.appointment order by created_at'),
      ).toEqual([
        {
          rules: [
            { beforeMinutes: 90, email: false, sms: true },
            { beforeMinutes: 10_080, email: true, sms: true },
          ],
        },
        { rules: [] },
      ]);
    }, ALWAYS));

  it('an idempotency key is for its reminders too', () =>
    withServer(async (server) => {
      const once = { idempotencyKey: 'once', time: new Date(Date.now() + 3 * DAY).toISOString() };
      const first = await book(server, once);
      expect((await book(server, once)).appointment).toEqual(first.appointment);
      const other = await book(server, { ...once, reminders: [] });
      expect(other.errors[0]?.extensions.code).toBe('CONFLICT');
      expect(await server.database.query('select from server.reminder')).toHaveLength(2);
    }, ALWAYS));

  it('reminders that cannot be are refused with all that is wrong with them', () =>
    withServer(async (server) => {
      const wrong = [
        { before: 'PT24H' },
        { before: 'P1D', email: true },
        { before: 'PT4M', email: true },
        { before: 'a day', sms: true },
      ];
      expect(await issuesOf(server, wrong, { notify: { email: true }, time: '2001-01-01T00:00:00Z' })).toEqual([
        'reminders.2.before INVALID_DURATION',
        'reminders.3.before INVALID_DURATION',
        'time IN_THE_PAST',
        'reminders.0 NO_CHANNEL',
        'reminders.1.before DUPLICATE',
        'reminders.3.sms NOT_APPLICABLE',
      ]);
      const many = Array.from({ length: 6 }, (_, n) => ({ before: `PT${n + 1}H`, email: true }));
      expect(await issuesOf(server, many)).toEqual(['reminders TOO_LONG']);
      expect(await issuesOf(server, Array(500).fill(many[0]))).toEqual(['reminders TOO_LONG']);
      expect(await issuesOf(server, [{ email: true, at: 5 }, null, { before: 5, sms: true }])).toEqual(
        expect.arrayContaining([
          'reminders.0.before REQUIRED',
          'reminders.1 REQUIRED',
          'reminders.2.before INVALID_TYPE',
        ]),
      );
      expect((await book(server, { reminders: { before: 'PT1H', email: true } })).appointment?.reminders).toHaveLength(
        1,
      );
      expect(await server.database.query('select from server.reminder')).toHaveLength(1);
    }, ALWAYS));
});
