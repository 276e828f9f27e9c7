/** An address that is corrected for the whole appointment (`keepForAppointment`). */
import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { cancel, changesOn, move } from '../../testing/change-appointment.ts';
import { codes, paths } from '../../testing/create-appointment.ts';
import { eventsIn, fail, failedDelivery, failedForeignDelivery } from '../../testing/failed-delivery.ts';
import { eventsOf } from '../../testing/reminders.ts';
import { openTestDatabase, until } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';
import { eraseUser, planErasure } from '../appointments/erase-user.ts';
import { loadStoredEvents } from '../appointments/stored-events.ts';
import type { Caller } from '../auth/caller.ts';
import type { Database } from '../db/database.ts';
import { emitDue } from '../reminders/emit-due.ts';

const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { recipient } } }';
const SEEN = `query ($id: ID!) { appointment(id: $id) { email phone sequence history { kind }
  addressCorrections { channel before address by deliveryId } deliveries { id kind channel recipient message { to } } } }`;
const [OLD, NEW] = ['wrong@example.com', 'right@example.org'];

const retry = async (server: TestServer, input: Record<string, unknown>) =>
  await server.query(await server.token('desk', 'staff'), RETRY, { input });

async function seenBy(server: TestServer, id: string, sub = 'desk', role: 'staff' | 'customer' = 'staff') {
  const { data, errors } = await server.query(await server.token(sub, role), SEEN, { id });
  expect(errors).toEqual([]);
  if (!data.appointment) throw new Error('the appointment is not there');
  return data.appointment;
}

/** Every event of the appointments, as it was published. */
async function published(server: TestServer) {
  await until(async () => (await server.database.query('select from server.outbox limit 1')).length === 0);
  return [...(await eventsIn(server, 'appointments.created')), ...(await eventsIn(server, 'appointments.changed'))];
}

const changes = async (server: TestServer) =>
  (await eventsIn(server, 'appointments.changed')).map((value) => JSON.parse(value));

/** Has the planned reminder of an appointment be due, and waits for its event. */
async function remind(server: TestServer, db: Database, id: string) {
  const before = (await changes(server)).length;
  await server.database.query(`update server.reminder set due_at = now() where appointment_id = '${id}'`);
  await emitDue(db.fork(), { limit: 10, eventsOf }); // unless the server's own scheduler was faster
  await until(async () => (await changes(server)).length === before + 1);
}

const REMINDED = { REMINDERS: '24h:email', REMINDER_HOURS: '00:00-24:00' };

describe('an address that is corrected for its appointment', () => {
  it('is where changes, cancellation and reminders go from then on; what was sent before still shows the old one', () =>
    withServer(async (server) => {
      const time = new Date(Date.now() + 3 * 86_400_000).toISOString();
      const failed = await failedDelivery(server, 'email', { email: OLD, time });
      const { appointmentId: id } = failed;
      const answer = await retry(server, { id: failed.id, email: NEW, keepForAppointment: true });
      expect([answer.errors, answer.data.retryDelivery.delivery.recipient]).toEqual([[], NEW]);
      expect(await seenBy(server, id)).toMatchObject({
        ...{ email: NEW, sequence: 0, history: [{ kind: 'BOOKED' }] },
        addressCorrections: [{ channel: 'EMAIL', before: OLD, address: NEW, by: 'desk', deliveryId: failed.id }],
      });
      await using db = openTestDatabase(server.database.url);
      await db.ready;
      await remind(server, db, id);
      const anna = await server.token('anna');
      expect((await move(server, anna, { id, title: 'Moved' })).errors).toEqual([]);
      expect((await cancel(server, anna, { id })).errors).toEqual([]);
      await until(async () => (await changes(server)).length === 3);
      expect((await changes(server)).map(({ event_type, appointment }) => [event_type, appointment.email])).toEqual([
        ['appointments.reminder-due', NEW],
        ['appointments.rescheduled', NEW],
        ['appointments.cancelled', NEW],
      ]);
      const { deliveries } = await seenBy(server, id);
      expect(deliveries.map(({ kind, recipient, message }) => [kind, recipient, message?.to])).toEqual([
        ['CONFIRMATION', NEW, NEW], // sent again
        ['REMINDER', NEW, NEW],
        ['CHANGE', NEW, NEW],
        ['CANCELLATION', NEW, NEW],
      ]);
    }, REMINDED));

  it('leaves every event as it was, to the byte, of before and after each correction', () =>
    withServer(async (server) => {
      const time = new Date(Date.now() + 3 * 86_400_000).toISOString();
      const failed = await failedDelivery(server, 'email', { email: OLD, time, notify: { email: true, sms: true } });
      const { appointmentId: id } = failed;
      const anna = await server.token('anna');
      await using db = openTestDatabase(server.database.url);
      await db.ready;
      await remind(server, db, id);
      const [reminder] = (await seenBy(server, id)).deliveries.filter(({ kind }) => kind === 'REMINDER');
      const sourceEventId = (await changes(server)).find(
        (one) => one.event_type === 'appointments.reminder-due',
      ).event_id;
      await fail(server, { sourceEventId, appointmentId: id, channel: 'email' });
      expect((await retry(server, { id: reminder?.id, email: NEW, keepForAppointment: true })).errors).toEqual([]);
      expect((await move(server, anna, { id, title: 'Moved', notify: { email: true } })).errors).toEqual([]);
      const moved = (await seenBy(server, id)).deliveries.find(({ kind }) => kind === 'CHANGE');
      await until(async () => (await changes(server)).length === 2);
      const movedEvent = (await changes(server)).at(-1).event_id;
      await fail(server, { sourceEventId: movedEvent, appointmentId: id, channel: 'email' });
      const again = await retry(server, { id: moved?.id, email: 'third@example.net', keepForAppointment: true });
      expect(again.errors).toEqual([]);
      expect((await cancel(server, anna, { id })).errors).toEqual([]);
      await until(async () => (await changes(server)).length === 3);
      const first = await published(server);
      expect(first.map((value) => JSON.parse(value).appointment.email)).toEqual([OLD, OLD, NEW, 'third@example.net']);
      const made = await loadStoredEvents(db.fork(), [id], {});
      expect(made.map((event) => JSON.stringify(event)).toSorted()).toEqual(first.toSorted());
      const { deliveries } = await seenBy(server, id);
      expect(deliveries.map(({ kind, channel, recipient }) => [kind, channel, recipient])).toEqual([
        ['CONFIRMATION', 'EMAIL', OLD],
        ['CONFIRMATION', 'SMS', '+15555550123'],
        ['REMINDER', 'EMAIL', NEW],
        ['CHANGE', 'EMAIL', 'third@example.net'],
        ['CANCELLATION', 'EMAIL', 'third@example.net'],
        ['CANCELLATION', 'SMS', '+15555550123'],
      ]);
      const corrections = (await seenBy(server, id, 'anna', 'customer')).addressCorrections;
      expect(corrections).toMatchObject([
        { before: OLD, address: 'r•••@example.org', by: null },
        { before: 'r•••@example.org', address: 't•••@example.net', by: null },
      ]);
    }, REMINDED));

  it('is where the other messages of the appointment go when they are sent again', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server, 'email', { email: OLD });
      const { appointmentId: id, sourceEventId } = failed;
      const kept = await retry(server, { id: failed.id, email: NEW, keepForAppointment: true });
      expect(kept.errors).toEqual([]);
      await fail(server, failed, 2);
      expect((await retry(server, { id: failed.id, email: 'only@example.net' })).errors).toEqual([]);
      await fail(server, { sourceEventId, appointmentId: id, channel: 'email' }, 3);
      const addressed = async () =>
        (await eventsIn(server, 'notifications.retry-requested')).map((value) => JSON.parse(value).retry.email);
      expect((await retry(server, { id: failed.id })).data.retryDelivery.delivery.recipient).toBe('only@example.net');
      await until(async () => (await addressed()).length === 3);
      expect(await addressed()).toEqual([NEW, 'only@example.net', undefined]); // the notifier has it
      expect((await seenBy(server, id)).email).toBe(NEW);

      const sms = await failedDelivery(server, 'sms', { notify: { sms: true }, phone: '+15555550111' });
      await server.database.query(`insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status,
          attempts, kind, created_at, updated_at)
        select gen_random_uuid(), gen_random_uuid(), appointment_id, user_id, 'sms', 'failed', 1, 'reminder', created_at, now()
        from server.delivery where id = '${sms.id}'`);
      const other = (await seenBy(server, sms.appointmentId)).deliveries.find(({ kind }) => kind === 'REMINDER');
      expect(other?.recipient).toBe('+15555550111');
      const input = { id: sms.id, phone: '+15555550177', keepForAppointment: true };
      expect((await retry(server, input)).errors).toEqual([]);
      expect((await retry(server, { id: other?.id })).data.retryDelivery.delivery.recipient).toBe('+15555550177');
      await until(async () => (await eventsIn(server, 'notifications.retry-requested')).length === 5);
      const last = (await eventsIn(server, 'notifications.retry-requested')).at(-1) ?? '';
      expect(JSON.parse(last).retry.phone_e164).toBe('+15555550177');
    }));

  it('is refused where another system booked, and with a repeat; and changes nothing where it is the same', () =>
    withServer(async (server) => {
      const foreign = await failedForeignDelivery(server);
      const refused = await retry(server, { id: foreign.id, phone: '+15555550177', keepForAppointment: true });
      expect([codes(refused), paths(refused)]).toEqual([['BAD_USER_INPUT'], ['input.keepForAppointment']]);
      const { id, appointmentId } = await failedDelivery(server, 'sms');
      const input = { id, phone: '+15555550123', keepForAppointment: true };
      expect((await retry(server, input)).errors).toEqual([]);
      expect((await seenBy(server, appointmentId)).addressCorrections).toEqual([]);
      expect(codes(await retry(server, { ...input, phone: '+15555550199' }))).toEqual(['CONFLICT']);
      expect(await seenBy(server, appointmentId)).toMatchObject({ phone: '+15555550123', addressCorrections: [] });
      const asCustomer = await server.query(await server.token('anna'), RETRY, { input });
      expect(codes(asCustomer)).toEqual(['FORBIDDEN']);
    }));

  it('and a move at the same moment never leave a message for the old address behind the correction', () =>
    withServer(async (server) => {
      await using db = openTestDatabase(server.database.url);
      await db.ready;
      const desk: Caller = { sub: 'desk', role: 'staff', expiresAtMs: Date.now() + 3_600_000 };
      const elsewhere = changesOn(db);
      const failures = await Promise.all(
        Array.from({ length: 12 }, () => failedDelivery(server, 'email', { email: OLD, notify: { email: true } })),
      );
      await Promise.all(
        failures.flatMap(({ id, appointmentId }, n) => [
          retry(server, { id, email: NEW, keepForAppointment: true }),
          elsewhere.change('rescheduled', { id: appointmentId, title: `a ${n}` }, desk),
          elsewhere.change('rescheduled', { id: appointmentId, title: `b ${n}` }, desk),
        ]),
      );
      await until(async () => (await changes(server)).length === 24);
      const first = await published(server);
      const made = await loadStoredEvents(
        db.fork(),
        failures.map(({ appointmentId }) => appointmentId),
        {},
      );
      expect(made.map((event) => JSON.stringify(event)).toSorted()).toEqual(first.toSorted());
      for (const { appointmentId } of failures) {
        const own = (await changes(server)).filter(({ appointment }) => appointment.appointment_id === appointmentId);
        const { email } = await seenBy(server, appointmentId);
        const addresses = own.toSorted((a, b) => a.sequence - b.sequence).map(({ appointment }) => appointment.email);
        // a move that came first left the failed message behind: then its correction was refused
        expect([`${OLD},${OLD}:${OLD}`, `${NEW},${NEW}:${NEW}`]).toContain(`${addresses}:${email}`);
      }
    }));

  it('is found by either address, and erased with its customer', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server, 'email', { email: OLD });
      await server.query(
        await server.token('bert'),
        'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor } }',
        { input: validInput({ email: 'bert@example.com' }) },
      );
      expect((await retry(server, { id: failed.id, email: NEW, keepForAppointment: true })).errors).toEqual([]);
      const desk = await server.token('desk', 'staff');
      for (const search of [OLD, NEW]) {
        const { data } = await server.query(desk, `{ deliveries(filter: { search: "${search}" }) { nodes { id } } }`);
        expect([search, data.deliveries.nodes]).toEqual([search, [{ id: failed.id }]]);
      }
      await server.database.query(`update server.delivery set status = 'failed'`);
      await using db = openTestDatabase(server.database.url);
      await db.ready;
      const plan = await planErasure(db.fork(), 'anna');
      expect(plan.addresses.email.toSorted()).toEqual([NEW, OLD]);
      await eraseUser(db.fork(), plan, false);
      expect(await server.database.query('select from server.address_correction')).toEqual([]);
    }));
});
