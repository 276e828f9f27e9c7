import { decode, formatInstant } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { cancel, move } from '../../testing/change-appointment.ts';
import { book as booked } from '../../testing/create-appointment.ts';
import { eventsIn, fail, failedDelivery, failedForeignDelivery, shows } from '../../testing/failed-delivery.ts';
import { statusRecord } from '../../testing/status-events.ts';
import { until } from '../../testing/with-database.ts';
import { type Answer, type TestServer, withServer } from '../../testing/with-server.ts';

const RETRY = `mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery {
  id status attempts provider providerMessageId error { code } nextAttemptAt } } }`;
const RETRY_ALL = `mutation ($ids: [ID!]!) { retryDeliveries(ids: $ids) { deliveries { id status attempts } refused { id code } } }`;

const reasons = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.reason);
const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code);
const issues = ({ errors }: Answer) =>
  (errors[0]?.extensions.issues as { path: string[] }[] | undefined)?.map(({ path }) => path.join('.'));

const retry = async (server: TestServer, input: Record<string, unknown>) =>
  await server.query(await server.token('desk', 'staff'), RETRY, { input });

/** The retries that were requested, once so many are in the log. */
async function requests(server: TestServer, count: number) {
  await until(async () => (await eventsIn(server, 'notifications.retry-requested')).length >= count);
  const values = await eventsIn(server, 'notifications.retry-requested');
  return values.map((value) => decode('notifications.retry-requested', value).event);
}

describe('retryDelivery', () => {
  it('queues the next attempt, and requests it from the notifier at the corrected address', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const { data, errors } = await retry(server, { id: failed.id.toUpperCase(), phone: ' +15555550177 ' });
      expect(errors).toEqual([]);
      expect(data.retryDelivery.delivery).toEqual({
        id: failed.id,
        status: 'QUEUED',
        attempts: 2,
        provider: 'twilio',
        providerMessageId: null,
        error: null,
        nextAttemptAt: null,
      });
      const [request] = await requests(server, 1);
      expect(request?.retry).toEqual({
        delivery_id: failed.id,
        source_event_id: failed.sourceEventId,
        appointment_id: failed.appointmentId,
        channel: 'sms',
        after_attempt: 1,
        requested_by: 'desk',
        phone_e164: '+15555550177',
      });
      const { data: seen } = await server.query(
        await server.token('anna'),
        `{ delivery(id: "${failed.id}") { status attempts appointment { phone } } }`,
      );
      expect(seen.delivery).toEqual({ status: 'QUEUED', attempts: 2, appointment: { phone: '+15555550123' } });
    }));

  it('is refused with the reason, and where the appointment was moved or cancelled since', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const { id } =
        (await booked(server, await server.token('anna'))).data.createAppointment.appointment.deliveries[0] ?? {};
      expect(reasons(await retry(server, { id }))).toEqual(['NOT_FAILED']);
      expect((await retry(server, { id: failed.id })).errors).toEqual([]);
      expect(reasons(await retry(server, { id: failed.id }))).toEqual(['RETRY_PENDING']);
      const { appointmentId, channel } = failed;
      await fail(server, failed, 2);
      const desk = await server.token('desk', 'staff');
      expect((await move(server, desk, { id: appointmentId, title: 'x' })).errors).toEqual([]);
      expect(reasons(await retry(server, { id: failed.id }))).toEqual(['SUPERSEDED']);
      const failedAfter = async () => {
        const [row] = await server.database.query<{ id: string }>(
          'select event_id as id from server.appointment_change order by sequence desc limit 1',
        );
        return await fail(server, { sourceEventId: row?.id ?? '', appointmentId, channel });
      };
      const change = await failedAfter();
      expect((await retry(server, { id: change.id })).errors).toEqual([]);
      await fail(server, change, 2);
      expect((await cancel(server, desk, { id: appointmentId })).errors).toEqual([]);
      expect(reasons(await retry(server, { id: change.id }))).toEqual(['SUPERSEDED']);
      expect((await retry(server, { id: (await failedAfter()).id })).errors).toEqual([]);
      const { data } = await server.query(desk, RETRY_ALL, { ids: [failed.id, change.id] });
      expect(data.retryDeliveries.refused.map(({ code }) => code)).toEqual(['CONFLICT', 'CONFLICT']);
    }));

  it('is in the history at once, as QUEUED, and once when a notifier has reported that', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      await retry(server, { id: failed.id });
      const history = async () => {
        const query = `{ delivery(id: "${failed.id}") { updatedAt history { status attempt occurredAt error { code } } } }`;
        return (await server.query(await server.token('desk', 'staff'), query)).data.delivery;
      };
      const steps = async () => (await history())?.history.map(({ status, attempt }) => `${status} ${attempt}`);
      const before = await history();
      const queued = { status: 'QUEUED', attempt: 2, occurredAt: before?.updatedAt, error: null };
      expect(before?.history.at(-1)).toEqual(queued);
      const all = ['QUEUED 1', 'SENDING 1', 'FAILED 1', 'QUEUED 2'];
      expect(await steps()).toEqual(all);
      expect(await eventsIn(server, 'notifications.status')).toHaveLength(3); // the server writes none
      await server.log.append([statusRecord(failed, 'queued', 2)]);
      await until(async () => (await server.database.query('select from server.delivery_change')).length === 4);
      expect(await steps()).toEqual(all);
    }));

  it('refuses the second click, also when both come at once, until the retry was attempted and failed', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const both = await Promise.all([retry(server, { id: failed.id }), retry(server, { id: failed.id })]);
      expect(both.flatMap(codes)).toEqual(['CONFLICT']);
      expect(codes(await retry(server, { id: failed.id }))).toEqual(['CONFLICT']);
      expect(await requests(server, 1)).toHaveLength(1);
      await server.log.append([statusRecord(failed, 'sending', 2)]);
      await shows(server, failed.id, 'SENDING', 2);
      expect(codes(await retry(server, { id: failed.id }))).toEqual(['CONFLICT']);
      await fail(server, failed, 2);
      expect((await retry(server, { id: failed.id })).data.retryDelivery.delivery.attempts).toBe(3);
      expect((await requests(server, 2))[1]?.retry).toMatchObject({ after_attempt: 2 });
    }));

  it('may be requested again when no notifier has attempted it for 15 minutes', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      await retry(server, { id: failed.id });
      await server.database.query(`update server.retry_request set requested_at = now() - interval '14 minutes'`);
      expect(codes(await retry(server, { id: failed.id }))).toEqual(['CONFLICT']);
      await server.database.query(`update server.retry_request set requested_at = now() - interval '15 minutes'`);
      const again = await retry(server, { id: failed.id, phone: '+15555550178' });
      expect(again.data.retryDelivery.delivery).toMatchObject({ status: 'QUEUED', attempts: 2 });
      const [first, second] = await requests(server, 2);
      expect(second?.retry).toEqual({ ...first?.retry, phone_e164: '+15555550178' });
      expect(second?.event_id).not.toBe(first?.event_id);
      expect(codes(await retry(server, { id: failed.id }))).toEqual(['CONFLICT']);
    }));

  it('retries what another system has booked likewise', () =>
    withServer(async (server) => {
      const failed = await failedForeignDelivery(server);
      expect((await retry(server, { id: failed.id })).data.retryDelivery.delivery.status).toBe('QUEUED');
      expect((await requests(server, 1))[0]?.retry).toMatchObject({ appointment_id: '4711', channel: 'sms' });
    }));

  it('refuses a bad address, one for another channel, and what is not there or has not failed', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const bad = await retry(server, { id: failed.id, phone: 'secret', email: 'secret@' });
      expect(codes(bad)).toEqual(['BAD_USER_INPUT']);
      expect(issues(bad)?.toSorted()).toEqual(['input.email', 'input.phone']);
      expect(JSON.stringify(bad.errors)).not.toContain('secret');
      expect(issues(await retry(server, { phone: 'secret' }))?.toSorted()).toEqual(['input.id', 'input.phone']);
      expect(issues(await retry(server, { id: failed.id, email: 'user@example.com' }))).toEqual(['input.email']);
      for (const id of ['nonsense', crypto.randomUUID()])
        expect(codes(await retry(server, { id }))).toEqual(['NOT_FOUND']);
      await server.log.append([statusRecord(failed, 'delivered')]);
      await shows(server, failed.id, 'DELIVERED', 1);
      expect(codes(await retry(server, { id: failed.id }))).toEqual(['CONFLICT']);
      expect(await eventsIn(server, 'notifications.retry-requested')).toEqual([]);
    }));

  it('is for staff', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const anna = await server.token('anna');
      expect(codes(await server.query(anna, RETRY, { input: { id: failed.id } }))).toEqual(['FORBIDDEN']);
      expect(codes(await server.query(anna, RETRY_ALL, { ids: [failed.id] }))).toEqual(['FORBIDDEN']);
      expect(codes(await server.query(null, RETRY, { input: { id: failed.id } }))).toEqual(['UNAUTHENTICATED']);
      const acknowledge = `mutation { acknowledgeDelivery(id: "${failed.id}") { delivery { id } } }`;
      expect(codes(await server.query(anna, acknowledge))).toEqual(['FORBIDDEN']);
    }));
});

describe('retryDeliveries', () => {
  it('queues those that have failed, in the order of the request, and says why others are refused', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const [one, two] = [await failedDelivery(server), await failedDelivery(server, 'email')];
      const pending = await failedForeignDelivery(server);
      await retry(server, { id: pending.id });
      const ids = [two.id, 'nonsense', pending.id, one.id, two.id.toUpperCase()];
      const { data, errors } = await server.query(desk, RETRY_ALL, { ids });
      expect(errors).toEqual([]);
      expect(data.retryDeliveries).toEqual({
        deliveries: [two, one].map(({ id }) => ({ id, status: 'QUEUED', attempts: 2 })),
        refused: [
          { id: 'nonsense', code: 'NOT_FOUND' },
          { id: pending.id, code: 'CONFLICT' },
        ],
      });
      const requested = (await requests(server, 3)).map(({ retry }) => retry.delivery_id);
      expect(requested).toEqual([pending.id, two.id, one.id]);
    }));

  it('takes at most 100 at once', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const ids = Array.from({ length: 101 }, () => crypto.randomUUID());
      const refused = await server.query(desk, RETRY_ALL, { ids });
      expect(codes(refused)).toEqual(['BAD_USER_INPUT']);
      expect(issues(refused)).toEqual(['ids']);
      const { data } = await server.query(desk, RETRY_ALL, { ids: ids.slice(1) });
      expect(data.retryDeliveries.refused).toHaveLength(100);
    }));
});

describe('acknowledgeDelivery', () => {
  const ACKNOWLEDGE = `mutation ($id: ID!, $note: String) { acknowledgeDelivery(id: $id, note: $note) {
    delivery { id status acknowledgement { by note at } } } }`;
  const OPEN = 'query ($open: Boolean) { deliveries(filter: { open: $open }) { nodes { id } } }';

  it('takes a failure off the open ones, until a retry of it fails', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const [one, two] = [await failedDelivery(server), await failedDelivery(server, 'email')];
      const open = async (wanted = true) =>
        (await server.query(desk, OPEN, { open: wanted })).data.deliveries.nodes.map(({ id }) => id);
      expect(await open()).toEqual([two.id, one.id]);
      const before = formatInstant(new Date());
      const { data } = await server.query(desk, ACKNOWLEDGE, { id: one.id, note: ' told by phone ' });
      const { delivery } = data.acknowledgeDelivery;
      expect(delivery).toMatchObject({ status: 'FAILED', acknowledgement: { by: 'desk', note: 'told by phone' } });
      expect((delivery.acknowledgement?.at ?? '') >= before).toBe(true);
      expect(await open()).toEqual([two.id]);
      expect(await open(false)).toEqual([one.id]);
      const seen = `{ delivery(id: "${one.id}") { acknowledgement { note } } }`;
      expect((await server.query(await server.token('anna'), seen)).data.delivery?.acknowledgement).toBeNull();
      await server.query(await server.token('boss', 'staff'), ACKNOWLEDGE, { id: one.id });
      expect((await server.query(desk, seen)).data.delivery?.acknowledgement).toEqual({ note: null });

      await retry(server, { id: one.id });
      expect(await open()).toEqual([two.id]);
      await fail(server, one, 2);
      expect(await open()).toEqual([two.id, one.id]);
      expect((await server.query(desk, seen)).data.delivery?.acknowledgement).toBeNull();
    }));

  it('refuses what is not there, what has not failed, and a note that is too long', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const failed = await failedDelivery(server);
      expect(codes(await server.query(desk, ACKNOWLEDGE, { id: crypto.randomUUID() }))).toEqual(['NOT_FOUND']);
      const long = await server.query(desk, ACKNOWLEDGE, { id: failed.id, note: 'x'.repeat(501) });
      expect(issues(long)).toEqual(['note']);
      await retry(server, { id: failed.id });
      expect(codes(await server.query(desk, ACKNOWLEDGE, { id: failed.id }))).toEqual(['CONFLICT']);
    }));
});
