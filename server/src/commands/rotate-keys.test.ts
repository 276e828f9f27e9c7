import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createTestDatabase } from '@belltower/dev/test-database';
import { type Client, createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openTestDatabase, silent, until } from '../../testing/with-database.ts';
import { createGuestTokens, signGuestTokens } from '../auth/guest-tokens.ts';
import { createServerKeys } from '../auth/server-keys.ts';
import { signDevelopmentToken } from '../auth/tokens.ts';
import { readConfig } from '../config.ts';
import { startServer } from '../server.ts';

async function rotate(url: string | null, ...args: string[]) {
  const file = new URL('./rotate-keys.ts', import.meta.url).pathname;
  const env = { PATH: process.env.PATH ?? '', ...(url && { DATABASE_URL: url }) };
  return await promisify(execFile)(process.execPath, [file, ...args], { env, cwd: '/' }).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

/** A server on a database, as staff see it. */
async function openServer(databaseUrl: string) {
  const config = readConfig({ DATABASE_URL: databaseUrl, JWT_SECRET: 'x'.repeat(32), PORT: '0', SOCKET_DRAIN_MS: '0' });
  if (config.tokens.kind !== 'secret') throw new Error('a secret is expected');
  const authorization = `Bearer ${await signDevelopmentToken(config.tokens, { sub: 'desk', role: 'staff' })}`;
  await using started = new AsyncDisposableStack();
  const { port } = started.use(await startServer(config, silent, { onStalled() {} }));
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
  });
  started.defer(() => client.dispose());
  const owned = started.move();
  return {
    async cursor(): Promise<string> {
      const body = JSON.stringify({ query: '{ feedCursor }' });
      const headers = { 'content-type': 'application/json', authorization };
      const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      return ((await answer.json()) as { data: { feedCursor: string } }).data.feedCursor;
    },
    /** Whether a stream goes on after this cursor: a refused one answers an error at once, and a live one is quiet. */
    async accepts(cursor: string): Promise<boolean> {
      const query = 'subscription ($after: String) { deliveryStatusChanged(after: $after) { cursor } }';
      const changes = client.iterate({ query, variables: { after: cursor } });
      const refused = changes.next().then(({ value }) => value?.errors?.[0]?.extensions?.code ?? 'a change');
      const live = until(async () => /^server_subscriptions [1-9]/m.test(await (await fetch(`${url}/metrics`)).text()));
      const first = await Promise.race([refused, live.then(() => null)]);
      await changes.return?.();
      await until(async () => /^server_subscriptions 0$/m.test(await (await fetch(`${url}/metrics`)).text()));
      if (first !== null && first !== 'CURSOR_INVALID') throw new Error(`CURSOR_INVALID is expected, got ${first}`);
      return first === null;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

describe('the command rotate-keys', () => {
  it('changes the key of cursors while servers run: none refuses what another signed', async () => {
    await using database = await createTestDatabase();
    await using running = await openServer(database.url);
    const before = await running.cursor(); // now it has read its keys, and caches them
    const { code, stdout } = await rotate(database.url);
    expect([code, stdout]).toEqual([0, expect.stringContaining('key 2 is added, and signs in 2 minutes')]);

    await using beside = await openServer(database.url); // it has read both keys
    const between = await beside.cursor();
    for (const cursor of [before, between]) {
      expect(await running.accepts(cursor)).toBe(true);
      expect(await beside.accepts(cursor)).toBe(true);
    }

    await database.query("update server.feed_key set created_at = created_at - interval '3 minutes'");
    await using later = await openServer(database.url);
    const after = await later.cursor();
    expect(await beside.accepts(after)).toBe(true);
    for (const cursor of [before, between, after]) expect(await later.accepts(cursor)).toBe(true);

    expect((await rotate(database.url, '--drop-old')).stdout).toContain('deleted, with what they signed: key 1;');
    await using last = await openServer(database.url);
    expect(await last.accepts(after)).toBe(true);
    for (const cursor of [before, between]) expect(await last.accepts(cursor)).toBe(false);
    expect((await rotate(database.url, '--drop-old')).stdout).toContain('there is one key only');
  });

  it('changes the key of links: those that were sent work until their key is dropped, and ten keys are kept', async () => {
    await using database = await createTestDatabase();
    await using db = openTestDatabase(database.url);
    await db.ready;
    const appointment = { id: crypto.randomUUID(), time: new Date() };
    const keys = () => createServerKeys(db)();
    const isGood = async (code: string) => (await createGuestTokens(keys).check(code))?.kind === 'valid';
    const sign = async () => {
      const [signing] = await keys();
      if (signing === undefined) throw new Error('a key is expected');
      return signGuestTokens(appointment, signing).code;
    };
    const age = () => database.query("update server.feed_key set created_at = created_at - interval '3 minutes'");

    const first = await sign();
    await rotate(database.url);
    expect(await sign()).toBe(first);
    await age();
    const second = await sign();
    expect(second).not.toBe(first);
    expect([await isGood(first), await isGood(second)]).toEqual([true, true]);
    await rotate(database.url, '--drop-old');
    expect([await isGood(first), await isGood(second)]).toEqual([false, true]);

    for (let n = 0; n < 9; n++) expect((await rotate(database.url)).stdout).not.toContain('deleted');
    expect(await isGood(second)).toBe(true);
    expect((await rotate(database.url)).stdout).toContain('deleted, as 10 are kept: key 2');
    expect(await isGood(second)).toBe(false);
  });

  it('says how it is called, and what its environment lacks', async () => {
    expect(await rotate(null, '--drop')).toMatchObject({ code: 2, stderr: expect.stringContaining('rotate-keys [') });
    await using database = await createTestDatabase();
    const empty = await rotate(database.url);
    expect(empty).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('lacks tables of the server') });
    expect(empty.stderr).not.toContain('    at ');
    expect(await rotate(null)).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_URL') });
  });
});
