/** A real OpenID Connect provider, `oidc-provider`, with a form to sign in of its own. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** The groups of its people; everybody else has none. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { eva: ['people', 'desk'], anna: ['people'] };

/** How it makes access tokens; a test may change it while it runs. */
export interface AccessTokens {
  audience: string;
  format: 'jwt' | 'opaque';
  seconds: number;
}

/** A provider. Disposing it stops it. */
export type TestIdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/** The client it knows. */
export const CLIENT_ID = 'belltower-web';

/** Starts it at a free port. It answers once it is `open` for a web client. */
export async function startIdentityProvider() {
  const accessTokens: AccessTokens = { audience: CLIENT_ID, format: 'jwt', seconds: 600 };
  const counts = { renewals: 0, refused: 0 };
  let listener: RequestListener | null = null;
  let isAway = false;
  const server = createServer((request, response) => {
    if (isAway) return void request.socket.destroy();
    if (listener === null) return void response.writeHead(503).end();
    listener(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // a server that listens on a port has one
  const issuer = `http://127.0.0.1:${port}`;
  return {
    issuer,
    accessTokens,
    counts,
    /** Whether it drops every connection. */
    away(value: boolean) {
      isAway = value;
    },
    async open(webUrl: string) {
      listener = await createListener(issuer, webUrl, accessTokens, counts);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function createListener(
  issuer: string,
  webUrl: string,
  accessTokens: AccessTokens,
  counts: { renewals: number; refused: number },
): Promise<RequestListener> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'the key', alg: 'RS256', use: 'sig' };
  const resource = 'https://api.example.com';
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${webUrl}/`],
        post_logout_redirect_uris: [`${webUrl}/`],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['a key for the cookies of tests'] },
    clientBasedCORS: (_context, origin) => origin === webUrl,
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, name: `${sub} of the provider` }) }),
    extraTokenClaims: (_context, token) => ({
      groups: 'accountId' in token ? (GROUPS[String(token.accountId)] ?? []) : [],
    }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: { RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600, IdToken: 600 },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      grant.addResourceScope(resource, '');
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(context, form) {
          context.body = `<!doctype html><title>Sign out</title><body>${form}<button form="op.logoutForm" name="logout" value="yes">Leave the provider</button>`;
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: accessTokens.audience,
          accessTokenTTL: accessTokens.seconds,
          accessTokenFormat: accessTokens.format,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  provider.on('grant.success', ({ oidc }) => {
    if (oidc.params?.grant_type === 'refresh_token') counts.renewals++;
  });
  provider.on('grant.error', () => counts.refused++);
  const answer = provider.callback();
  return (request, response) => {
    if (request.url?.startsWith('/interaction/')) return void interact(provider, request, response);
    answer(request, response);
  };
}

/** Shows a form that asks for a name, and lets in who has one. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html').end(
      `<!doctype html><title>The provider</title><form method="post">
      <label>Name at the provider <input name="name"></label>
      <button name="answer" value="yes">Continue</button><button name="answer" value="no">Refuse</button></form>`,
    );
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const result =
    form.get('answer') === 'yes'
      ? { login: { accountId: form.get('name') ?? '' } }
      : { error: 'access_denied', error_description: 'The person has refused' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
