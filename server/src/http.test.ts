import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { foreignDelivery, statusRecord } from '../testing/status-events.ts';
import { type TestServer, withServer } from '../testing/with-server.ts';

/** In a fresh clone it is built with the first start, or for the browser's tests. */
const isClientBuilt = existsSync(new URL('../../client/dist/', import.meta.url));

const post = async (server: TestServer, body: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await answer.text();
  const { errors } = JSON.parse(text);
  return { status: answer.status, code: errors?.[0].extensions.code, text };
};

describe('the HTTP side', () => {
  it('answers what it cannot read with a code, and never with a stack', () =>
    withServer(
      async (server) => {
        const answers = [
          [await post(server, 'not JSON'), 400, 'BAD_USER_INPUT'],
          [await post(server, '[]'), 400, 'BAD_USER_INPUT'],
          [await post(server, '{}'), 400, 'BAD_USER_INPUT'],
          [await post(server, '"text"'), 400, 'BAD_USER_INPUT'],
          [await post(server, JSON.stringify({ query: 7 })), 400, 'BAD_USER_INPUT'],
          [await post(server, JSON.stringify({ query: '{' })), 400, 'GRAPHQL_PARSE_FAILED'],
          [await post(server, JSON.stringify({ query: '{ nothing }' })), 400, 'GRAPHQL_VALIDATION_FAILED'],
          [await post(server, JSON.stringify({ query: '{ me { id } }' })), 401, 'UNAUTHENTICATED'],
          [await post(server, JSON.stringify({ query: `{ me { id } } #${'x'.repeat(5_000)}` })), 413, 'BAD_USER_INPUT'],
          [await post(server, '{ me { id } }', { 'content-type': 'application/xml' }), 415, 'BAD_USER_INPUT'],
          [await post(server, '{}', { 'content-type': 'text/plain' }), 400, 'BAD_USER_INPUT'],
        ] as const;
        for (const [{ status, code, text }, wantedStatus, wantedCode] of answers) {
          expect({ status, code, text }).toMatchObject({ status: wantedStatus, code: wantedCode });
          expect(text).not.toMatch(/stacktrace|node_modules|\.ts:/);
        }
      },
      { HTTP_BODY_BYTES: '4096' },
    ));

  it('lets pages of the listed origins call and read what is answered, errors too, and no others', () =>
    withServer(
      async (server) => {
        const [listed, other] = ['https://desk.example', 'https://evil.example'];
        const preflight = async (origin: string) => {
          const wanted = {
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization,content-type',
          };
          const answer = await fetch(`${server.url}/graphql`, { method: 'OPTIONS', headers: { origin, ...wanted } });
          return Object.fromEntries(answer.headers);
        };
        expect(await preflight(listed)).toMatchObject({
          'access-control-allow-origin': listed,
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': 'authorization,content-type',
        });
        expect(await preflight(other)).not.toHaveProperty('access-control-allow-origin');
        const call = async (origin: string, query: string, headers: Record<string, string> = {}) => {
          const body = JSON.stringify({ query });
          const all = { origin, 'content-type': 'application/json', ...headers };
          const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers: all, body });
          return [answer.status, answer.headers.get('access-control-allow-origin')];
        };
        const authorization = `Bearer ${await server.token('anna')}`;
        expect(await call(listed, '{ me { id } }', { authorization })).toEqual([200, listed]);
        expect(await call(listed, '{ me { id } }', { authorization: 'Bearer x' })).toEqual([401, listed]);
        expect(await call(listed, '{', { authorization })).toEqual([400, listed]);
        expect(await call(listed, '{ me { id } }', { 'content-encoding': 'gzip' })).toEqual([400, listed]);
        expect(await call(other, '{ me { id } }', { authorization })).toEqual([200, null]);
        const page = await fetch(`${server.url}/readyz`, { headers: { origin: listed } });
        expect(page.headers.get('access-control-allow-origin')).toBeNull();
      },
      { ALLOWED_ORIGINS: 'https://desk.example,https://two.example' },
    ));

  it('serves its contracts as files, and the schema only where it may be seen', async () => {
    const read = async ({ url }: TestServer, path: string) => {
      const answer = await fetch(url + path);
      return { status: answer.status, text: await answer.text() };
    };
    await withServer(async (server) => {
      const { text } = await read(server, '/schema.graphql');
      expect(buildSchema(text).getMutationType()?.getFields()).toHaveProperty('createAppointment');
      expect(JSON.parse((await read(server, '/asyncapi.json')).text)).toMatchObject({ asyncapi: '3.0.0' });
    });
    const hidden = { GRAPHQL_INTROSPECTION: '0' };
    await withServer(async (server) => expect((await read(server, '/schema.graphql')).status).toBe(404), hidden);
  });

  it('says what is wrong: the encoding of a body, not its JSON, and the path of a page', () =>
    withServer(async (server) => {
      const body = JSON.stringify({ query: '{ __typename }' });
      for (const encoding of ['gzip', 'br', 'identity, gzip']) {
        const { status, code, text } = await post(server, body, { 'content-encoding': encoding });
        expect({ status, code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
        expect(text).toContain(`A body without content-encoding is expected, got ${encoding}`);
      }
      expect((await post(server, body, { 'content-encoding': 'Identity' })).status).toBe(200);
      for (const path of ['/%00', '/..%2f..%2fetc/passwd', '/graphql%00']) {
        const answer = await fetch(server.url + path);
        if (!isClientBuilt) {
          expect(answer.status).toBe(404); // nothing is served at all
          continue;
        }
        expect([400, 403]).toContain(answer.status);
        expect(await answer.text()).toContain('its path or header names nothing that is served');
      }
    }));

  it('refuses documents that are too deep, have too many aliases, or are too long, but not introspection', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const code = async (query: string) => (await server.query(token, query)).errors[0]?.extensions.code;
      const deep = (levels: number) =>
        `{ appointments { nodes ${'{ deliveries { appointment '.repeat(levels)} { id } ${'} }'.repeat(levels)} } }`;
      expect(await code(deep(3))).toBeUndefined();
      expect(await code(deep(4))).toBe('QUERY_TOO_COMPLEX');
      const viaFragments = `{ appointments { nodes { ...A } } } fragment A on Appointment { deliveries { appointment { ...B } } }
        fragment B on Appointment { deliveries { appointment { ...C } } } fragment C on Appointment { deliveries { appointment { deliveries { appointment { id } } } } }`;
      expect(await code(viaFragments)).toBe('QUERY_TOO_COMPLEX');
      const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, n) => `a${n}: me { id }`).join(' ')} }`;
      expect(await code(aliases(50))).toBeUndefined();
      expect(await code(aliases(51))).toBe('QUERY_TOO_COMPLEX');
      expect(await code(`{ ${'me { id } '.repeat(500)} }`)).toBe('QUERY_TOO_COMPLEX');
      const typeOf = (levels: number): string => (levels === 0 ? 'name' : `name ofType { ${typeOf(levels - 1)} }`);
      const introspection = await server.query(null, `{ __schema { types { fields { type { ${typeOf(12)} } } } } }`);
      expect(introspection.errors).toEqual([]);
    }));

  it('shows its schema only where that is wanted', () =>
    withServer(
      async (server) => {
        const introspected = await server.query(null, '{ __schema { queryType { name } } }');
        expect(introspected.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
        const wrong = await server.query(null, '{ appointmant { id } }');
        expect(wrong.errors[0]?.message).not.toContain('appointment');
      },
      { GRAPHQL_INTROSPECTION: '0' },
    ));

  it('limits what a caller’s large bodies take of the memory, serves the others meanwhile, and the caller again afterwards', () =>
    withServer(
      async (server) => {
        const [anna, bert] = [await server.token('anna'), await server.token('bert')];
        const body = JSON.stringify({ query: '{ me { id } }', padding: 'x'.repeat(32_000) });
        const begin = (token: string) => {
          const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
          const length = { 'content-length': body.length };
          const begun = request(`${server.url}/graphql`, { method: 'POST', headers: { ...headers, ...length } });
          begun.flushHeaders();
          const answered = new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve) => {
            begun.on('error', () => {}); // a refused one is cut
            begun.once('response', (answer) => {
              answer.resume();
              resolve({ status: answer.statusCode, retryAfter: answer.headers['retry-after'] });
            });
          });
          return { begun, answered };
        };
        const begun = Array.from({ length: 17 }, () => begin(anna));
        const refused = await Promise.race(begun.map(({ answered }) => answered));
        expect(refused).toEqual({ status: 429, retryAfter: '1' });
        const other = begin(bert);
        other.begun.end(body);
        expect(await other.answered).toMatchObject({ status: 200 });
        for (const { begun: one } of begun) one.end(body);
        const statuses = (await Promise.all(begun.map(({ answered }) => answered))).map(({ status }) => status);
        expect(statuses.sort()).toEqual([...Array(16).fill(200), 429]);
        await expect
          .poll(async () => {
            const again = begin(anna);
            again.begun.end(body);
            return (await again.answered).status;
          })
          .toBe(200);
      },
      { HTTP_BODY_BYTES: '33000' },
    ));

  it('compresses what is large as the caller accepts it, and leaves what is small as it is', () =>
    withServer(async (server) => {
      const ask = (query: string, accept: string) =>
        fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'accept-encoding': accept },
          body: JSON.stringify({ query }),
        });
      const large = '{ __schema { types { name description fields { name description } } } }';
      for (const [accept, encoding] of [
        ['gzip', 'gzip'],
        ['gzip, deflate, br', 'br'],
        ['zstd, br, gzip', 'zstd'],
        ['identity', null],
      ] as const) {
        const answer = await ask(large, accept);
        expect([accept, answer.headers.get('content-encoding')]).toEqual([accept, encoding]);
        if (encoding !== null) expect(answer.headers.get('vary')).toContain('accept-encoding');
        if (encoding === 'zstd') continue; // fetch of some Node versions does not read it
        const { data } = (await answer.json()) as { data: { __schema: { types: object[] } } };
        expect(data.__schema.types.length).toBeGreaterThan(50);
      }
      const small = await ask('{ __typename }', 'gzip, br');
      expect([small.headers.get('content-encoding'), await small.json()]).toEqual([
        null,
        { data: { __typename: 'Query' } },
      ]);
    }));

  it('limits each caller’s rate, and serves the others', () =>
    withServer(
      async (server) => {
        const [anna, bert] = [await server.token('anna'), await server.token('bert')];
        const answers = await Promise.all(Array.from({ length: 30 }, () => server.query(anna, '{ me { id } }')));
        const refused = answers.filter(({ errors }) => errors[0]?.extensions.code === 'RATE_LIMITED');
        expect(refused.length).toBeGreaterThanOrEqual(15);
        expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
        expect((await server.query(bert, '{ me { id } }')).errors).toEqual([]);
      },
      { REQUESTS_PER_SECOND: '1', REQUESTS_BURST: '10' },
    ));

  it('sends a strict policy with every page, and keeps strangers’ forms away from GraphQL', () =>
    withServer(async (server) => {
      for (const path of ['/', '/playground', '/nothing', '/healthz', '/graphql']) {
        const { headers } = await fetch(server.url + path);
        expect(headers.get('content-security-policy')).toContain("default-src 'self'");
        expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      }
      const form = await post(server, 'query=%7Bme%7Bid%7D%7D', {
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(form.status).toBe(415);
      const get = (site: Record<string, string>) =>
        new Promise<number | undefined>((resolve, reject) => {
          const url = `${server.url}/graphql?query=%7Bme%7Bid%7D%7D`;
          request(url, { headers: site }, (answer) => resolve(answer.resume().statusCode))
            .on('error', reject)
            .end();
        });
      expect(await get({ 'sec-fetch-site': 'cross-site' })).toBe(400);
      expect(await get({ 'sec-fetch-site': 'same-site' })).toBe(400);
      expect(await get({})).toBe(401);
      expect(await (await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })).text()).not.toContain(
        '<html',
      );
    }));

  it('serves nothing from outside the client’s folder', () =>
    withServer(async (server) => {
      for (const path of [
        '/../package.json',
        '/..%2fpackage.json',
        '/%2e%2e/package.json',
        '/.gitignore',
        '/src/main.tsx',
      ]) {
        const status = await new Promise((resolve, reject) => {
          request(server.url, { path }, ({ statusCode }) => resolve(statusCode))
            .on('error', reject)
            .end();
        });
        expect([400, 403, 404]).toContain(status);
      }
    }));

  it('hands out development tokens only with DEV_TOKENS=1', () =>
    withServer(
      async (server) => {
        const answer = await fetch(`${server.url}/dev/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"sub":"anna","role":"staff"}',
        });
        expect(answer.status).toBe(404);
      },
      { DEV_TOKENS: '0' },
    ));

  it('hands out development tokens to this machine alone, whatever name leads to it', () =>
    withServer(
      async (server) => {
        const port = new URL(server.url).port;
        const statusFor = (host: string) =>
          new Promise((resolve, reject) => {
            const headers = { host, 'content-type': 'application/json', 'x-forwarded-host': 'localhost' };
            request(`${server.url}/dev/token`, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
              .on('error', reject)
              .end('{"sub":"anna","role":"staff"}');
          });
        const ours = [
          'localhost',
          `localhost:${port}`,
          `127.0.0.1:${port}`,
          '[::1]:4000',
          'app.localhost',
          'desk.example:8080',
        ];
        for (const host of ours) expect([host, await statusFor(host)]).toEqual([host, 200]);
        const foreign = [
          'evil.example',
          `evil.example:${port}`,
          '127.0.0.1.evil.example',
          'desk.example',
          '10.0.0.7',
          '@',
        ];
        for (const host of foreign) expect([host, await statusFor(host)]).toEqual([host, 404]);
      },
      { ALLOWED_ORIGINS: 'http://desk.example:8080', TRUSTED_PROXIES: '127.0.0.1' },
    ));

  it('serves its metrics', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      await server.query(
        token,
        `mutation { createAppointment(input: { time: "${new Date(Date.now() + 86_400_000).toISOString()}", email: "a@example.com", notify: { email: true } }) { appointment { id } } }`,
      );
      await server.log.append([statusRecord(foreignDelivery(), 'queued')]);
      const metrics = async () => await (await fetch(`${server.url}/metrics`)).text();
      const within = { timeout: 30_000 };
      await expect.poll(metrics, within).toMatch(/^server_events_published_total 1$/m);
      await expect.poll(metrics, within).toMatch(/^server_records_projected_total 1$/m);
      const text = await metrics();
      expect(text).toMatch(/^server_bookings_total\{outcome="inserted"\} 1$/m);
      expect(text).toMatch(/^server_outbox_entries 0$/m);
      expect(text).toMatch(/^server_relay_leads 1$/m);
      expect(text).toMatch(/^server_event_log_up 1$/m);
    }));
});
