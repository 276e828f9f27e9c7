/** What the holder of an appointment's link can do, over HTTP and on a socket. */
import { decodeFrom } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { cancel, move } from '../../../testing/change-appointment.ts';
import { book, codes } from '../../../testing/create-appointment.ts';
import { eventsIn } from '../../../testing/failed-delivery.ts';
import { openSocket } from '../../../testing/live.ts';
import { until } from '../../../testing/with-database.ts';
import { type TestServer, withServer } from '../../../testing/with-server.ts';

const WEB = { PUBLIC_WEB_URL: 'https://clinic.example/', CUSTOMER_BOOKINGS_PER_HOUR: '0' };
const WATCH =
  'subscription ($id: ID) { deliveryStatusChanged(appointmentId: $id) { appointmentId channel status delivery { id provider } } }';

/** Books two appointments for two people; resolves with the tokens of the first one's link. */
async function bookTwo(server: TestServer) {
  const [anna, bert, desk] = await Promise.all([
    server.token('anna'),
    server.token('bert'),
    server.token('desk', 'staff'),
  ]);
  const [hers, his] = await Promise.all(
    [anna, bert].map(async (token) => (await book(server, token, {})).data.createAppointment.appointment),
  );
  if (hers === undefined || his === undefined) throw new Error('two appointments are booked');
  const linkOf = async (token: string, id: string) =>
    (await server.query(token, `{ appointment(id: "${id}") { manageUrl } }`)).data.appointment?.manageUrl ?? null;
  const link = await linkOf(anna, hers.id);
  expect(await linkOf(desk, hers.id)).toBe(link);
  return { anna, desk, hers, his, link, guest: link?.split('#')[1] ?? '' };
}

describe('the holder of a link', () => {
  it('sees the one appointment, its messages and nothing else, whatever is asked', () =>
    withServer(async (server) => {
      const { hers, his, guest, link } = await bookTwo(server);
      expect(link).toMatch(/^https:\/\/clinic\.example\/a#[\w-]+\.[\w-]+\.[\w-]+$/);
      const ask = async (query: string, variables?: Record<string, unknown>) => {
        const { data, errors } = await server.query(guest, query, variables);
        return { data, codes: errors.map(({ extensions }) => extensions.code) };
      };
      const { data } = await ask(`{ me { role }
        appointment(id: "${hers.id}") { id title status deliveries { id channel status history { status provider requestedBy } } history { by } }
        other: appointment(id: "${his.id}") { id }
        appointments { nodes { id } } deliveries { nodes { appointmentId provider } }
        hidden: delivery(id: "${his.deliveries[0]?.id}") { id } delivery(id: "${hers.deliveries[0]?.id}") { id }
        filtered: deliveries(filter: { appointmentId: "${his.id}" }) { nodes { id } } }`);
      expect(data).toMatchObject({
        me: { role: 'GUEST' },
        appointment: { id: hers.id, status: 'BOOKED', deliveries: [{}, {}], history: [{ by: null }] },
        other: null,
        appointments: { nodes: [{ id: hers.id }] },
        deliveries: {
          nodes: [
            { appointmentId: hers.id, provider: null },
            { appointmentId: hers.id, provider: null },
          ],
        },
        hidden: null,
        delivery: { id: hers.deliveries[0]?.id },
        filtered: { nodes: [] },
      });
      const refused = [
        'problems { code }',
        'deliveryCounts { count }',
        'deliveryStatistics(since: "2026-01-01T00:00:00Z", bucket: DAY) { count }',
        'deliveries(filter: { search: "anna" }) { nodes { id } }',
        'appointments(filter: { userId: "bert" }) { nodes { id } }',
      ];
      for (const field of refused) expect([field, (await ask(`{ ${field} }`)).codes]).toEqual([field, ['FORBIDDEN']]);
      expect((await ask(`{ feedCursor(appointmentId: "${his.id}") }`)).codes).toEqual(['NOT_FOUND']);
      const retry = `mutation { retryDelivery(input: { id: "${hers.deliveries[0]?.id}" }) { delivery { id } } }`;
      expect((await ask(retry)).codes).toEqual(['FORBIDDEN']);
      expect(codes(await book(server, guest, {}))).toEqual(['FORBIDDEN']);
      expect(codes(await move(server, guest, { id: hers.id, durationMinutes: 45 }))).toEqual(['FORBIDDEN']);
      for (const change of [move, cancel])
        expect(codes(await change(server, guest, { id: his.id }))).toEqual(['NOT_FOUND']);
    }, WEB));

  it('watches the one appointment, with or without naming it, and cancels it', () =>
    withServer(async (server) => {
      const { hers, his, guest } = await bookTwo(server);
      const socket = await openSocket(server, { init: guest });
      for (const [id, variables] of Object.entries({ own: { id: hers.id }, all: {}, other: { id: his.id } })) {
        socket.send({ id, type: 'subscribe', payload: { query: WATCH, variables } });
      }
      const messages = await socket.wait('next', 5);
      const refused = messages.filter(({ id }) => id === 'other').map(({ payload }) => payload);
      expect(refused).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
      const seen = messages.flatMap(({ payload }) => payload?.data?.deliveryStatusChanged.appointmentId ?? []);
      expect(seen).toEqual(Array(4).fill(hers.id));
      const { data, errors } = await cancel(server, guest, { id: hers.id, reason: 'I am ill' });
      expect(errors).toEqual([]);
      expect(data.cancelAppointment.appointment).toMatchObject({ status: 'CANCELLED', cancelReason: 'I am ill' });
      socket.socket.terminate();
    }, WEB));

  it('has it from every event of the appointment, in a form for mails and one for text messages', () =>
    withServer(async (server) => {
      const { anna, hers, link } = await bookTwo(server);
      expect((await move(server, anna, { id: hers.id, durationMinutes: 45 })).errors).toEqual([]);
      const topics = ['appointments.created', 'appointments.changed'] as const;
      for (const topic of topics) {
        await until(async () => (await eventsIn(server, topic)).length > 0);
        const events = (await eventsIn(server, topic)).map((value) => decodeFrom(topic, value));
        const { event, ignored } = events.find(({ event }) => event.appointment.appointment_id === hers.id) ?? {};
        expect([event?.appointment.manage_url, ignored]).toEqual([link, []]);
        const [page, code = ''] = event?.appointment.short_url?.split('#') ?? [];
        expect([page, code.length]).toEqual(['https://clinic.example/a', 38]);
        const { data } = await server.query(code, '{ me { role } appointments { nodes { id } } }');
        expect(data).toMatchObject({ me: { role: 'GUEST' }, appointments: { nodes: [{ id: hers.id }] } });
      }
    }, WEB));

  it('may do what the installation says, and there are no links without a page', async () => {
    await withServer(
      async (server) => {
        const { hers, guest } = await bookTwo(server);
        const { data } = await server.query(guest, '{ installation { guestsMayCancel } }');
        expect(data.installation.guestsMayCancel).toBe(false);
        expect(codes(await cancel(server, guest, { id: hers.id }))).toEqual(['FORBIDDEN']);
      },
      { ...WEB, GUESTS_MAY: 'view' },
    );
    for (const environment of [{}, { ...WEB, GUESTS_MAY: 'none' }]) {
      await withServer(async (server) => expect((await bookTwo(server)).link).toBeNull(), environment);
    }
  });
});
