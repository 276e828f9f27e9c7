import { describe, expect, it } from 'vitest';
import { openSocket } from '../../testing/live.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';

const SLOW = { REQUESTS_PER_SECOND: '1', REQUESTS_BURST: '10' };
const INPUT = `{ time: "${new Date(Date.now() + 86_400_000).toISOString()}", email: "user@example.com", notify: { email: true } }`;
const field = (n: number) => `a${n}: createAppointment(input: ${INPUT}) { appointment { id } }`;
const fields = (count: number) => Array.from({ length: count }, (_, n) => field(n)).join(' ');

const booked = async ({ database }: TestServer) =>
  (await database.query<{ n: number }>('select count(*)::int as n from server.appointment'))[0]?.n;

describe('the rate limit of mutation fields', () => {
  it.each([
    ['aliases', `mutation { ${fields(50)} }`],
    ['a fragment', `mutation { ...All } fragment All on Mutation { ${fields(50)} }`],
    ['inline fragments', `mutation { ... on Mutation { ${fields(15)} ... { ${fields(30)} } } }`],
    [
      'other mutations',
      `mutation { ${Array.from({ length: 50 }, (_, n) => `a${n}: retryDeliveries(ids: []) { refused { id } }`)} }`,
    ],
  ])(
    'the rate limit charges each mutation field written with %s, and runs none where tokens are missing',
    (_how, query) =>
      withServer(async (server) => {
        const token = await server.token('anna', 'staff');
        const over = await server.query(token, query);
        expect(over.status).toBe(429);
        expect(over.errors.map(({ extensions }) => extensions)).toEqual([
          { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) },
        ]);
        expect(await booked(server)).toBe(0);
      }, SLOW),
  );

  it('the rate limit counts the mutation fields that graphql-js runs: no skipped ones, and the same field once', () =>
    withServer(async (server) => {
      const token = await server.token('anna', 'staff');
      const query = `mutation ($no: Boolean!) { __typename ${fields(10)} ${field(0)} ... @include(if: $no) { b: ${field(0).slice(4)} } }`;
      expect((await server.query(token, query, { no: false })).errors).toEqual([]);
      expect(await booked(server)).toBe(10);
      const next = await server.query(token, `mutation { ${fields(3)} }`);
      expect(next.errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
      expect(await booked(server)).toBe(10);
    }, SLOW));

  it('the rate limit says when to retry, also in the header Retry-After', () =>
    withServer(async (server) => {
      const token = await server.token('anna', 'staff');
      expect((await server.query(token, `mutation { ${fields(10)} }`)).errors).toEqual([]);
      for (const query of [`mutation { ${fields(3)} }`, '{ me { id } }']) {
        const answer = await fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query }),
        });
        expect(answer.status).toBe(429);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      }
    }, SLOW));

  it('the rate limit of WebSockets shares its tokens with HTTP', () =>
    withServer(async (server) => {
      const token = await server.token('anna', 'staff');
      const raw = await openSocket(server, { init: token });
      raw.send({ id: '1', type: 'subscribe', payload: { query: `mutation { ${fields(9)} }` } });
      await raw.wait('complete');
      expect(await booked(server)).toBe(9);
      raw.send({ id: '2', type: 'subscribe', payload: { query: `mutation { ${fields(8)} }` } });
      const [, { payload } = { payload: undefined }] = await raw.wait('next', 2);
      expect(payload?.errors[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
      expect((await server.query(token, `mutation { ${fields(8)} }`)).status).toBe(429);
      expect(await booked(server)).toBe(9);
      raw.socket.close();
    }, SLOW));
});
