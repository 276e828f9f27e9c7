import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase } from '@belltower/dev/test-database';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openTestLog } from '../testing/status-events.ts';
import { until } from '../testing/with-database.ts';
import { readConfig } from './config.ts';
import { startServer } from './server.ts';

const EVERY_MS = 1_000;
const BOOK = `mutation { createAppointment(input: { time: "${new Date(Date.now() + 86_400_000).toISOString()}",
  email: "ann@example.com", notify: { email: true } }) { appointment { id } } }`;

it('a database that is read-only for a while costs the server one line of each fault an interval, however many requests it refuses', async () => {
  await using database = await createTestDatabase();
  await using _log = await openTestLog(database.url);
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const environment = {
    DATABASE_URL: database.url,
    JWT_SECRET: 'a secret for tests of the server alone',
    DEV_TOKENS: '1',
    PORT: '0',
  };
  await using running = await startServer(readConfig(environment), logger, {
    onStalled: () => {},
    faultLinesEveryMs: EVERY_MS,
  });
  const url = `http://127.0.0.1:${running.port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  const post = (path: string, body: object, token?: string) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  const { token } = (await (await post('/dev/token', { sub: 'ann', role: 'staff' })).json()) as { token: string };
  const book = async () => (await post('/graphql', { query: BOOK }, token)).status;
  expect(await book()).toBe(200);

  const [{ name }] = (await database.query<{ name: string }>('select current_database() as name')) as [
    { name: string },
  ];
  const renewSessions = () =>
    database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
  await database.query(`alter database "${name}" set default_transaction_read_only = on`);
  await renewSessions();
  await until(async () => (await book()) === 503);
  lines.length = 0;
  const begunAt = performance.now();
  let refused = 0;
  while (performance.now() - begunAt < 4 * EVERY_MS) {
    if ((await book()) === 503) refused += 1;
    await sleep(20);
  }
  const intervals = Math.ceil((performance.now() - begunAt) / EVERY_MS);
  const counts = new Map<string, number>();
  for (const { level, msg } of lines) {
    if (Number(level) >= 40) counts.set(String(msg), (counts.get(String(msg)) ?? 0) + 1);
  }
  expect(refused).toBeGreaterThan(20);
  // of one text there may be two codes: refused as read-only, and ended with the session
  for (const [text, count] of counts) expect(count, text).toBeLessThanOrEqual(2 * (intervals + 1));
  expect([...counts.keys()]).toContain('a request could not be served now');

  await database.query(`begin read write; alter database "${name}" reset default_transaction_read_only; commit`);
  await renewSessions();
  await until(async () => (await book()) === 200);
  await until(async () => lines.some(({ msg }) => msg === 'over: a request could not be served now'));
});
