import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createGuestTokens, signGuestTokens } from './guest-tokens.ts';
import type { ServerKey } from './server-keys.ts';
import { createTokens } from './tokens.ts';

const keyOf = (id: number): ServerKey => ({ id, key: createSecretKey(randomBytes(32)) });
const one = keyOf(1);
const two = keyOf(2);
const guests = createGuestTokens(async () => [two, one]);
const DAY_MS = 86_400_000;
const appointment = { id: randomUUID(), time: new Date(Date.now() + DAY_MS) };
const callerOf = async (token: string, tokens = guests) => {
  const found = await tokens.check(token);
  return found?.kind === 'valid' ? found.caller : (found?.kind ?? null);
};

const config = {
  kind: 'secret',
  secret: 'a secret for the tests of tokens',
  previousSecret: null,
  issuer: null,
  audience: null,
} as const;

describe('the tokens of guests', () => {
  it('name one appointment in either form, until 30 days after it', async () => {
    const { token, code } = signGuestTokens(appointment, two);
    const guest = { role: 'guest', appointmentId: appointment.id };
    expect(await callerOf(token)).toMatchObject(guest);
    expect(await callerOf(code)).toMatchObject(guest);
    expect(code).toHaveLength(38);
    const endMs = appointment.time.getTime() + 30 * DAY_MS;
    expect(decodeJwt(token)).toEqual({ role: 'guest', appointment: appointment.id, exp: Math.floor(endMs / 1_000) });
    const caller = await callerOf(code);
    const lastsMs = typeof caller === 'object' ? (caller?.expiresAtMs ?? 0) - endMs : Number.NaN;
    expect(lastsMs).toBeGreaterThanOrEqual(0);
    expect(lastsMs).toBeLessThan(DAY_MS);
    expect(signGuestTokens(appointment, two)).toEqual({ token, code }); // an event that is emitted again is the same
  });

  it('are accepted with every key that is kept, and with no other', async () => {
    const { token, code } = signGuestTokens(appointment, one);
    expect(await callerOf(token)).toMatchObject({ appointmentId: appointment.id });
    expect(await callerOf(code)).toMatchObject({ appointmentId: appointment.id });
    const newer = createGuestTokens(async () => [two]);
    expect([await callerOf(token, newer), await callerOf(code, newer)]).toEqual(['invalid', 'invalid']);
    const { token: other, code: otherCode } = signGuestTokens(appointment, keyOf(2));
    expect([await callerOf(other), await callerOf(otherCode)]).toEqual(['invalid', 'invalid']);
  });

  it('end', async () => {
    const { token, code } = signGuestTokens({ id: appointment.id, time: new Date(Date.now() - 31 * DAY_MS) }, two);
    expect([await callerOf(token), await callerOf(code)]).toEqual(['expired', 'expired']);
  });

  it('are refused when anything about them is wrong', async () => {
    const { token, code } = signGuestTokens(appointment, two);
    const sign = (claims: Record<string, unknown>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'belltower-guest-2' }).sign(two.key);
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const changed = (at: number) => code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1);
    const bad = [
      `${token}x`,
      changed(0),
      changed(21),
      changed(22),
      changed(30),
      await sign({ role: 'staff', appointment: appointment.id, exp }),
      await sign({ role: 'guest', appointment: 'all', exp }),
      await sign({ role: 'guest', exp }),
    ];
    for (const wrong of bad) expect([wrong, await callerOf(wrong)]).toEqual([wrong, 'invalid']);
    for (const none of ['', 'x', 'x.y.z', `${code}A`, code.slice(1), `${'é'.repeat(38)}`]) {
      expect([none, await callerOf(none)]).toEqual([none, null]);
    }
  });

  it('are refused, whatever stands in their header and their claims', async () => {
    const values = [null, true, 0, -1, 1e300, '', 'belltower-guest-2', '\0', '\ud800', [], ['belltower-guest-2'], {}];
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const tokens = createTokens(config, guests);
    const header = { alg: 'HS256', kid: 'belltower-guest-2' };
    const claims = { role: 'guest', appointment: appointment.id, exp: Math.floor(Date.now() / 1_000) + 60 };
    const heads = values.flatMap((value) => [
      value,
      ...['alg', 'kid', 'typ', 'crit', 'b64'].map((name) => ({ ...header, [name]: value })),
    ]);
    const bodies = values.flatMap((value) => [
      value,
      ...Object.keys(claims).map((name) => ({ ...claims, [name]: value })),
    ]);
    for (const [head, body] of [...heads.map((one) => [one, claims]), ...bodies.map((one) => [header, one])]) {
      const token = `${part(head)}.${part(body)}.${Buffer.alloc(32).toString('base64url')}`;
      expect([token, (await tokens.check(`Bearer ${token}`)).kind]).toEqual([token, 'invalid']);
    }
  });

  it('let nobody in as anybody else, and nobody where there are no guests', async () => {
    const { token, code } = signGuestTokens(appointment, two);
    const tokens = createTokens(config, guests);
    expect(await tokens.check(`Bearer ${token}`)).toMatchObject({ kind: 'valid', caller: { role: 'guest' } });
    expect(await tokens.check(`Bearer ${code}`)).toMatchObject({ kind: 'valid', caller: { role: 'guest' } });
    const without = createTokens(config);
    for (const one of [token, code]) expect((await without.check(`Bearer ${one}`)).kind).toBe('invalid');
    const key = new TextEncoder().encode(config.secret);
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const ofProvider = (kid: string) =>
      new SignJWT({ sub: 'x', role: 'guest', appointment: appointment.id, exp })
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(key);
    for (const kid of ['theirs', 'belltower-guest-2']) {
      expect((await tokens.check(`Bearer ${await ofProvider(kid)}`)).kind).toBe('invalid');
    }
  });
});
