/** Tokens of an identity provider whose keys change while the server runs. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase } from '@belltower/dev/test-database';
import { until } from '@belltower/dev/until';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { openRawSocket } from './raw-socket.ts';
import { startFeedStage } from './stage.ts';

interface Key {
  readonly published: JWK;
  sign(sub: string): Promise<string>;
}

async function createKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return {
    published: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    sign: (sub) =>
      new SignJWT({ role: 'customer' })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setSubject(sub)
        .setExpirationTime('1h')
        .sign(privateKey),
  };
}

it('the server takes tokens of a key that replaced another, refuses the old one, and leaves open sockets alone', async () => {
  const [first, second, made] = await Promise.all([createKey('first'), createKey('second'), createKey('first')]);
  let published = [first.published];
  let fetches = 0;
  const provider = createServer((_request, response) => {
    fetches++;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
  });
  await once(provider.listen(0, '127.0.0.1'), 'listening');
  const { port } = provider.address() as AddressInfo; // a server that listens on a port has one
  try {
    await using database = await createTestDatabase();
    const environment = { JWKS_URL: `http://127.0.0.1:${port}/keys` };
    await using stage = await startFeedStage({ databaseUrl: database.url, environment });
    const [server] = stage.servers;
    const closeCodeFor = async (token: string) => {
      using bare = await openRawSocket(server.url, { init: { authorization: `Bearer ${token}` } });
      return await bare.closed();
    };
    using open = await openRawSocket(server.url, { token: await first.sign('anna') });
    expect(await closeCodeFor(await made.sign('anna')), 'the key’s name, but not the key').toBe(4401);
    expect(fetches).toBe(1);

    published = [second.published];
    const rotatedAt = Date.now();
    await until('the new key is known', async () => {
      const authorization = `Bearer ${await second.sign('anna')}`;
      const body = JSON.stringify({ query: '{ me { id } }' });
      const headers = { 'content-type': 'application/json', authorization };
      return (await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })).ok;
    });
    expect(Date.now() - rotatedAt).toBeLessThan(30_000);
    using _renewed = await openRawSocket(server.url, { token: await second.sign('anna') });
    expect(await closeCodeFor(await first.sign('anna'))).toBe(4401);
    expect(open.socket.readyState).toBe(open.socket.OPEN);
    const before = fetches;
    const stranger = await createKey('made up');
    const codes = await Promise.all(Array.from({ length: 20 }, async () => closeCodeFor(await stranger.sign('anna'))));
    expect(new Set(codes)).toEqual(new Set([4401]));
    expect(fetches - before, 'who makes up keys does not make us ask for them each time').toBeLessThan(5);
  } finally {
    provider.closeAllConnections();
    provider.close();
  }
});
