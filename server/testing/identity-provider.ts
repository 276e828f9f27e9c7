/** A provider of discovery and keys for tests, over real HTTP. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** What it answers with, and what it was asked. */
export type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/** Starts one with a key of its own. Disposing stops it. */
export async function startIdentityProvider() {
  const answers: { discovery: object | ((response: ServerResponse) => void); keys: JWK[]; away: boolean } = {
    discovery: {},
    keys: [],
    away: false,
  };
  const requests = { discovery: 0, keys: 0 };
  const server = createServer((request, response) => {
    const isDiscovery = request.url?.endsWith('/.well-known/openid-configuration') ?? false;
    requests[isDiscovery ? 'discovery' : 'keys']++;
    if (answers.away) return void response.writeHead(503).end();
    if (isDiscovery && typeof answers.discovery === 'function') return answers.discovery(response);
    const body = isDiscovery ? answers.discovery : { keys: answers.keys };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // a server that listens on a port has one
  const issuer = `http://127.0.0.1:${port}/realm`;
  const add = async (kid: string) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    answers.keys = [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }];
    return async (claims: Record<string, unknown>) =>
      new SignJWT({ iss: issuer, aud: 'belltower', sub: 'anna', exp: Math.floor(Date.now() / 1_000) + 600, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
  };
  const metadata = { issuer, jwks_uri: `http://127.0.0.1:${port}/keys`, token_endpoint: 'https://token.example/token' };
  answers.discovery = metadata;
  const sign = await add('first');
  return {
    issuer,
    metadata,
    answers,
    requests,
    /** Signs a token with the first key. */
    sign,
    /** Replaces the published keys by another, and returns what signs with it. */
    rotate: add,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
