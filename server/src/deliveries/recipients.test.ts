/** Where each attempt went, and who requested it, as callers see it. */
import { decode, referenceOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { eventsIn, fail, failedDelivery, failedForeignDelivery, shows } from '../../testing/failed-delivery.ts';
import { type Reported, statusRecord } from '../../testing/status-events.ts';
import { openTestDatabase, until } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';
import { sweep } from '../projection/retention.ts';

const BOOKED = '+15555550123';
const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { recipient } } }';
const SEEN = `query ($id: ID!) { delivery(id: $id) { status attempts recipient
  history { status attempt recipient requestedBy } } }`;

async function seenBy(server: TestServer, sub: string, role: 'staff' | 'customer', id: string) {
  const { data, errors } = await server.query(await server.token(sub, role), SEEN, { id });
  expect(errors).toEqual([]);
  const { recipient, history = [] } = data.delivery ?? {};
  const steps = history.map((step) => `${step.status} ${step.attempt} ${step.recipient} ${step.requestedBy}`);
  return { recipient, steps };
}

/** Requests a retry, and resolves with the id of its event. */
async function retry(server: TestServer, input: Record<string, unknown>, by = 'desk'): Promise<string> {
  const before = (await eventsIn(server, 'notifications.retry-requested')).length;
  const { errors } = await server.query(await server.token(by, 'staff'), RETRY, { input });
  expect(errors).toEqual([]);
  await until(async () => (await eventsIn(server, 'notifications.retry-requested')).length > before);
  const requested = await eventsIn(server, 'notifications.retry-requested');
  return decode('notifications.retry-requested', requested.at(-1) ?? '').event.event_id;
}

/** Reports an attempt, as the notifier does that a retry has reached. */
async function report(
  server: TestServer,
  of: Reported & { readonly id: string },
  attempt: number,
  retryEventId: string,
) {
  const step = (status: 'queued' | 'sending' | 'sent') => statusRecord(of, status, attempt, null, '', retryEventId);
  await server.log.append([step('queued'), step('sending'), step('sent')]);
  await shows(server, of.id, 'SENT', attempt);
}

describe('the recipient of a delivery', () => {
  it('is the corrected one from the request on, whole for staff and masked for the customer; each attempt keeps its own', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const booked = ['QUEUED', 'SENDING', 'FAILED'].map((status) => `${status} 1 ${BOOKED} null`);
      expect(await seenBy(server, 'desk', 'staff', failed.id)).toEqual({ recipient: BOOKED, steps: booked });
      const eventId = await retry(server, { id: failed.id, phone: '+436601234567' });
      const queued = { recipient: '+436601234567', steps: [...booked, 'QUEUED 2 +436601234567 desk'] };
      expect(await seenBy(server, 'other', 'staff', failed.id)).toEqual(queued);
      await report(server, failed, 2, eventId);
      expect(await seenBy(server, 'other', 'staff', failed.id)).toEqual({
        ...queued,
        steps: [...queued.steps, 'SENDING 2 +436601234567 desk', 'SENT 2 +436601234567 desk'],
      });
      expect(await seenBy(server, 'anna', 'customer', failed.id)).toEqual({
        recipient: '+43•••••67',
        steps: [...booked, ...['QUEUED', 'SENDING', 'SENT'].map((status) => `${status} 2 +43•••••67 null`)],
      });
    }));

  it('is that of the attempt that arrived, when an earlier one is reported late', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server, 'email', { email: 'wrong@example.com' });
      const eventId = await retry(server, { id: failed.id, email: 'right@example.com' });
      await report(server, failed, 2, eventId);
      await server.log.append([statusRecord(failed, 'delivered', 1, null, '', eventId)]);
      await shows(server, failed.id, 'DELIVERED', 1);
      const { recipient, steps } = await seenBy(server, 'desk', 'staff', failed.id);
      expect(recipient).toBe('wrong@example.com');
      expect(steps.at(-1)).toBe('DELIVERED 1 wrong@example.com null');
      expect(steps.at(-2)).toBe('SENT 2 right@example.com desk');
    }));

  it('stays the corrected one for later retries without an address, and for attempts that come by themselves', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const first = await retry(server, { id: failed.id, phone: '+15555550177' });
      const of = (status: 'queued' | 'retrying' | 'failed', attempt: number, retryEventId: string) =>
        statusRecord(failed, status, attempt, status === 'queued' ? null : 'PROVIDER_UNAVAILABLE', '', retryEventId);
      await server.log.append([of('queued', 2, first), of('retrying', 2, first), of('failed', 3, first)]);
      await shows(server, failed.id, 'FAILED', 3);
      await retry(server, { id: failed.id }, 'boss');
      const { recipient, steps } = await seenBy(server, 'desk', 'staff', failed.id);
      expect(recipient).toBe('+15555550177');
      expect(steps.slice(3)).toEqual([
        'QUEUED 2 +15555550177 desk',
        'RETRYING 2 +15555550177 desk',
        'FAILED 3 +15555550177 null',
        'QUEUED 4 +15555550177 boss',
      ]);
    }));

  it('is that of the retry which took effect, where a second was requested while the first was late', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const first = await retry(server, { id: failed.id, phone: '+15555550177' });
      await server.database.query(`update server.retry_request set requested_at = now() - interval '15 minutes'`);
      await retry(server, { id: failed.id });
      expect((await seenBy(server, 'desk', 'staff', failed.id)).recipient).toBe(BOOKED);
      await report(server, failed, 2, first);
      expect((await seenBy(server, 'desk', 'staff', failed.id)).recipient).toBe('+15555550177');
    }));

  it('stays that of a retry which a notifier has taken, and not attempted yet, when another is requested', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      const first = await retry(server, { id: failed.id, phone: '+15555550177' });
      await server.log.append([statusRecord(failed, 'queued', 2, null, '', first)]);
      await until(async () => (await server.database.query('select from server.delivery_change')).length === 4);
      await server.database.query(`update server.retry_request set requested_at = now() - interval '15 minutes'`);
      await retry(server, { id: failed.id, phone: '+15555550188' }, 'boss');
      const { recipient, steps } = await seenBy(server, 'desk', 'staff', failed.id);
      expect([recipient, steps.at(-1)]).toEqual(['+15555550177', 'QUEUED 2 +15555550177 desk']);
    }));

  it('is known of an older notifier, which does not name the retry', () =>
    withServer(async (server) => {
      const failed = await failedDelivery(server);
      await retry(server, { id: failed.id, phone: '+15555550177' });
      await fail(server, failed, 2);
      const { recipient, steps } = await seenBy(server, 'desk', 'staff', failed.id);
      expect([recipient, steps[0], steps.at(-1)]).toEqual([
        '+15555550177',
        `QUEUED 1 ${BOOKED} null`,
        'FAILED 2 +15555550177 desk',
      ]);
    }));

  it('is unknown where another system booked it, until it is corrected', () =>
    withServer(async (server) => {
      const failed = await failedForeignDelivery(server);
      expect((await seenBy(server, 'desk', 'staff', failed.id)).recipient).toBeNull();
      await retry(server, { id: failed.id, phone: '+15555550177' });
      const { recipient, steps } = await seenBy(server, 'desk', 'staff', failed.id);
      expect([recipient, steps[0], steps.at(-1)]).toEqual([
        '+15555550177',
        'QUEUED 1 null null',
        'QUEUED 2 +15555550177 desk',
      ]);
    }));
});

describe('the retention of retries', () => {
  it('forgets where old ones of other systems went, and no others', () =>
    withServer(async (server) => {
      const [own, foreign, queued] = [
        await failedDelivery(server),
        await failedForeignDelivery(server),
        await failedForeignDelivery(server),
      ];
      for (const { id } of [own, foreign, queued]) await retry(server, { id, phone: '+15555550177' });
      for (const one of [own, foreign]) await fail(server, one, 2);
      const kept = async () => {
        await using db = openTestDatabase(server.database.url);
        await db.ready;
        await sweep(db, 90, new AbortController().signal);
        const recipients = [own, foreign, queued].map(({ id }) => seenBy(server, 'desk', 'staff', id));
        return (await Promise.all(recipients)).map(({ recipient }) => recipient);
      };
      expect(await kept()).toEqual(['+15555550177', '+15555550177', '+15555550177']);
      await server.database.query(`update server.retry_history set requested_at = now() - interval '91 days'`);
      expect(await kept()).toEqual(['+15555550177', null, '+15555550177']);
      expect(await kept()).toEqual(['+15555550177', null, '+15555550177']); // also after another start
      expect(await server.database.query('select from server.retry_request')).toHaveLength(2);
    }));
});

describe('the search', () => {
  it('finds by reference, name, corrected address and numbers as people write them', () =>
    withServer(
      async (server) => {
        const desk = await server.token('desk', 'staff');
        const anna = await failedDelivery(server, 'sms', { customerName: 'Anna Müller-Huber', phone: '+436601234567' });
        const bert = await failedDelivery(server, 'email', {
          customerName: 'Bert 100% Maier',
          email: 'bert@example.com',
        });
        const foreign = await failedForeignDelivery(server);
        const found = async (search: string) => {
          const query = 'query ($search: String) { deliveries(filter: { search: $search }) { nodes { id } } }';
          const { data, errors } = await server.query(desk, query, { search });
          expect(errors).toEqual([]);
          return data.deliveries.nodes.map(({ id }) => id);
        };
        const reference = referenceOf(anna.appointmentId);
        const ofAnna = [
          reference,
          `hill-${reference}`,
          `OLD ${reference.toLowerCase().replace('-', ' ')}`,
          reference.replaceAll('0', 'o').replaceAll('1', 'l').replace('-', ''),
          'müller-huber',
          'Mu\u0308ller',
          'muller HUBER',
          `Buchungszeichen: ${reference}`,
          'huber ANNA',
          '0660 1234567',
          '0660/123',
          '+43 660 123',
          '0043 (660) 1234567',
          '660\u2011123 45 67',
          '234567',
        ];
        for (const search of ofAnna) expect([search, await found(search)]).toEqual([search, [anna.id]]);
        expect(await found('100%')).toEqual([bert.id]);
        expect(await found(referenceOf('4711'))).toEqual([foreign.id]);
        for (const nothing of ['0660 999', '+1 660 123', 'Anna Maier', '100_', 'K7QM-4TXB', '%']) {
          expect([nothing, await found(nothing)]).toEqual([nothing, nothing === '%' ? [bert.id] : []]);
        }
        expect(await found('\u200b\u2060')).toEqual([foreign.id, bert.id, anna.id]); // as without a search
        await retry(server, { id: bert.id, email: 'new+address@example.org' });
        await retry(server, { id: foreign.id, phone: '+436769999999' });
        expect(await found('New+Address')).toEqual([bert.id]);
        expect(await found('bert@')).toEqual([bert.id]);
        expect(await found('0676 9999 999')).toEqual([foreign.id]);
      },
      { DEFAULT_COUNTRY: 'AT', REFERENCE_PREFIX: 'HILL' },
    ));

  it('finds another system’s appointment by the reference of its uuid', () =>
    withServer(async (server) => {
      const id = crypto.randomUUID();
      const of = { sourceEventId: crypto.randomUUID(), appointmentId: id, channel: 'sms' } as const;
      const failed = await fail(server, of);
      const query = `{ deliveries(filter: { search: "${referenceOf(id)}" }) { nodes { id } } }`;
      const { data } = await server.query(await server.token('desk', 'staff'), query);
      expect(data.deliveries.nodes).toEqual([{ id: failed.id }]);
    }));
});
