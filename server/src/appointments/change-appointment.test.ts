import { decode, deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { cancel, move } from '../../testing/change-appointment.ts';
import { book, codes, paths } from '../../testing/create-appointment.ts';
import { eventsIn, shows } from '../../testing/failed-delivery.ts';
import { statusRecord } from '../../testing/status-events.ts';
import { WATCH, book as watched } from '../../testing/watched-appointment.ts';
import { until } from '../../testing/with-database.ts';
import { type Answer, type TestServer, withServer } from '../../testing/with-server.ts';

const START = Math.floor(Date.now() / 1_000) * 1_000;
const inHours = (many: number) => new Date(START + many * 3_600_000).toISOString().replace('.000Z', 'Z');
const reasons = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.reason);

/** Books, and resolves with what was booked. */
async function booked(server: TestServer, token: string, changes: Record<string, unknown> = {}) {
  const answer = await book(server, token, changes);
  expect(answer.errors).toEqual([]);
  return answer.data.createAppointment.appointment;
}

/** The events in a topic, once there are so many. */
async function published(server: TestServer, topic: string, many: number) {
  await until(async () => (await eventsIn(server, topic)).length >= many);
  const events = await eventsIn(server, topic);
  expect(events).toHaveLength(many);
  return events;
}

describe('a change of an appointment over HTTP', () => {
  it('a move writes the appointment, its history, a delivery for each channel, and one event', () =>
    withServer(async (server) => {
      const [anna, desk] = await Promise.all([server.token('anna'), server.token('desk', 'staff')]);
      const before = await booked(server, anna, { title: 'Check-up', location: 'Graben 1', notify: { sms: true } });
      const time = inHours(48);
      const input = { id: before.id.toUpperCase(), time, timeZone: 'Europe/Vienna', title: null };
      const { data, errors } = await move(server, desk, input);
      expect(errors).toEqual([]);
      const { appointment } = data.rescheduleAppointment;
      expect(appointment).toMatchObject({
        ...{ id: before.id, time, timeZone: 'Europe/Vienna', title: null, location: 'Graben 1', status: 'BOOKED' },
        ...{ sequence: 1, cancelledAt: null, cancelReason: null, notify: { email: false, sms: true } },
        history: [
          {
            kind: 'BOOKED',
            sequence: 0,
            role: 'CUSTOMER',
            by: 'anna',
            time: before.time,
            timeZone: 'UTC',
            title: 'Check-up',
          },
          { kind: 'RESCHEDULED', sequence: 1, role: 'STAFF', by: 'desk', time, timeZone: 'Europe/Vienna', title: null },
        ],
        deliveries: [
          { channel: 'SMS', kind: 'CONFIRMATION', sequence: 0, status: 'QUEUED' },
          { channel: 'SMS', kind: 'CHANGE', sequence: 1, status: 'QUEUED' },
        ],
      });
      const seen = await server.query(anna, `{ appointment(id: "${before.id}") { history { by role } } }`);
      expect(seen.data.appointment?.history).toEqual([
        { by: null, role: 'CUSTOMER' },
        { by: null, role: 'STAFF' },
      ]);
      const [value] = await published(server, 'appointments.changed', 1);
      const { event } = decode('appointments.rescheduled', value ?? '');
      expect(event).toMatchObject({
        ...{ sequence: 1, notify: { email: false, sms: true } },
        previous: { time: before.time, time_zone: 'UTC', location: 'Graben 1' },
        appointment: { appointment_id: before.id, time, time_zone: 'Europe/Vienna', location: 'Graben 1' },
      });
      expect(event.appointment).not.toHaveProperty('title');
      const [created] = await published(server, 'appointments.created', 1);
      expect(JSON.parse(created ?? '').appointment).toMatchObject({ time: before.time, title: 'Check-up' });
    }));

  it('a cancellation is final, and says why', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const before = await booked(server, anna);
      expect((await move(server, anna, { id: before.id, durationMinutes: 45 })).errors).toEqual([]);
      const input = { id: before.id, reason: 'ill', notify: { email: true } };
      const { data, errors } = await cancel(server, anna, input);
      expect(errors).toEqual([]);
      const { appointment } = data.cancelAppointment;
      expect(appointment).toMatchObject({ status: 'CANCELLED', sequence: 2, cancelReason: 'ill', durationMinutes: 45 });
      expect(appointment.cancelledAt).toBe(appointment.history[2]?.at);
      expect(appointment.history.map(({ kind, durationMinutes, reason }) => [kind, durationMinutes, reason])).toEqual([
        ['BOOKED', 30, null],
        ['RESCHEDULED', 45, null],
        ['CANCELLED', 45, 'ill'],
      ]);
      expect(appointment.deliveries.map(({ kind, channel }) => `${kind} ${channel}`)).toEqual([
        ...['CONFIRMATION EMAIL', 'CONFIRMATION SMS', 'CHANGE EMAIL', 'CHANGE SMS', 'CANCELLATION EMAIL'],
      ]);
      const [, value] = await published(server, 'appointments.changed', 2);
      const { event } = decode('appointments.cancelled', value ?? '');
      expect(event).toMatchObject({ sequence: 2, reason: 'ill', notify: { email: true, sms: false } });
      for (const change of [move, cancel]) {
        const refused = await change(server, anna, { id: before.id });
        expect([codes(refused), reasons(refused)]).toEqual([['CONFLICT'], ['APPOINTMENT_CANCELLED']]);
      }
      const list = '{ appointments(filter: { statuses: [STATUS] }) { nodes { id } } }';
      const listed = async (status: string) =>
        (await server.query(anna, list.replace('STATUS', status))).data.appointments.nodes.length;
      expect([await listed('CANCELLED'), await listed('BOOKED'), await listed('BOOKED, CANCELLED')]).toEqual([1, 0, 1]);
      const kinds = '{ deliveries(filter: { kinds: [CANCELLATION, REMINDER] }) { nodes { kind sequence } } }';
      expect((await server.query(anna, kinds)).data.deliveries.nodes).toEqual([{ kind: 'CANCELLATION', sequence: 2 }]);
    }));

  it('a change that changes nothing answers the appointment, and emits nothing', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const before = await booked(server, anna, { title: 'Check-up' });
      const same = {
        id: before.id,
        time: before.time,
        timeZone: 'UTC',
        durationMinutes: 30,
        title: ' Check-up ',
        location: '',
      };
      const zones = ['utc', 'Etc/UTC', 'GMT'].map((timeZone) => ({ id: before.id, timeZone }));
      for (const input of [{ id: before.id }, same, ...zones, { ...same, idempotencyKey: 'k' }]) {
        const { data, errors } = await move(server, anna, input);
        expect(errors).toEqual([]);
        expect(data.rescheduleAppointment.appointment).toMatchObject({
          sequence: 0,
          deliveries: [{}, {}],
          history: [{}],
        });
      }
      expect((await move(server, anna, { id: before.id, title: 'Other' })).errors).toEqual([]);
      const repeat = await move(server, anna, { ...same, idempotencyKey: 'k' }); // would move it back
      expect(repeat.data.rescheduleAppointment.appointment).toMatchObject({ sequence: 1, title: 'Other' });
      await published(server, 'appointments.changed', 1);
    }));

  it('a change that notifies nobody is emitted all the same', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const before = await booked(server, anna);
      const { data } = await cancel(server, anna, { id: before.id, notify: {} });
      expect(data.cancelAppointment.appointment.deliveries).toHaveLength(2);
      const [value] = await published(server, 'appointments.changed', 1);
      expect(decode('appointments.cancelled', value ?? '').event.notify).toEqual({ email: false, sms: false });
    }));

  it('everything that is wrong with a change is reported at once', () =>
    withServer(
      async (server) => {
        const anna = await server.token('anna');
        const { id } = await booked(server, anna, { notify: { email: true }, phone: null });
        const issuesOf = ({ errors }: Answer) => {
          const issues = (errors[0]?.extensions.issues ?? []) as { path: string[]; code: string }[];
          return issues.map(({ path, code }) => `${path.slice(1).join('.')} ${code}`).toSorted();
        };
        const wrong = {
          id,
          time: inHours(-1),
          timeZone: null,
          durationMinutes: 0,
          title: 'x\u0007',
          location: 'www.x.org',
          expectedSequence: -1,
        };
        expect(issuesOf(await move(server, anna, wrong))).toEqual([
          ...[
            'durationMinutes OUT_OF_RANGE',
            'expectedSequence OUT_OF_RANGE',
            'location CONTAINS_ADDRESS',
            'time IN_THE_PAST',
          ],
          ...['timeZone REQUIRED', 'title INVALID_CHARACTERS'],
        ]);
        const nulls = { id, time: null, timeZone: null, durationMinutes: null, notify: null, idempotencyKey: null };
        expect(paths(await move(server, anna, nulls))).toEqual([
          'input.durationMinutes',
          'input.time',
          'input.timeZone',
        ]);
        const unreachable = { id, time: inHours(24 * 365 * 6), notify: { sms: true }, title: 'call 0660 1234567 now' };
        expect(issuesOf(await move(server, anna, unreachable))).toEqual([
          ...['notify.sms NOT_APPLICABLE', 'time TOO_FAR_AHEAD', 'title CONTAINS_PHONE_NUMBER'],
        ]);
        const reason = `${'x'.repeat(460)} https://example.com`;
        expect(issuesOf(await cancel(server, anna, { id, reason }))).toEqual(['reason CONTAINS_ADDRESS']);
        expect(issuesOf(await cancel(server, anna, { id, reason: 'é'.repeat(501) }))).toEqual(['reason TOO_LONG']);
        expect((await cancel(server, await server.token('desk', 'staff'), { id, reason })).errors).toEqual([]);
      },
      { DEFAULT_COUNTRY: 'AT' },
    ));

  it('odd values are refused with their places, whatever they are, and change nothing', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const { id } = await booked(server, anna);
      const odd: readonly [object, string][] = [
        [{ time: 5 }, 'input.time'],
        [{ time: '0000-01-01T00:00:00Z' }, 'input.time'],
        [{ time: 'tomorrow' }, 'input.time'],
        [{ time: ['2030-01-01T00:00:00Z'] }, 'input.time'],
        [{ timeZone: 'Mars/Olympus' }, 'input.timeZone'],
        [{ durationMinutes: 1.5 }, 'input.durationMinutes'],
        [{ durationMinutes: 1e9 }, 'input.durationMinutes'],
        [{ title: {} }, 'input.title'],
        [{ title: 'a\0b' }, 'input.title'],
        [{ location: '\ud800' }, 'input.location'],
        [{ location: 'x'.repeat(1_000_000) }, 'input.location'],
        [{ notify: { email: 'yes' } }, 'input.notify.email'],
        [{ notify: { fax: true } }, 'input.notify.fax'],
        [{ notify: [] }, 'input.notify'],
        [{ expectedSequence: '0' }, 'input.expectedSequence'],
        [{ expectedSequence: 2 ** 31 }, 'input.expectedSequence'],
        [{ idempotencyKey: ' ' }, 'input.idempotencyKey'],
        [{ idempotencyKey: 'x'.repeat(256) }, 'input.idempotencyKey'],
        [{ reason: 'no reason is needed' }, 'input.reason'],
        [{ id: null }, 'input.id'],
        [{ id: 'x'.repeat(256) }, 'input.id'],
      ];
      for (const [given, place] of odd) {
        const refused = await move(server, anna, { id, title: 'changed', ...given });
        expect([given, codes(refused), paths(refused)]).toEqual([given, ['BAD_USER_INPUT'], [place]]);
      }
      for (const reason of ['a\0b', '\udc00', 5, 'x'.repeat(501), 'a\nb']) {
        expect(paths(await cancel(server, anna, { id, reason }))).toEqual(['input.reason']);
      }
      const nulls = 'mutation ($id: ID = "x") { cancelAppointment(input: { id: $id }) { feedCursor } }';
      expect(paths(await server.query(anna, nulls, { id: null }))).toEqual(['input.id']);
      const { data } = await server.query(anna, `{ appointment(id: "${id}") { sequence status title } }`);
      expect(data.appointment).toEqual({ sequence: 0, status: 'BOOKED', title: null });
    }));

  it('a channel that is not in use is refused where it is asked for, and left out where it was booked', () =>
    withServer(
      async (server) => {
        const anna = await server.token('anna');
        const { id } = await booked(server, anna, { notify: { sms: true } });
        await server.database.query('update server.appointment set notify_email = true');
        const answer = await move(server, anna, { id, title: 'x' });
        expect(answer.data.rescheduleAppointment.appointment.deliveries.map(({ channel }) => channel)).toEqual([
          'SMS',
          'SMS',
        ]);
        expect(paths(await move(server, anna, { id, title: 'y', notify: { email: true } }))).toEqual([
          'input.notify.email',
        ]);
      },
      { CHANNELS: 'sms' },
    ));

  it('reminders are planned again by a move to another time, kept by other changes, and dropped by a cancellation', () =>
    withServer(
      async (server) => {
        const anna = await server.token('anna');
        const { id } = await booked(server, anna, { time: inHours(72) });
        const due = async () => {
          const { data } = await server.query(anna, `{ appointment(id: "${id}") { reminders { dueAt } } }`);
          return data.appointment?.reminders.map(({ dueAt }) => dueAt);
        };
        expect(await due()).toEqual([inHours(48), inHours(70)]);
        await move(server, anna, { id, title: 'x' });
        const [kept] = await server.database.query('select sum(planned_sequence)::int as sum from server.reminder');
        expect([await due(), kept]).toEqual([[inHours(48), inHours(70)], { sum: 0 }]);
        await move(server, anna, { id, time: inHours(24) });
        expect(await due()).toEqual([inHours(22)]); // the day before is now, and the message of the move says the same
        await cancel(server, anna, { id });
        expect(await due()).toEqual([]);
      },
      { REMINDERS: '24h:email+sms,2h:sms', REMINDER_HOURS: '00:00-24:00' },
    ));

  it('only the owner and staff change an appointment, and it is unknown to others', () =>
    withServer(async (server) => {
      const [anna, bert] = await Promise.all([server.token('anna'), server.token('bert')]);
      const { id } = await booked(server, anna);
      for (const change of [move, cancel]) {
        const answers = [
          await change(server, bert, { id }),
          await change(server, anna, { id: '00000000-0000-4000-8000-000000000001' }),
          await change(server, anna, { id: 'x' }),
          await change(server, anna, { id: '' }),
        ];
        expect(answers.map(codes)).toEqual(answers.map(() => ['NOT_FOUND']));
        expect(codes(await change(server, null, { id }))).toEqual(['UNAUTHENTICATED']);
      }
    }));

  it('a change is refused once the appointment has begun, and at another sequence than expected', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const { id } = await booked(server, anna);
      const late = await move(server, anna, { id, title: 'x', expectedSequence: 1 });
      expect([codes(late), reasons(late)]).toEqual([['CONFLICT'], ['SEQUENCE_CHANGED']]);
      expect((await move(server, anna, { id, title: 'x', expectedSequence: 0 })).errors).toEqual([]);
      await server.database.query("update server.appointment set time = now() - interval '1 second'");
      for (const change of [move, cancel])
        expect(reasons(await change(server, anna, { id }))).toEqual(['APPOINTMENT_PAST']);
    }));

  it('an appointment is moved a hundred times at most, and can be cancelled then', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const { id } = await booked(server, desk);
      await server.database.query('update server.appointment set sequence = 100');
      expect(reasons(await move(server, desk, { id, title: 'x' }))).toEqual(['CHANGED_TOO_OFTEN']);
      expect((await cancel(server, desk, { id })).errors).toEqual([]);
    }));

  it('a stream from a change’s cursor has what follows, and nothing from before', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const first = await watched(server, anna);
      await server.log.append([statusRecord(first, 'queued'), statusRecord(first, 'sent')]);
      await shows(server, deliveryIdOf(first.sourceEventId, 'email'), 'SENT', 1);
      const input = { id: first.appointmentId, title: 'x', idempotencyKey: 'k' };
      const { feedCursor } = (await move(server, anna, input)).data.rescheduleAppointment;
      const [row] = await server.database.query<{ id: string }>('select event_id as id from server.appointment_change');
      const second = { ...first, sourceEventId: row?.id ?? '' };
      await server.log.append([statusRecord(second, 'queued'), statusRecord(second, 'sent')]);
      await shows(server, deliveryIdOf(second.sourceEventId, 'email'), 'SENT', 1);
      const repeated = (await move(server, anna, input)).data.rescheduleAppointment.feedCursor;
      for (const after of [feedCursor, repeated]) {
        const stream = server
          .live(anna)
          .iterate<{ deliveryStatusChanged: { status: string; delivery: { kind: string } } }>({
            query: WATCH.replace('occurredAt', 'delivery { kind }'),
            variables: { id: first.appointmentId, after },
          });
        const seen: string[] = [];
        for await (const { data } of stream) {
          seen.push(`${data?.deliveryStatusChanged.delivery.kind} ${data?.deliveryStatusChanged.status}`);
          if (seen.length === 2) break;
        }
        expect(seen).toEqual(['CHANGE QUEUED', 'CHANGE SENT']);
      }
    }));
});
