/** A server whose tokens come from an OpenID Connect provider. */
import { describe, expect, it } from 'vitest';
import { type IdentityProvider, startIdentityProvider } from '../testing/identity-provider.ts';
import { until } from '../testing/with-database.ts';
import { withServer } from '../testing/with-server.ts';

const ME = '{ me { id role } }';
const settingsOf = ({ issuer }: IdentityProvider) => ({
  JWT_SECRET: '',
  DEV_TOKENS: '0',
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: 'web',
  JWT_AUDIENCE: 'belltower',
  OIDC_ROLE_CLAIM: 'groups',
  OIDC_STAFF_VALUES: 'desk,admin',
});
const policyOf = async (url: string) => (await fetch(url)).headers.get('content-security-policy') ?? '';

describe('a server with OIDC_ISSUER', () => {
  it('gives the web client what it needs, past any cache, and lets its pages call the provider', async () => {
    using provider = await startIdentityProvider();
    await withServer(async (server) => {
      const answer = await fetch(`${server.url}/config.json`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toEqual({
        signIn: {
          issuer: provider.issuer,
          clientId: 'web',
          scope: 'openid profile offline_access',
          parameters: { audience: 'belltower' },
          audience: 'belltower',
        },
        developmentTokens: false,
      });
      await until(async () => (await policyOf(server.url)).includes('https://token.example'));
      expect(await policyOf(server.url)).toContain(`connect-src 'self' ws: wss: ${new URL(provider.issuer).origin} `);
    }, settingsOf(provider));
  });

  it('lets people in by the provider’s tokens, as what their groups make them, over HTTP and WebSockets', async () => {
    using provider = await startIdentityProvider();
    await withServer(async (server) => {
      const staff = await provider.sign({ sub: 'eva', groups: ['people', 'admin'] });
      expect((await server.query(staff, ME)).data).toEqual({ me: { id: 'eva', role: 'STAFF' } });
      const customer = await provider.sign({ groups: ['people'] });
      expect((await server.query(customer, ME)).data).toEqual({ me: { id: 'anna', role: 'CUSTOMER' } });
      for await (const { data } of server.live(staff).iterate({ query: ME })) {
        expect(data).toEqual({ me: { id: 'eva', role: 'STAFF' } });
      }
    }, settingsOf(provider));
  });

  it('says why it refuses a token', async () => {
    using provider = await startIdentityProvider();
    await withServer(async (server) => {
      const refusalOf = async (token: string) => {
        const { status, errors } = await server.query(token, ME);
        expect(status).toBe(401);
        return errors[0]?.message;
      };
      expect(await refusalOf('2YotnFZFEjr1zCsicMWpAA')).toContain('it is opaque: a JWT is expected');
      expect(await refusalOf(await provider.sign({ aud: 'account' }))).toContain(
        'the audience (aud) "belltower" is expected, got "account"',
      );
    }, settingsOf(provider));
  });

  it('starts while the provider is away, says so to who calls, and serves when it is back', async () => {
    using provider = await startIdentityProvider();
    provider.answers.away = true;
    await withServer(async (server) => {
      expect(await policyOf(server.url)).toContain(new URL(provider.issuer).origin);
      const token = await provider.sign({});
      const refused = await server.query(token, ME);
      expect(refused.errors[0]?.extensions.code).toBe('UNAVAILABLE');
      provider.answers.away = false;
      await until(async () => (await server.query(token, ME)).errors.length === 0);
    }, settingsOf(provider));
  });
});

it('a server without OIDC_ISSUER says that nobody signs in there, and lets its pages call no other origin', () =>
  withServer(async ({ url }) => {
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ signIn: null, developmentTokens: true });
    expect(await policyOf(url)).toContain("connect-src 'self' ws: wss:; ");
  }));
