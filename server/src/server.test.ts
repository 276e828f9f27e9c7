import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@belltower/dev/ports';
import { startPostgres } from '@belltower/dev/postgres';
import { createTestDatabase } from '@belltower/dev/test-database';
import { describe, expect, it } from 'vitest';
import { until } from '../testing/with-database.ts';
import { signDevelopmentToken } from './auth/tokens.ts';
import { readConfig } from './config.ts';
import { migrations } from './db/migrations/index.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The server as a process, with its output. */
function startProcess(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    child,
    get output() {
      return output;
    },
  };
}

const ready = async (url: string) => (await fetch(`${url}/readyz`).catch(() => null))?.status ?? 0;

describe('the server', () => {
  it('starts alive but unready without its database, becomes ready with it, and unready again without it', async () => {
    const port = await freePort();
    const lines: string[] = [];
    const environment = {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres`,
      JWT_SECRET: 'x'.repeat(32),
      PORT: '0',
    };
    const config = readConfig(environment);
    if (config.tokens.kind !== 'secret') throw new Error('a secret is expected');
    await using server = await startServer(config, createLog('warn', { write: (line) => lines.push(line) }), {
      onStalled() {},
    });
    const url = `http://127.0.0.1:${server.port}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await ready(url)).toBe(503);
    const refused = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ me { id } }"}',
    });
    expect(refused.status).toBe(401);
    {
      await using _postgres = await startPostgres({ port });
      await until(async () => (await ready(url)) === 200);
    }
    await until(async () => (await ready(url)) === 503);
    const input = `{ time: "${new Date(Date.now() + 86_400_000).toISOString()}", email: "a@example.com", notify: { email: true } }`;
    const booked = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signDevelopmentToken(config.tokens, { sub: 'anna', role: 'customer' })}`,
      },
      body: JSON.stringify({ query: `mutation { createAppointment(input: ${input}) { appointment { id } } }` }),
    });
    expect(await booked.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    expect(lines.filter((line) => line.includes('the database cannot be used yet'))).toHaveLength(1);
    await using _again = await startPostgres({ port });
  });

  it('stops at once also when its database never came', async () => {
    const config = readConfig({
      DATABASE_URL: `postgres://postgres@127.0.0.1:${await freePort()}/postgres`,
      JWT_SECRET: 'x'.repeat(32),
      PORT: '0',
    });
    const server = await startServer(config, createLog('silent', { write() {} }), { onStalled() {} });
    const fromMs = performance.now();
    await server[Symbol.asyncDispose]();
    expect(performance.now() - fromMs).toBeLessThan(20_000);
  });

  it('has readiness and metrics on a port of their own where one is set, and not on the public one', async () => {
    await using database = await createTestDatabase();
    const environment = { DATABASE_URL: database.url, JWT_SECRET: 'x'.repeat(32), PORT: '0', METRICS_PORT: '0' };
    await using server = await startServer(readConfig(environment), createLog('silent', { write() {} }), {
      onStalled() {},
    });
    const [open, own] = [server.port, server.metricsPort].map((port) => `http://127.0.0.1:${port}`);
    await until(async () => (await ready(`${own}`)) === 200);
    expect(await (await fetch(`${own}/metrics`)).text()).toContain('server_event_log_up');
    for (const path of ['/readyz', '/metrics']) expect((await fetch(open + path)).status).toBe(404);
    for (const url of [open, own]) expect((await fetch(`${url}/healthz`)).status).toBe(200);
    for (const path of ['/', '/graphql', '/dev/token']) expect((await fetch(own + path)).status).toBe(404);
  });

  it('migrates one database from two instances that start at once', async () => {
    await using database = await createTestDatabase();
    const config = readConfig({ DATABASE_URL: database.url, JWT_SECRET: 'x'.repeat(32), PORT: '0' });
    const log = createLog('silent', { write() {} });
    await using one = await startServer(config, log, { onStalled() {} });
    await using other = await startServer(config, log, { onStalled() {} });
    for (const { port } of [one, other]) await until(async () => (await ready(`http://127.0.0.1:${port}`)) === 200);
    expect(await database.query('select count(*)::int as n from server.migrations')).toEqual([
      { n: migrations.length },
    ]);
    expect(await database.query('select count(*)::int as n from server.feed_key')).toEqual([{ n: 1 }]);
  });

  it('reports everything that is wrong with its environment, and ends with 1', async () => {
    const run = startProcess({ PORT: 'x', JWT_SECRET: '' });
    const [code] = await once(run.child, 'close');
    expect(code).toBe(1);
    expect(run.output).toContain('PORT: ');
    expect(run.output).toContain('DATABASE_URL: ');
    expect(run.output).toContain('JWT_SECRET: ');
    expect(run.output).not.toContain('    at ');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    await using database = await createTestDatabase();
    const port = await freePort();
    const run = startProcess({
      DATABASE_URL: database.url,
      JWT_SECRET: 'a secret that no log may show!!!',
      PORT: String(port),
    });
    await until(async () => (await ready(`http://127.0.0.1:${port}`)) === 200);
    run.child.kill(signal);
    const [code] = await once(run.child, 'close');
    expect(code).toBe(0);
    expect(run.output).toContain('the server has stopped');
    expect(run.output).not.toContain('a secret that no log may show');
    // PostgreSQL takes a moment to notice that a client has gone.
    const sessions = `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await until(async () => (await database.query(sessions)).length === 0);
  });

  it('rejects plainly when its port is taken', async () => {
    await using database = await createTestDatabase();
    const config = readConfig({ DATABASE_URL: database.url, JWT_SECRET: 'x'.repeat(32), PORT: '0' });
    const log = createLog('silent', { write() {} });
    await using one = await startServer(config, log, { onStalled() {} });
    await expect(startServer({ ...config, port: one.port }, log, { onStalled() {} })).rejects.toThrow('EADDRINUSE');
  });
});
