import { randomUUID } from 'node:crypto';
import { openSession } from '@belltower/dev/open-session';
import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { book, codes, paths } from '../../../testing/create-appointment.ts';
import { foreignDelivery, statusRecord } from '../../../testing/status-events.ts';
import { until } from '../../../testing/with-database.ts';
import { type Answer, type TestServer, withServer } from '../../../testing/with-server.ts';

/** Waits until this delivery has come to a status. */
const comesTo = (server: TestServer, token: string, id: string, status: string) =>
  until(async () => {
    const { data } = await server.query(token, 'query ($id: ID!) { delivery(id: $id) { status } }', { id });
    return data.delivery?.status === status;
  });

describe('reading over HTTP', () => {
  it('a query needs a valid token', () =>
    withServer(async (server) => {
      for (const token of [null, 'nonsense', `${await server.token('anna')}x`]) {
        const refused = await server.query(token, '{ me { id role } }');
        expect(codes(refused)).toEqual(['UNAUTHENTICATED']);
        expect(refused.status).toBe(401);
      }
      const { data } = await server.query(await server.token('ann a/ü', 'staff'), '{ me { id role } }');
      expect(data.me).toEqual({ id: 'ann a/ü', role: 'STAFF' });
    }));

  it('a query shows no caller what belongs to another, and answers as if it did not exist', () =>
    withServer(async (server) => {
      const [anna, bert, desk] = await Promise.all([
        server.token('anna'),
        server.token('bert'),
        server.token('desk', 'staff'),
      ]);
      const { appointment } = (await book(server, anna)).data.createAppointment;
      const foreign = foreignDelivery(appointment.id, 'sms'); // another producer's, under the id of hers
      await server.log.append([statusRecord(foreign, 'sent')]);
      await comesTo(server, desk, deliveryIdOf(foreign.sourceEventId, 'sms'), 'SENT');
      const all = `query ($a: ID!, $d: ID!, $f: ID!) { appointment(id: $a) { id deliveries { id } } delivery(id: $d) { id appointment { id } }
        foreign: delivery(id: $f) { id appointment { id } } appointments { nodes { id } } deliveries { nodes { id } } }`;
      const variables = {
        a: appointment.id,
        d: appointment.deliveries[0]?.id,
        f: deliveryIdOf(foreign.sourceEventId, 'sms'),
      };
      const ids = appointment.deliveries.map(({ id }) => id);
      const hers = await server.query(anna, all, variables);
      expect(hers.data.appointment?.deliveries.map(({ id }) => id)).toEqual(ids);
      expect(hers.data).toMatchObject({ delivery: { appointment: { id: appointment.id } }, foreign: null });
      expect(hers.data.deliveries.nodes).toHaveLength(2);
      expect((await server.query(bert, all, variables)).data).toEqual({
        appointment: null,
        delivery: null,
        foreign: null,
        appointments: { nodes: [] },
        deliveries: { nodes: [] },
      });
      const seen = await server.query(desk, all, variables);
      expect(seen.data.deliveries.nodes).toHaveLength(3);
      expect(seen.data).toMatchObject({ foreign: { id: variables.f, appointment: null } });
      expect(codes(await server.query(anna, '{ deliveryCounts { count } }'))).toEqual(['FORBIDDEN']);
      expect(codes(await server.query(anna, '{ deliveries(filter: { search: "x" }) { nodes { id } } }'))).toEqual([
        'FORBIDDEN',
      ]);
      expect(codes(await server.query(anna, '{ appointments(filter: { userId: "bert" }) { nodes { id } } }'))).toEqual([
        'FORBIDDEN',
      ]);
      expect(codes(await server.query(bert, `{ feedCursor(appointmentId: "${appointment.id}") }`))).toEqual([
        'NOT_FOUND',
      ]);
    }));

  it('a query shows only staff what the provider said', () =>
    withServer(async (server) => {
      const [anna, desk] = await Promise.all([server.token('anna'), server.token('desk', 'staff')]);
      const { appointment } = (await book(server, anna, { notify: { email: true } })).data.createAppointment;
      const [{ event_id: sourceEventId }] = (await server.database.query<{ event_id: string }>(
        'select event_id from server.appointment',
      )) as [{ event_id: string }];
      const delivery = { sourceEventId, appointmentId: appointment.id, channel: 'email' } as const;
      await server.log.append([
        statusRecord(delivery, 'queued'),
        statusRecord(delivery, 'sending'),
        statusRecord(delivery, 'sent'),
        statusRecord(delivery, 'failed', 1, 'INVALID_RECIPIENT'),
      ]);
      const id = appointment.deliveries[0]?.id ?? '';
      await comesTo(server, anna, id, 'FAILED');
      const query = `{ delivery(id: "${id}") { provider error { code message retryable }
        history { status provider providerMessageId error { message } } } }`;
      const shown = (await server.query(anna, query)).data.delivery;
      expect(shown).toMatchObject({ provider: null, error: { code: 'INVALID_RECIPIENT', retryable: false } });
      expect(JSON.stringify(shown)).not.toMatch(/550|smtp|message-1/);
      const staff = (await server.query(desk, query)).data.delivery;
      expect(staff).toMatchObject({ provider: 'smtp', error: { message: '550 no such user here' } });
      const history = staff?.history ?? [];
      expect(history.map(({ status }) => status)).toEqual(['QUEUED', 'SENDING', 'SENT', 'FAILED']);
      expect(history[0]).toMatchObject({ provider: null, providerMessageId: null });
      expect(history[2]).toMatchObject({ provider: 'smtp', providerMessageId: 'message-1' });
    }));

  it('a query that begins with feedCursor reads its appointments after that position', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const { id } = (await book(server, anna)).data.createAppointment.appointment;
      const lock = 'begin; lock table server.feed_epoch in access exclusive mode';
      await using holding = await openSession(server.database.url, lock);
      const answer = server.query(
        anna,
        'query ($id: ID!) { feedCursor(appointmentId: $id) appointment(id: $id) { title } }',
        {
          id,
        },
      );
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await until(async () => (await server.database.query(waiting)).length > 0);
      await server.database.query(`update server.appointment set title = 'Changed meanwhile'`);
      await holding.query('commit');
      expect((await answer).data.appointment?.title).toBe('Changed meanwhile');
      const unknown = await server.query(
        anna,
        `{ feedCursor(appointmentId: "${randomUUID()}") appointments { nodes { id } } }`,
      );
      expect(codes(unknown)).toEqual(['NOT_FOUND']);
    }));

  it('a list is paged newest first, without a gap or a repeat', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const booked: string[] = [];
      for (let n = 0; n < 25; n++) {
        const { data } = await book(server, token, { email: `anna${n}@example.com`, notify: { email: true } });
        booked.unshift(data.createAppointment.appointment.id);
      }
      const page = `query ($first: Int, $after: String) { appointments(first: $first, after: $after) {
        edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
      const seen: string[] = [];
      let after: string | null = null;
      for (let pages = 1; ; pages++) {
        const { data }: Answer = await server.query(token, page, { first: 10, after });
        const { edges, pageInfo } = data.appointments;
        seen.push(...edges.map(({ node }) => node.id));
        expect(pageInfo).toMatchObject({
          hasPreviousPage: pages > 1,
          startCursor: edges[0]?.cursor,
          endCursor: edges.at(-1)?.cursor,
        });
        after = pageInfo.endCursor ?? null;
        if (!pageInfo.hasNextPage) break;
        expect(edges).toHaveLength(10);
      }
      expect(seen).toEqual(booked);
      for (const first of [0, 101, -1])
        expect(codes(await server.query(token, page, { first }))).toEqual(['BAD_USER_INPUT']);
      expect(paths(await server.query(token, page, { after: 'nonsense' }))).toEqual(['after']);
      const { data } = await server.query(token, '{ appointments { pageInfo { endCursor } nodes { id } } }');
      expect(data.appointments.nodes).toHaveLength(20);
    }));

  it('a list is filtered by the arguments of staff', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const first = (await book(server, desk, { userId: 'anna', title: 'Root canal 100%', email: 'anna@example.com' }))
        .data.createAppointment.appointment;
      const second = (await book(server, desk, { userId: 'bert', notify: { sms: true }, phone: '+436601234567' })).data
        .createAppointment.appointment;
      const foreign = foreignDelivery('4711');
      await server.log.append([statusRecord(foreign, 'failed', 1, 'REJECTED')]);
      await comesTo(server, desk, deliveryIdOf(foreign.sourceEventId, 'email'), 'FAILED');
      const found = async (filter: Record<string, unknown>) => {
        const { data, errors } = await server.query(
          desk,
          'query ($filter: DeliveryFilter) { deliveries(filter: $filter) { nodes { appointmentId channel } } }',
          { filter },
        );
        expect(errors).toEqual([]);
        return data.deliveries.nodes.map((node) => `${node.appointmentId} ${node.channel}`).toSorted();
      };
      const [one, two] = [first.id, second.id];
      expect(await found({ statuses: ['FAILED'] })).toEqual(['4711 EMAIL']);
      expect(await found({ errorCodes: ['REJECTED', 'UNHEARD_OF'] })).toEqual(['4711 EMAIL']);
      expect(await found({ channels: ['SMS'] })).toEqual([`${one} SMS`, `${two} SMS`].toSorted());
      expect(await found({ appointmentId: '4711' })).toEqual(['4711 EMAIL']);
      expect(await found({ search: 'CANAL 100%' })).toEqual([`${one} EMAIL`, `${one} SMS`]);
      expect(await found({ search: 'anna@' })).toEqual([`${one} EMAIL`, `${one} SMS`]);
      expect(await found({ search: '6601234' })).toEqual([`${two} SMS`]);
      expect(await found({ search: one.toUpperCase() })).toEqual([`${one} EMAIL`, `${one} SMS`]);
      expect(await found({ search: '4711' })).toEqual(['4711 EMAIL']);
      expect(await found({ search: '100_' })).toEqual([]);
      const [email = '', sms = ''] = first.deliveries.map(({ id }) => id);
      expect(await found({ ids: [sms, email.toUpperCase(), 'nonsense'] })).toEqual([`${one} EMAIL`, `${one} SMS`]);
      expect(await found({ ids: [sms, email], channels: ['SMS'] })).toEqual([`${one} SMS`]);
      expect(await found({ ids: [] })).toEqual([]);
      expect(await found({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
      expect(
        await found({ until: new Date(Date.now() + 60_000).toISOString(), channels: ['EMAIL'], statuses: ['QUEUED'] }),
      ).toEqual([`${one} EMAIL`]);
      const { data } = await server.query(
        desk,
        '{ deliveryCounts { channel status count } appointments(filter: { userId: "bert" }) { nodes { id } } }',
      );
      expect(data.deliveryCounts).toEqual([
        { channel: 'EMAIL', status: 'FAILED', count: 1 },
        { channel: 'EMAIL', status: 'QUEUED', count: 1 },
        { channel: 'SMS', status: 'QUEUED', count: 2 },
      ]);
      expect(data.appointments.nodes).toEqual([{ id: two }]);
      const when = await server.query(desk, '{ deliveries(filter: { since: "yesterday" }) { nodes { id } } }');
      expect(paths(when)).toEqual(['filter.since']);
      const many = { ids: Array.from({ length: 101 }, () => email) };
      const byIds = 'query ($filter: DeliveryFilter) { deliveries(filter: $filter) { nodes { id } } }';
      expect(paths(await server.query(desk, byIds, { filter: many }))).toEqual(['filter.ids']);
    }));
});
