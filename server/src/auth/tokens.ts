import { hash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { RequestError } from '../request-error.ts';
import type { Caller, Role } from './caller.ts';

/** How tokens are verified: with a shared secret (HS256), or with the keys that an identity provider publishes. */
export type TokenConfig = (
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'jwks'; readonly url: string }
) & { readonly issuer: string | null; readonly audience: string | null };

/** What a token turns out to be. */
export type TokenCheck =
  | { readonly kind: 'valid'; readonly caller: Caller }
  /** Right in everything but its time. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

/** Authenticates the bearers of tokens. */
export interface Tokens {
  /** Checks an `Authorization` value. Rejects only when the identity provider's keys cannot be had. */
  check(authorization: string): Promise<TokenCheck>;
  /** What a token was found to be a moment ago; null where it must be verified. */
  remembered(authorization: string): (TokenCheck & { readonly kind: 'valid' }) | null;
}

/** A subject as it may stand in a token, and in the database. */
export const subjectSchema = z
  .string()
  .min(1)
  .max(255)
  .refine((sub) => !sub.includes('\0') && sub.isWellFormed());

const claimsSchema = z.object({
  sub: subjectSchema,
  role: z.enum(['customer', 'staff']),
  exp: z.number().positive(),
});

/** Algorithms of published keys; `none` and shared secrets are not among them. */
const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** Makes the check. Public keys are fetched when they are first needed, and kept. */
export function createTokens(config: TokenConfig): Tokens {
  const expected = {
    ...(config.issuer === null ? {} : { issuer: config.issuer }),
    ...(config.audience === null ? {} : { audience: config.audience }),
    requiredClaims: ['sub', 'exp'],
  };
  const verify = verifierOf(config, expected);
  const known = new Map<string, { readonly check: TokenCheck & { kind: 'valid' }; readonly untilMs: number }>();

  async function checkNow(token: string): Promise<TokenCheck> {
    try {
      const claims = claimsSchema.safeParse(await verify(token));
      if (!claims.success) return { kind: 'invalid' };
      const { sub, role, exp } = claims.data;
      return { kind: 'valid', caller: { sub, role, expiresAtMs: exp * 1_000 } };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { kind: 'expired' };
      if (!(error instanceof errors.JOSEError) || KEYS_MISSING.includes(error.code)) {
        throw new RequestError('UNAVAILABLE', 'Tokens cannot be checked now', { cause: error });
      }
      return { kind: 'invalid' };
    }
  }

  /** By their hashes: a token may be 16 KB long. */
  function rememberedOf(key: string) {
    const remembered = known.get(key);
    if (remembered !== undefined && remembered.untilMs > Date.now()) return remembered.check;
    known.delete(key);
    return null;
  }

  return {
    remembered(authorization) {
      const token = tokenIn(authorization);
      return token === null ? null : rememberedOf(keyOf(token));
    },
    async check(authorization) {
      const token = tokenIn(authorization);
      if (token === null) return { kind: 'invalid' };
      const key = keyOf(token);
      const remembered = rememberedOf(key);
      if (remembered !== null) return remembered;
      const check = await checkNow(token);
      if (check.kind === 'valid') {
        known.set(key, { check, untilMs: Math.min(check.caller.expiresAtMs, Date.now() + REMEMBERED_MS) });
        const [oldest] = known.keys();
        if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      }
      return check;
    },
  };
}

/** Longer than any header may be; over a WebSocket nothing else bounds it below a frame. */
const LONGEST_TOKEN = 16_384;

function tokenIn(authorization: string): string | null {
  if (authorization.length > LONGEST_TOKEN) return null;
  return /^Bearer +([^\s]+)$/i.exec(authorization.trim())?.[1] ?? null;
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64');
}

/** What jose says when the published keys cannot be had: a timeout, no 200, or no key set in the answer. */
const KEYS_MISSING = ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID'];

/** A token that was found valid is not verified again for this long, in milliseconds; a key may be withdrawn meanwhile. */
const REMEMBERED_MS = 60_000;
/** How many such tokens are remembered. */
const REMEMBERED = 20_000;

/**
 * How long after a fetch of the keys a token that names an unknown one is refused without another, in milliseconds: a
 * key that was rotated works at once, and invented key ids cost the provider one request a second at most.
 */
const KEYS_COOLDOWN_MS = 1_000;

type Expected = { readonly issuer?: string; readonly audience?: string; readonly requiredClaims: string[] };

function verifierOf(config: TokenConfig, expected: Expected): (token: string) => Promise<JWTPayload> {
  switch (config.kind) {
    case 'secret': {
      const key = new TextEncoder().encode(config.secret);
      return async (token) => (await jwtVerify(token, key, { ...expected, algorithms: ['HS256'] })).payload;
    }
    case 'jwks': {
      const keys = createRemoteJWKSet(new URL(config.url), { cooldownDuration: KEYS_COOLDOWN_MS });
      return async (token) =>
        (await jwtVerify(token, keys, { ...expected, algorithms: PUBLIC_KEY_ALGORITHMS })).payload;
    }
  }
}

/** Signs a token for development, valid for a day. */
export async function signDevelopmentToken(
  config: TokenConfig & { readonly kind: 'secret' },
  { sub, role }: { readonly sub: string; readonly role: Role },
): Promise<string> {
  const token = new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('1d');
  if (config.issuer !== null) token.setIssuer(config.issuer);
  if (config.audience !== null) token.setAudience(config.audience);
  return await token.sign(new TextEncoder().encode(config.secret));
}
