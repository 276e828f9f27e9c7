/** What callers, probes and metrics see of a server whose database fails it, and of one that stops. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createTestDatabase } from '@belltower/dev/test-database';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../testing/live.ts';
import { until } from '../testing/with-database.ts';
import { type TestServer, withServer } from '../testing/with-server.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

const BOOK = `mutation { createAppointment(input: { time: "${new Date(Date.now() + 86_400_000).toISOString()}",
  email: "a@example.com", notify: { email: true } }) { appointment { id } } }`;

const readiness = async ({ url }: TestServer) => {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

const failedAppointments = async ({ url }: TestServer) =>
  /^server_bookings_total\{outcome="failed"\} (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];

async function expectNothingBooked(server: TestServer, database: string): Promise<void> {
  const refused = await server.query(await server.token('anna'), BOOK);
  expect(refused).toMatchObject({ status: 503, errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
  expect(await failedAppointments(server)).toBe('1');
  expect(await readiness(server)).toEqual({ status: 503, body: { status: 'unavailable', database } });
}

describe('a server whose database fails it', () => {
  it('counts a failed booking from the start on', () =>
    withServer(async (server) => expect(await failedAppointments(server)).toBe('0')));

  it('is not ready while the database is read-only, as after a failover, and takes bookings when that is over', () =>
    withServer(async (server) => {
      const { database } = server;
      const [{ name } = { name: '' }] = await database.query<{ name: string }>('select current_database() as name');
      const others = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`;
      await database.query(`alter database "${name}" set default_transaction_read_only = on`);
      await database.query(others);
      await expectNothingBooked(server, 'read-only');
      await database.query(`begin read write; alter database "${name}" reset default_transaction_read_only; commit`);
      await database.query(others);
      await until(async () => (await readiness(server)).status === 200);
      expect(await server.query(await server.token('anna'), BOOK)).toMatchObject({ status: 200, errors: [] });
      expect(await database.query('select from server.appointment'), 'what was only tried is not kept').toHaveLength(1);
    }));

  it('is not ready while the disk is full', () =>
    withServer(async (server) => {
      await server.database.query(`create function server.full() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
        create trigger full_disk before insert on server.outbox for each row execute function server.full()`);
      await expectNothingBooked(server, 'full');
    }));

  it('answers its own faults with HTTP 500, and over a WebSocket with the same code', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      await server.database.query('alter table server.delivery rename column created_at to gone');
      const query = '{ me { id } deliveries { nodes { id } } }';
      const masked = { message: 'An internal error has occurred', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
      expect(await server.query(token, query)).toMatchObject({ status: 500, errors: [masked] });
      const raw = await openSocket(server, { init: token });
      raw.send({ id: '1', type: 'subscribe', payload: { query } });
      const [next] = await raw.wait('next');
      expect(next?.payload?.errors).toMatchObject([masked]);
      raw.socket.terminate();
      await until(async () => (await readiness(server)).body.database === 'refused');
    }));
});

describe('a server that stops', () => {
  it('answers GraphQL in its own form until the last connection is closed', async () => {
    await using database = await createTestDatabase();
    const config = readConfig({ DATABASE_URL: database.url, JWT_SECRET: 'x'.repeat(32), PORT: '0' });
    const server = await startServer(config, createLog('silent', { write() {} }), { onStalled() {} });
    const socket = connect(server.port, '127.0.0.1');
    const body = '{"query":"{ __typename }"}';
    const head = [
      'POST /graphql HTTP/1.1',
      'host: x',
      'content-type: application/json',
      `content-length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`); // a request that has begun keeps its connection
    socket.write(body.slice(0, 5));
    await until(async () => (await fetch(`http://127.0.0.1:${server.port}/healthz`)).ok);
    const stopped = server[Symbol.asyncDispose]();
    await until(async () => !(await fetch(`http://127.0.0.1:${server.port}/healthz`).catch(() => null))?.ok);
    let answers = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answers += text;
    });
    socket.write(`${body.slice(5)}${head.join('\r\n')}\r\n\r\n${body}`);
    await once(socket, 'close');
    await stopped;
    expect(answers).toMatch(/^HTTP\/1\.1 200 .*"__typename":"Query"/s);
    expect(answers).toContain('HTTP/1.1 503 ');
    expect(answers).toContain('{"errors":[{"message":"The server is stopping","extensions":{"code":"UNAVAILABLE"}}]}');
  });
});
