import { describe, expect, it, vi } from 'vitest';
import { startIdentityProvider } from '../../testing/identity-provider.ts';
import { createProvider } from './provider.ts';

describe('an identity provider', () => {
  it('is found by its issuer, with or without a slash at the end, and looked at once for all callers', async () => {
    using there = await startIdentityProvider();
    for (const issuer of [there.issuer, `${there.issuer}/`]) {
      const provider = createProvider(issuer);
      expect(provider.known()).toBeNull();
      const before = there.requests.discovery;
      const [one, other] = await Promise.all([provider.metadata(), provider.metadata()]);
      expect(one).toEqual({
        issuer: there.issuer,
        keysUrl: there.metadata.jwks_uri,
        calledOrigins: ['https://token.example'],
      });
      expect(other).toBe(one);
      expect(await provider.metadata()).toBe(one);
      expect(there.requests.discovery - before).toBe(1);
      expect(provider.known()).toBe(one);
    }
  });

  it.each([
    ['names another issuer', { issuer: 'https://other.example' }, /the issuer .* is expected, got https:\/\/other/],
    ['has no keys', { jwks_uri: undefined }, /metadata of an OpenID Connect provider is expected/],
    ['has keys where none can be fetched', { jwks_uri: 'file:///etc/passwd' }, /metadata of an OpenID Connect/],
  ])('is refused when it %s', async (_fault, fault, message) => {
    using there = await startIdentityProvider();
    there.answers.discovery = { ...there.metadata, ...fault };
    await expect(createProvider(there.issuer).metadata()).rejects.toThrow(message);
  });

  it('is refused when it answers with no JSON, leads elsewhere, or has no end', async () => {
    using there = await startIdentityProvider();
    there.answers.discovery = (response) => void response.end('<html>');
    await expect(createProvider(there.issuer).metadata()).rejects.toThrow('metadata of an OpenID Connect provider');
    there.answers.discovery = (response) => void response.writeHead(302, { location: '/elsewhere' }).end();
    await expect(createProvider(there.issuer).metadata()).rejects.toThrow('status 200 is expected');
    there.answers.discovery = (response) => {
      const more = () => response.write('x'.repeat(65_536), () => response.destroyed || setImmediate(more));
      more();
    };
    await expect(createProvider(there.issuer).metadata()).rejects.toThrow('at most 1048576 bytes are expected');
  });

  it('costs little while it is away, is found when it is back, and what was known of it stays', async () => {
    using there = await startIdentityProvider();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const provider = createProvider(there.issuer);
      there.answers.away = true;
      for (let call = 0; call < 20; call++) await expect(provider.metadata()).rejects.toThrow('status 200 is expected');
      expect(there.requests.discovery).toBe(1);
      there.answers.away = false;
      vi.setSystemTime(Date.now() + 1_001);
      const found = await provider.metadata();
      there.answers.away = true;
      vi.setSystemTime(Date.now() + 3_600_001);
      for (let call = 0; call < 20; call++) expect(await provider.metadata()).toBe(found);
      expect(there.requests.discovery).toBe(3);
      there.answers.away = false;
      there.answers.discovery = { ...there.metadata, jwks_uri: 'https://keys.example/moved' };
      vi.setSystemTime(Date.now() + 1_001);
      expect((await provider.metadata()).keysUrl).toBe('https://keys.example/moved');
    } finally {
      vi.useRealTimers();
    }
  });
});
