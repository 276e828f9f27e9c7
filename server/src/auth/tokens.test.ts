import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokens, signDevelopmentToken } from './tokens.ts';

const config = {
  kind: 'secret',
  secret: 'a secret for the tests of tokens',
  previousSecret: null,
  issuer: null,
  audience: null,
} as const;
const key = new TextEncoder().encode(config.secret);
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const sign = (claims: Record<string, unknown>, alg = 'HS256') =>
  new SignJWT({ sub: 'anna', role: 'customer', exp: inSeconds(60), ...claims }).setProtectedHeader({ alg }).sign(key);

describe('tokens', () => {
  it('name their caller', async () => {
    const tokens = createTokens(config);
    const exp = inSeconds(60);
    const valid = { kind: 'valid', caller: { sub: 'auth0|ann a/ü', role: 'staff', expiresAtMs: exp * 1_000 } };
    const token = await sign({ sub: 'auth0|ann a/ü', role: 'staff', exp });
    expect(await tokens.check(`Bearer ${token}`)).toEqual(valid);
    expect(await tokens.check(`bearer  ${token}`)).toEqual(valid);
    const ours = await signDevelopmentToken(config, { sub: 'desk', role: 'staff' });
    expect(await tokens.check(`Bearer ${ours}`)).toMatchObject({ kind: 'valid', caller: { sub: 'desk' } });
  });

  it('are refused when anything about them is wrong', async () => {
    const tokens = createTokens(config);
    const good = await sign({});
    const [header = '', payload = ''] = good.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const bad = [
      '',
      'Bearer',
      'Bearer x.y.z',
      good,
      `Basic ${good}`,
      `Bearer ${good}x`,
      `Bearer ${header}.${Buffer.from('{"sub":"x","role":"staff","exp":9999999999}').toString('base64url')}.${good.split('.')[2]}`,
      `Bearer ${none}.${payload}.`,
      `Bearer ${await sign({}, 'HS384')}`,
      `Bearer ${await sign({ role: 'admin' })}`,
      `Bearer ${await sign({ role: undefined })}`,
      `Bearer ${await sign({ sub: '' })}`,
      `Bearer ${await sign({ sub: 'x'.repeat(256) })}`,
      `Bearer ${await sign({ sub: undefined })}`,
      `Bearer ${await sign({ exp: undefined })}`,
      `Bearer ${await sign({ nbf: inSeconds(60) })}`,
    ];
    for (const authorization of bad)
      expect({ authorization, ...(await tokens.check(authorization)) }).toEqual({ authorization, kind: 'invalid' });
    expect(await tokens.check(`Bearer ${await sign({ exp: inSeconds(-1) })}`)).toEqual({ kind: 'expired' });
  });

  it('are for us, from whom we trust, where that is configured', async () => {
    const tokens = createTokens({ ...config, issuer: 'https://id.example', audience: 'belltower' });
    expect((await tokens.check(`Bearer ${await sign({ iss: 'https://id.example', aud: 'belltower' })}`)).kind).toBe(
      'valid',
    );
    expect((await tokens.check(`Bearer ${await sign({ iss: 'https://other.example', aud: 'belltower' })}`)).kind).toBe(
      'invalid',
    );
    expect((await tokens.check(`Bearer ${await sign({ iss: 'https://id.example', aud: 'another' })}`)).kind).toBe(
      'invalid',
    );
  });

  it('are accepted with the secret before while it is given, and signed with the new one', async () => {
    const rotated = { ...config, secret: 'another secret for these very tests', previousSecret: config.secret };
    const tokens = createTokens(rotated);
    const old = await sign({});
    expect((await tokens.check(`Bearer ${old}`)).kind).toBe('valid');
    expect((await tokens.check(`Bearer ${await sign({ exp: inSeconds(-1) })}`)).kind).toBe('expired');
    const ours = await signDevelopmentToken(rotated, { sub: 'desk', role: 'staff' });
    expect((await tokens.check(`Bearer ${ours}`)).kind).toBe('valid');
    expect((await createTokens(config).check(`Bearer ${ours}`)).kind).toBe('invalid');
    const done = createTokens({ ...rotated, previousSecret: null });
    expect((await done.check(`Bearer ${old}`)).kind).toBe('invalid');
    const third = { ...rotated, secret: 'a third secret, which signed neither of them' };
    const unknown = createTokens({ ...third, previousSecret: 'a fourth secret, which signed neither' });
    expect((await unknown.check(`Bearer ${old}`)).kind).toBe('invalid');
  });

  it('expire on time, also when they were found valid before', async () => {
    const tokens = createTokens(config);
    const token = await sign({ exp: inSeconds(1) });
    expect((await tokens.check(`Bearer ${token}`)).kind).toBe('valid');
    await expect.poll(async () => (await tokens.check(`Bearer ${token}`)).kind, { timeout: 5_000 }).toBe('expired');
  });

  it('are checked with the keys that an identity provider publishes, and cannot be checked while it is away', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
    let away = true;
    const provider = createServer((_request, response) => {
      if (away) response.writeHead(503).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const address = provider.address();
    const port = typeof address === 'object' ? address?.port : null;
    try {
      const tokens = createTokens({ kind: 'jwks', url: `http://127.0.0.1:${port}/keys`, issuer: null, audience: null });
      const signed = await new SignJWT({ sub: 'anna', role: 'customer', exp: inSeconds(60) })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .sign(privateKey);
      await expect(tokens.check(`Bearer ${signed}`)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      away = false;
      expect(await tokens.check(`Bearer ${signed}`)).toMatchObject({ kind: 'valid', caller: { sub: 'anna' } });
      expect(await tokens.check(`Bearer ${await sign({})}`)).toEqual({ kind: 'invalid' });
    } finally {
      provider.close();
      provider.closeAllConnections();
    }
  });
});
