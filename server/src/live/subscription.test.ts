import { describe, expect, it } from 'vitest';
import { type Message, openSocket } from '../../testing/live.ts';
import { foreignDelivery, statusRecord } from '../../testing/status-events.ts';
import { book, WATCH, WATCH_ALL_OF_IT } from '../../testing/watched-appointment.ts';
import { until } from '../../testing/with-database.ts';
import { withServer } from '../../testing/with-server.ts';

const steps = (messages: readonly Message[]) =>
  messages.map(
    ({ payload }) => `${payload?.data.deliveryStatusChanged.attempt} ${payload?.data.deliveryStatusChanged.status}`,
  );

describe('a live subscription', () => {
  it('a live subscription delivers every change of a booking from its own cursor, and resumes with the standard client', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const delivery = await book(server, token);
      const variables: { id: string; after: string } = { id: delivery.appointmentId, after: delivery.feedCursor };
      const client = server.live(token);
      const seen: string[] = [];
      const stream = client.iterate<{ deliveryStatusChanged: { cursor: string; attempt: number; status: string } }>({
        query: WATCH,
        variables,
      });
      for (const status of ['queued', 'sending', 'sent'] as const)
        await server.log.append([statusRecord(delivery, status)]);
      for await (const { data } of stream) {
        const change = data?.deliveryStatusChanged;
        seen.push(`${change?.attempt} ${change?.status}`);
        variables.after = change?.cursor ?? '';
        if (seen.length === 3) break;
      }
      await server.log.append([statusRecord(delivery, 'delivered')]);
      for await (const { data } of client.iterate<{ deliveryStatusChanged: { attempt: number; status: string } }>({
        query: WATCH,
        variables,
      })) {
        seen.push(`${data?.deliveryStatusChanged.attempt} ${data?.deliveryStatusChanged.status}`);
        break;
      }
      expect(seen).toEqual(['1 QUEUED', '1 SENDING', '1 SENT', '1 DELIVERED']);
    }));

  it('a live subscription gives the same answers whether its document is rendered directly or executed', () =>
    withServer(async (server) => {
      const [anna, desk] = [await server.token('anna'), await server.token('desk', 'staff')];
      const delivery = await book(server, anna);
      const direct = [
        WATCH,
        WATCH.replace('deliveryStatusChanged(', 'change: deliveryStatusChanged(').replace(
          'status attempt',
          'is: status attempt __typename',
        ),
        `${WATCH.replace('cursor replayed', 'cursor ...Some ... on DeliveryStatusChange { replayed nextAttemptAt }')} fragment Some on DeliveryStatusChange { error { retryable __typename } }`,
      ];
      const executed = direct.map((query) => query.replace('occurredAt', 'occurredAt @include(if: true)'));
      for (const [role, token] of [
        ['customer', anna],
        ['staff', desk],
      ] as const) {
        const raw = await openSocket(server, { init: token });
        const before = (await server.query(token, `{ feedCursor(appointmentId: "${delivery.appointmentId}") }`)).data
          .feedCursor;
        for (const [n, query] of [...direct, ...executed].entries()) {
          raw.send({
            id: `s${n}`,
            type: 'subscribe',
            payload: { query, variables: { id: delivery.appointmentId, after: before } },
          });
        }
        const attempt = role === 'customer' ? 1 : 2;
        await server.log.append([
          statusRecord(delivery, 'retrying', attempt, 'PROVIDER_UNAVAILABLE'),
          statusRecord(delivery, 'sending', attempt + 1),
        ]);
        const received = await raw.wait('next', 12);
        for (const n of [0, 1, 2]) {
          const of = (id: string) => received.filter((message) => message.id === id).map(({ payload }) => payload);
          expect(of(`s${n}`).length).toBeGreaterThan(0);
          expect(of(`s${n}`).map((payload) => withoutReplayed(payload))).toEqual(
            of(`s${n + 3}`).map((payload) => withoutReplayed(payload)),
          );
        }
        expect(JSON.stringify(received).includes('550 no such')).toBe(role === 'staff');
        raw.socket.terminate();
      }
    }));

  it('a live subscription reads fields beyond the change from the tables, with a new context for each event', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const delivery = await book(server, token);
      const raw = await openSocket(server, { init: token });
      raw.send({ id: '1', type: 'subscribe', payload: { query: WATCH_ALL_OF_IT, variables: { after: null } } });
      await raw.wait('next');
      await server.log.append(
        ['sending', 'sent', 'delivered'].map((status) => statusRecord(delivery, status as 'sent')),
      );
      const received = await raw.wait('next', 4);
      expect(steps(received)).toEqual(['1 QUEUED', '1 SENDING', '1 SENT', '1 DELIVERED']);
      expect(received.at(-1)?.payload?.data.deliveryStatusChanged.delivery).toEqual({
        status: 'DELIVERED',
        appointment: { id: delivery.appointmentId, email: 'user@example.com' },
      });
      raw.socket.terminate();
    }));

  it('equal live subscriptions share rendered text, and never across scopes', () =>
    withServer(async (server) => {
      const tokens = await Promise.all([
        server.token('anna'),
        server.token('bert'),
        server.token('desk', 'staff'),
        server.token('door', 'staff'),
      ]);
      const [anna = '', bert = ''] = tokens;
      const [hers, his] = [await book(server, anna), await book(server, bert)];
      const sockets = await Promise.all(tokens.map((token) => openSocket(server, { init: token })));
      for (const raw of sockets) {
        for (const id of ['a', 'b', 'c']) raw.send({ id, type: 'subscribe', payload: { query: WATCH } });
      }
      await Promise.all(sockets.map((raw, n) => raw.wait('next', n < 2 ? 3 : 6)));
      await server.log.append([
        statusRecord(hers, 'failed', 1, 'REJECTED'),
        statusRecord(his, 'failed', 1, 'REJECTED'),
        statusRecord(foreignDelivery(), 'sent'),
      ]);
      await Promise.all(sockets.map((raw, n) => raw.wait('next', n < 2 ? 6 : 15)));
      for (const [n, raw] of sockets.entries()) {
        const live = raw.messages.filter(({ payload }) => payload?.data?.deliveryStatusChanged.replayed === false);
        for (const id of ['a', 'b', 'c'])
          expect(live.filter((message) => message.id === id)).toHaveLength(n < 2 ? 1 : 3);
        const received = JSON.stringify(live);
        expect(received.includes('550 no such')).toBe(n >= 2);
        expect(received.includes(hers.appointmentId)).toBe(n !== 1);
        expect(received.includes(his.appointmentId)).toBe(n !== 0);
      }
      for (const raw of sockets) raw.socket.terminate();
    }));

  it('a refused live subscription gets an error with a code, and is completed', () =>
    withServer(async (server) => {
      const [anna, bert] = [await server.token('anna'), await server.token('bert')];
      const { appointmentId } = await book(server, anna);
      const raw = await openSocket(server, { init: bert });
      raw.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { id: appointmentId } } });
      raw.send({ id: '2', type: 'subscribe', payload: { query: WATCH, variables: { after: 'forged' } } });
      raw.send({ id: '3', type: 'subscribe', payload: { query: WATCH, variables: { after: 7 } } });
      await raw.wait('complete', 3);
      const code = (id: string) =>
        raw.messages.find((message) => message.id === id && message.type === 'next')?.payload?.errors[0]?.extensions
          .code;
      expect([code('1'), code('2'), code('3')]).toEqual(['NOT_FOUND', 'CURSOR_INVALID', 'BAD_USER_INPUT']);
      raw.send({ id: '4', type: 'subscribe', payload: { query: 'subscription { nothing }' } });
      raw.send({ id: '5', type: 'subscribe', payload: { query: 'subscription {' } });
      const refused = await raw.wait('error', 2);
      expect(refused.map(({ payload }) => payload?.[0]?.extensions.code)).toEqual([
        'GRAPHQL_VALIDATION_FAILED',
        'GRAPHQL_PARSE_FAILED',
      ]);
      raw.socket.terminate();
    }));

  it('a socket answers queries and mutations as HTTP does', () =>
    withServer(async (server) => {
      const raw = await openSocket(server, { init: await server.token('anna') });
      raw.send({ id: '1', type: 'subscribe', payload: { query: '{ me { id role } }' } });
      raw.send({ id: '2', type: 'subscribe', payload: { query: '{ deliveryCounts { count } }' } });
      raw.send({
        id: '3',
        type: 'subscribe',
        payload: {
          query: `{ ${'a: appointment(id: "x") { deliveries { appointment { deliveries '.repeat(4)} { id } ${'} } }'.repeat(4)} }`,
        },
      });
      await until(() => raw.messages.filter(({ id }) => id !== undefined).length >= 5);
      const of = (id: string) => raw.messages.find((message) => message.id === id)?.payload;
      expect(of('1')).toEqual({ data: { me: { id: 'anna', role: 'CUSTOMER' } } });
      expect(of('2')?.errors[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
      expect(raw.messages.find((message) => message.id === '3')).toMatchObject({ type: 'error' });
      raw.socket.terminate();
    }));
});

/** A change's replayed flag depends on when its subscription came. */
function withoutReplayed(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload).replaceAll(/"replayed":(true|false),?/g, ''));
}
