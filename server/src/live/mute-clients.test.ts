/** Clients without a valid token, and clients that fall silent: neither costs the server much, nor keeps it from stopping. */
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../../testing/live.ts';
import { until } from '../../testing/with-database.ts';
import { withServer } from '../../testing/with-server.ts';

const UPGRADE =
  'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
const opening = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\n${UPGRADE}\r\nsec-websocket-protocol: graphql-transport-ws\r\n${more}\r\n`;

/** Sends a text, and then neither reads nor writes nor closes, whatever the server does. */
async function mute(port: number, text: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {}); // it is cut in the end
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  socket.pause();
  return socket;
}

describe('clients that fall silent', () => {
  it('mute clients do not keep the server from stopping, whatever they have sent', async () => {
    const sockets: Socket[] = [];
    let stoppingFromMs = 0;
    await withServer(
      async ({ url }) => {
        const port = Number(new URL(url).port);
        const texts = [
          '',
          'GET /graphql HT',
          'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
          opening('/elsewhere'),
          opening('/graphql', 'origin: https://evil.example\r\n'),
          opening('/graphql').slice(0, -2),
          opening('/graphql'),
        ];
        for (const text of [...texts, opening('/graphql')]) sockets.push(await mute(port, text)); // the last one is one too many
        await until(async () => /^server_sockets 1$/m.test(await (await fetch(`${url}/metrics`)).text()));
        stoppingFromMs = performance.now();
      },
      { SOCKETS_ON_LOOPBACK: '1', SOCKET_INIT_MS: '600000' },
    );
    expect(performance.now() - stoppingFromMs).toBeLessThan(10_000); // ws alone waits for 30 s, Node for 60
    for (const socket of sockets) socket.destroy();
  });
});

describe('invalid tokens', () => {
  it('invalid tokens are limited by address on every transport, and do not delay a known caller', () =>
    withServer(
      async (server) => {
        const good = await server.token('anna');
        expect((await server.query(good, '{ me { id } }')).status).toBe(200);
        const statuses = [];
        for (let n = 0; n < 8; n++) statuses.push((await server.query(`x.${n}.z`, '{ me { id } }')).status);
        expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
        const refused = await server.query('x.y.z', '{ me { id } }');
        expect(refused.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
        const raw = await openSocket(server);
        raw.send({ type: 'connection_init', payload: { authorization: 'Bearer x.y.z' } });
        await until(() => raw.closed !== null);
        expect(raw.closed).toBe(1013);
        expect((await server.query(good, '{ me { id } }')).status).toBe(200);
      },
      { REFUSED_TOKENS_BURST: '5', REFUSED_TOKENS_PER_SECOND: '1' },
    ));

  it('invalid tokens count for the address that a trusted proxy names, and no other header is trusted', async () => {
    const statusesOf = async (url: string) => {
      const statuses: number[] = [];
      for (let n = 0; n < 4; n++) {
        const headers = {
          authorization: `Bearer x.${n}.z`,
          'x-forwarded-for': `203.0.113.${n}`,
          'content-type': 'application/json',
        };
        statuses.push((await fetch(`${url}/graphql`, { method: 'POST', headers, body: '{}' })).status);
      }
      return statuses;
    };
    const limits = { REFUSED_TOKENS_BURST: '2', REFUSED_TOKENS_PER_SECOND: '1' };
    await withServer(async ({ url }) => expect(await statusesOf(url)).toEqual([401, 401, 429, 429]), limits);
    await withServer(async ({ url }) => expect(await statusesOf(url)).toEqual([401, 401, 401, 401]), {
      ...limits,
      TRUSTED_PROXIES: '127.0.0.0/8',
    });
  });
});

describe('a subscription that comes by HTTP', () => {
  it('a subscription over HTTP is a bad request that says where subscriptions are served', () =>
    withServer(async (server) => {
      const { status, errors } = await server.query(
        await server.token('anna'),
        'subscription { deliveryStatusChanged { cursor } }',
      );
      expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(errors[0]?.message).toContain('graphql-transport-ws');
    }));
});

describe('the memory of subscriptions', () => {
  it('the memory of one user’s subscriptions is bounded over all sockets: more are refused until others end', () =>
    withServer(
      async (server) => {
        const token = await server.token('anna');
        const sockets = [await openSocket(server, { init: token }), await openSocket(server, { init: token })];
        const [one, other] = sockets;
        if (one === undefined || other === undefined) throw new Error('two sockets are needed');
        const fields = Array.from({ length: 40 }, (_, n) => `f${n}: delivery { id }`).join(' ');
        const query = `subscription { deliveryStatusChanged { ${fields} } }`;
        for (let n = 0; n < 20; n++) one.send({ id: `${n}`, type: 'subscribe', payload: { query } });
        await one.wait('complete', 18);
        other.send({ id: '1', type: 'subscribe', payload: { query } });
        await other.wait('complete');
        expect(other.messages.find(({ type }) => type === 'next')?.payload?.errors[0]?.extensions.code).toBe(
          'RATE_LIMITED',
        );
        one.socket.terminate();
        await until(async () => /^server_sockets 1$/m.test(await (await fetch(`${server.url}/metrics`)).text()));
        other.send({ id: 'again', type: 'subscribe', payload: { query } });
        await until(async () => /^server_subscriptions 1$/m.test(await (await fetch(`${server.url}/metrics`)).text()));
        other.send({ id: 'i'.repeat(129), type: 'subscribe', payload: { query } });
        await until(() => other.closed !== null);
        expect(other.closed).toBe(4400);
      },
      { SOCKET_USER_BYTES: '250000' },
    ));
});
