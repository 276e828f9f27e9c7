import { describe, expect, it, vi } from 'vitest';
import { type IdentityProvider, startIdentityProvider } from '../../testing/identity-provider.ts';
import { createProvider } from './provider.ts';
import { createTokens, type TokenConfig } from './tokens.ts';

const roles = { claim: 'realm_access.roles', staff: ['desk'], customers: null };
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

function tokensOf({ issuer }: IdentityProvider, settings: Partial<TokenConfig & { kind: 'provider' }> = {}) {
  const config = { kind: 'provider', provider: issuer, url: null, roles, issuer: null, audience: 'belltower' } as const;
  return createTokens({ ...config, ...settings }, null, createProvider(issuer));
}

describe('tokens of an identity provider', () => {
  it('are checked with the keys that it is found to have, and give the role that is mapped', async () => {
    using provider = await startIdentityProvider();
    const tokens = tokensOf(provider);
    const roleOf = async (claims: object) => {
      const check = await tokens.check(`Bearer ${await provider.sign({ ...claims })}`);
      return check.kind === 'valid' ? check.caller.role : check;
    };
    expect(await roleOf({ realm_access: { roles: ['people', 'desk'] } })).toBe('staff');
    expect(await roleOf({ realm_access: { roles: ['people'] } })).toBe('customer');
    expect(await roleOf({ role: 'staff' }), 'another claim than the one that counts').toBe('customer');
    expect(await roleOf({ aud: ['account', 'belltower'] })).toBe('customer');
    expect(await roleOf({ iss: `${provider.issuer}/` })).toBe('customer');
    expect(provider.requests).toEqual({ discovery: 1, keys: 1 });
  });

  it('are refused with what is wrong with them', async () => {
    using provider = await startIdentityProvider();
    const tokens = tokensOf(provider, { roles: { ...roles, customers: ['people'] } });
    const reasonOf = async (token: string) => {
      const check = await tokens.check(`Bearer ${token}`);
      return check.kind === 'invalid' ? check.reason : check.kind;
    };
    expect(await reasonOf(await provider.sign({ aud: 'account' }))).toBe(
      'the audience (aud) "belltower" is expected, got "account"',
    );
    expect(await reasonOf(await provider.sign({ aud: undefined }))).toContain('got null');
    expect(await reasonOf(await provider.sign({ iss: 'https://other.example' }))).toContain('another issuer');
    expect(await reasonOf(await provider.sign({}))).toContain('OIDC_CUSTOMER_VALUES');
    expect(await reasonOf(await provider.sign({ sub: '' }))).toContain('(sub)');
    expect(await reasonOf(await provider.sign({ nbf: inSeconds(90) }))).toContain('nbf');
    expect(await reasonOf('2YotnFZFEjr1zCsicMWpAA')).toContain('it is opaque: a JWT is expected');
    expect(await reasonOf(await provider.sign({ exp: inSeconds(-1) }))).toBe('expired');
    const forged = (await provider.sign({ realm_access: { roles: ['people'] } })).replace(/.{8}$/, 'AAAAAAAA');
    expect(await reasonOf(forged), 'nothing is said of what nobody signed').toBeUndefined();
  });

  it('hold a minute earlier than they say, for clocks that differ', async () => {
    using provider = await startIdentityProvider();
    const token = await provider.sign({ iat: inSeconds(50), nbf: inSeconds(50) });
    expect((await tokensOf(provider).check(`Bearer ${token}`)).kind).toBe('valid');
  });

  it('cannot be checked while the provider was never reached, and can without a restart when it is', async () => {
    using provider = await startIdentityProvider();
    provider.answers.away = true;
    const tokens = tokensOf(provider);
    const authorization = `Bearer ${await provider.sign({})}`;
    await expect(tokens.check(authorization)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    provider.answers.away = false;
    await expect.poll(async () => (await tokens.check(authorization).catch(() => null))?.kind).toBe('valid');
  });

  it('are taken with a key that replaced another, and with known keys while the provider is away', async () => {
    using provider = await startIdentityProvider();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const tokens = tokensOf(provider);
      const check = async (token: string) => (await tokens.check(`Bearer ${token}`)).kind;
      expect(await check(await provider.sign({}))).toBe('valid');
      vi.setSystemTime(Date.now() + 1_001);
      const sign = await provider.rotate('second');
      expect(await check(await sign({}))).toBe('valid');
      expect(await check(await provider.sign({ jti: 'another' })), 'the key was withdrawn').toBe('invalid');

      provider.answers.away = true;
      vi.setSystemTime(Date.now() + 3_500_000); // the keys are old, what is known of the provider is not
      const before = provider.requests.keys;
      for (let one = 0; one < 20; one++) expect(await check(await sign({ jti: String(one) }))).toBe('valid');
      expect(provider.requests.keys - before).toBe(1);
      const third = await provider.rotate('third');
      await expect(tokens.check(`Bearer ${await third({})}`)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      vi.setSystemTime(Date.now() + 24 * 3_600_000);
      await expect(tokens.check(`Bearer ${await sign({})}`), 'a day later').rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });
      provider.answers.away = false;
      vi.setSystemTime(Date.now() + 10_001);
      expect(await check(await third({}))).toBe('valid');
    } finally {
      vi.useRealTimers();
    }
  });

  it('have their keys at JWKS_URL where that is given, and their issuer as JWT_ISSUER has it', async () => {
    using provider = await startIdentityProvider();
    const tokens = tokensOf(provider, { url: provider.metadata.jwks_uri, issuer: 'https://sts.example/tenant' });
    expect((await tokens.check(`Bearer ${await provider.sign({ iss: 'https://sts.example/tenant' })}`)).kind).toBe(
      'valid',
    );
    expect((await tokens.check(`Bearer ${await provider.sign({})}`)).kind).toBe('invalid');
    expect(provider.requests.discovery).toBe(0);
  });
});
