import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../../testing/live.ts';
import { foreignDelivery, statusRecord } from '../../testing/status-events.ts';
import { book, WATCH, WATCH_ALL_OF_IT } from '../../testing/watched-appointment.ts';
import { until } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';

async function signed(
  sub: string,
  expiresInSeconds: number,
  secret = 'a secret for tests of the server alone',
): Promise<string> {
  return await new SignJWT({ role: 'customer' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
    .sign(new TextEncoder().encode(secret));
}

describe('the live transport', () => {
  it('the live transport accepts a socket only from an allowed origin with a valid token in time', () =>
    withServer(
      async (server) => {
        const codeFor = async (token: string) => {
          const raw = await openSocket(server);
          raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
          await until(() => raw.closed !== null);
          return raw.closed;
        };
        expect(await codeFor('nonsense')).toBe(4401);
        expect(await codeFor(await signed('anna', 60, 'another secret, which is not ours'))).toBe(4401);
        expect(await codeFor(await signed('anna', -60))).toBe(4403);
        const silent = await openSocket(server);
        const early = await openSocket(server);
        early.send({ id: '1', type: 'subscribe', payload: { query: '{ me { id } }' } });
        await until(() => silent.closed !== null && early.closed !== null);
        expect([silent.closed, early.closed]).toEqual([4408, 4401]);
        await expect(openSocket(server, { headers: { origin: 'https://evil.example' } })).rejects.toThrow('403');
        const own = await openSocket(server, { headers: { origin: server.url } });
        const listed = await openSocket(server, { headers: { origin: 'https://desk.example' } });
        expect([own.closed, listed.closed]).toEqual([null, null]);
        own.socket.terminate();
        listed.socket.terminate();
      },
      { SOCKET_INIT_MS: '300', ALLOWED_ORIGINS: 'https://desk.example' },
    ));

  it('the live transport takes the sockets of its own page through a proxy that passes Host on, and of another where its origin is listed', () =>
    withServer(
      async (server) => {
        const statusFor = async (origin: string, headers: Record<string, string>) => {
          const opened = openSocket(server, { headers: { origin, ...headers } });
          return await opened.then(
            ({ socket }) => {
              socket.terminate();
              return 101;
            },
            (error: Error) => Number(/\d{3}/.exec(error.message)?.[0]),
          );
        };
        for (const [origin, host] of [
          ['https://bookings.example', 'bookings.example'],
          ['https://bookings.example:8443', 'bookings.example:8443'],
        ] as const) {
          expect(await statusFor(origin, { host })).toBe(101);
          expect(await statusFor(origin, {})).toBe(403);
          expect(await statusFor(origin, { 'x-forwarded-host': host })).toBe(403);
        }
        expect(await statusFor('https://bookings.example:8443', { host: 'bookings.example' })).toBe(403);
        expect(await statusFor('https://behind.example', { host: '127.0.0.1:4000' })).toBe(101);
      },
      { ALLOWED_ORIGINS: 'https://behind.example', TRUSTED_PROXIES: '127.0.0.1' },
    ));

  it('the live transport takes a token however a client names it, or from the upgrade, and says what it expects', () =>
    withServer(async (server) => {
      const token = await signed('anna', 60);
      const ways: readonly [payload: unknown, headers: Record<string, string>][] = [
        [{ Authorization: `Bearer ${token}` }, {}],
        [{ AUTHORIZATION: `bearer ${token}` }, {}],
        [{ authorization: token }, {}],
        [undefined, { authorization: `Bearer ${token}` }],
        [{ locale: 'de' }, { Authorization: `Bearer ${token}` }],
        [{ authorization: null }, { authorization: `Bearer ${token}` }],
      ];
      for (const [payload, headers] of ways) {
        const raw = await openSocket(server, { headers });
        raw.send({ type: 'connection_init', payload });
        expect(await raw.wait('connection_ack'), JSON.stringify([payload, headers])).toHaveLength(1);
        raw.socket.terminate();
      }
      for (const payload of [undefined, {}, { authorization: 7 }, { authorization: '' }, { token }]) {
        const raw = await openSocket(server);
        const reason = new Promise((resolve) => raw.socket.once('close', (_code, text) => resolve(String(text))));
        raw.send({ type: 'connection_init', payload });
        expect([payload, await reason]).toEqual([payload, expect.stringContaining('"Bearer <a valid token>"')]);
        expect(raw.closed).toBe(4401);
      }
    }));

  it('the live transport refuses messages that only the server may send', () =>
    withServer(async (server) => {
      const raw = await openSocket(server);
      raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${await signed('anna', 60)}` } });
      raw.send({ id: '1', type: 'next', payload: { data: null } });
      await until(() => raw.closed !== null);
      expect(raw.closed).toBe(4400);
    }));

  it('the live transport closes a socket when its token expires', () =>
    withServer(async (server) => {
      const raw = await openSocket(server, { init: await signed('anna', 1) });
      raw.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
      await until(() => raw.closed !== null);
      expect(raw.closed).toBe(4403);
    }));

  it('the live transport enforces each cap with a code', () =>
    withServer(
      async (server) => {
        const [anna, bert] = [await server.token('anna'), await server.token('bert')];
        const first = await openSocket(server, { init: anna });
        const second = await openSocket(server, { init: anna });
        const third = await openSocket(server);
        third.send({ type: 'connection_init', payload: { authorization: `Bearer ${anna}` } });
        await until(() => third.closed !== null);
        expect(third.closed).toBe(1013); // per user
        second.socket.terminate();
        await until(async () => (await metric(server, 'server_sockets')) === 1);
        const other = await openSocket(server, { init: bert });
        const another = await openSocket(server, { init: anna });
        const fifth = await openSocket(server);
        await until(() => fifth.closed !== null);
        expect(fifth.closed).toBe(1013); // per address
        for (const id of ['1', '2', '3']) first.send({ id, type: 'subscribe', payload: { query: WATCH } });
        await first.wait('complete');
        expect(
          first.messages.find(({ id, type }) => id === '3' && type === 'next')?.payload?.errors[0]?.extensions.code,
        ).toBe('RATE_LIMITED');
        other.socket.send(`{"type":"ping","payload":{"x":"${'x'.repeat(2_000)}"}}`);
        await until(() => other.closed !== null);
        expect(other.closed).toBe(1009);
        first.socket.terminate();
        another.socket.terminate();
      },
      { SOCKETS_PER_USER: '2', SOCKETS_ON_LOOPBACK: '3', SOCKET_SUBSCRIPTIONS: '2', SOCKET_FRAME_BYTES: '1024' },
    ));

  it('the live transport disconnects a slow client, and no other', () =>
    withServer(
      async (server) => {
        const desk = await server.token('desk', 'staff');
        const [slow, quick] = [await openSocket(server, { init: desk }), await openSocket(server, { init: desk })];
        const often = Array.from({ length: 45 }, (_, n) => `m${n}: error { message }`).join(' '); // some 20 KB each
        const query = `subscription { deliveryStatusChanged { ${often} } }`;
        for (const { send } of [slow, quick]) send({ id: '1', type: 'subscribe', payload: { query } });
        await until(async () => (await metric(server, 'server_subscriptions')) === 2);
        slow.socket.pause();
        const deliveries = Array.from({ length: 20 }, () => foreignDelivery());
        let attempt = 0;
        while ((await metric(server, 'server_subscriptions')) === 2) {
          attempt++;
          const message = 'the provider says no '.repeat(20);
          await server.log.append(
            deliveries.map((delivery) => statusRecord(delivery, 'retrying', attempt, 'PROVIDER_UNAVAILABLE', message)),
          );
          await quick.wait('next', attempt * 20);
        }
        expect(quick.closed).toBeNull();
        slow.socket.resume();
        await until(() => slow.closed !== null);
        expect([1013, 1006]).toContain(slow.closed);
        quick.socket.terminate();
      },
      { SOCKET_QUEUE_BYTES: '65536' },
    ));

  it('the live transport keeps nothing of clients that are gone', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const { appointmentId } = await book(server, token);
      const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(server, { init: token })));
      for (const [n, raw] of sockets.entries()) {
        raw.send({ id: 'all', type: 'subscribe', payload: { query: WATCH } });
        raw.send({
          id: 'one',
          type: 'subscribe',
          payload: { query: WATCH_ALL_OF_IT, variables: { id: appointmentId } },
        });
        if (n % 2 === 0) raw.send({ id: 'one', type: 'complete' });
      }
      await until(async () => (await metric(server, 'server_subscriptions')) === 30);
      for (const [n, { socket }] of sockets.entries()) n % 3 === 0 ? socket.close(1000) : socket.terminate();
      await until(
        async () =>
          (await metric(server, 'server_sockets')) === 0 && (await metric(server, 'server_subscriptions')) === 0,
      );
    }));

  it('the live transport closes every socket with 1012 when the server stops', async () => {
    let closed: (number | null)[] = [];
    let sockets: Awaited<ReturnType<typeof openSocket>>[] = [];
    await withServer(
      async (server) => {
        const token = await server.token('anna');
        sockets = await Promise.all(Array.from({ length: 30 }, () => openSocket(server, { init: token })));
        for (const { send } of sockets) send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
      },
      { SOCKET_DRAIN_MS: '200' },
    );
    await until(() => sockets.every((raw) => raw.closed !== null));
    closed = sockets.map((raw) => raw.closed);
    expect(new Set(closed)).toEqual(new Set([1012]));
    expect(sockets.flatMap(({ messages }) => messages.filter(({ type }) => type === 'complete'))).toEqual([]);
  });
});

async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}
