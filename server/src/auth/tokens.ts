import { hash } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { RequestError } from '../request-error.ts';
import type { TokenCheck } from './caller.ts';
import type { GuestTokens } from './guest-tokens.ts';
import { type Provider, withoutSlash } from './provider.ts';
import { createProviderKeys, isKeysMissing } from './provider-keys.ts';
import { type RoleMapping, roleOf } from './roles.ts';

/**
 * How tokens are verified: with a shared secret (HS256), with the keys that are published at an address, or with those of an
 * OpenID Connect provider, whose claims are not ours: a mapping finds the role in them.
 */
export type TokenConfig = (
  | {
      readonly kind: 'secret';
      readonly secret: string;
      /** The secret before, whose tokens are accepted as well while secrets are changed; null: none. */
      readonly previousSecret: string | null;
    }
  | { readonly kind: 'jwks'; readonly url: string }
  | {
      readonly kind: 'provider';
      /** The provider's address (`OIDC_ISSUER`). */
      readonly provider: string;
      /** Where its keys are; null: where it says. */
      readonly url: string | null;
      readonly roles: RoleMapping;
    }
) & { readonly issuer: string | null; readonly audience: string | null };

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

const claimsSchema = z.looseObject({ sub: subjectSchema, exp: z.number().positive() });
const roleSchema = z.enum(['customer', 'staff']);

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

/**
 * Makes the check. Public keys are fetched when they are first needed, and kept.
 *
 * @param guests who has a link is let in by it; null: nobody is
 * @param provider of tokens of the kind `provider`: they cannot be checked without
 */
export function createTokens(
  config: TokenConfig,
  guests: GuestTokens | null = null,
  provider: Provider | null = null,
): Tokens {
  const verify = verifierOf(config, provider);
  const roleIn = (claims: object) =>
    config.kind === 'provider'
      ? roleOf(claims, config.roles)
      : (roleSchema.safeParse('role' in claims ? claims.role : null).data ?? null);
  const known = new Map<string, { readonly check: TokenCheck & { kind: 'valid' }; readonly untilMs: number }>();

  async function checkNow(token: string): Promise<TokenCheck> {
    const guest = await guests?.check(token);
    if (guest) return guest;
    const refused = (reason: string): TokenCheck =>
      config.kind === 'provider' ? { kind: 'invalid', reason } : { kind: 'invalid' };
    if (token.split('.').length !== 3) return refused(OPAQUE);
    try {
      const verified = await verify(token);
      const claims = claimsSchema.safeParse(verified);
      if (!claims.success) return refused('a subject (sub) of 1 to 255 characters and a time (exp) are expected in it');
      const { sub, exp } = claims.data;
      if (exp * 1_000 <= Date.now()) return { kind: 'expired' };
      const role = roleIn(claims.data);
      if (role === null) return refused('it has none of the values that let people in (OIDC_CUSTOMER_VALUES)');
      return { kind: 'valid', caller: { sub, role, expiresAtMs: exp * 1_000 } };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { kind: 'expired' };
      if (isKeysMissing(error)) {
        throw new RequestError('UNAVAILABLE', 'Tokens cannot be checked now', { cause: error });
      }
      if (error instanceof errors.JWTClaimValidationFailed) return refused(faultOf(error, config));
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

/** What providers give out as access tokens where they were asked for none that is meant for us. */
const OPAQUE =
  'it is opaque: a JWT is expected, signed by the provider for the audience of this server (see "Signing in" in docs/security.md)';

/** Which claim is wrong, what was expected and what came. Its signature was right, so this is no guess of a stranger's. */
function faultOf({ claim, payload }: errors.JWTClaimValidationFailed, config: TokenConfig): string {
  const came = (value: unknown) => JSON.stringify(value ?? null).slice(0, 200);
  switch (claim) {
    case 'aud':
      return `the audience (aud) "${config.audience}" is expected, got ${came(payload.aud)}`;
    case 'iss':
      return `another issuer (iss) is expected, got ${came(payload.iss)}`;
    default:
      return `its claim ${claim.slice(0, 20)} is missing, or does not hold now`;
  }
}

/** A token that was found valid is not verified again for this long, in milliseconds; a key may be withdrawn meanwhile. */
const REMEMBERED_MS = 60_000;
/** How many such tokens are remembered. */
const REMEMBERED = 20_000;

/** How far a provider's clock may be ahead of ours, in seconds: for the time from which a token holds (nbf). Its end (exp) is exact. */
const CLOCK_TOLERANCE_S = 60;

function verifierOf(config: TokenConfig, provider: Provider | null): (token: string) => Promise<JWTPayload> {
  const expected: JWTVerifyOptions = {
    ...(config.issuer === null ? {} : { issuer: config.issuer }),
    ...(config.audience === null ? {} : { audience: config.audience }),
    requiredClaims: ['sub', 'exp'],
  };
  switch (config.kind) {
    case 'secret': {
      const verify = async (token: string, key: Uint8Array) =>
        (await jwtVerify(token, key, { ...expected, algorithms: ['HS256'] })).payload;
      const key = new TextEncoder().encode(config.secret);
      const previousKey = config.previousSecret === null ? null : new TextEncoder().encode(config.previousSecret);
      return async (token) => {
        try {
          return await verify(token, key);
        } catch (error) {
          if (previousKey === null || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
          return await verify(token, previousKey);
        }
      };
    }
    case 'jwks': {
      const keys = createProviderKeys(config.url);
      return async (token) =>
        (await jwtVerify(token, keys, { ...expected, algorithms: PUBLIC_KEY_ALGORITHMS })).payload;
    }
    case 'provider': {
      const issuer = config.issuer ?? [withoutSlash(config.provider), `${withoutSlash(config.provider)}/`];
      const options = { ...expected, issuer, clockTolerance: CLOCK_TOLERANCE_S, algorithms: PUBLIC_KEY_ALGORITHMS };
      const keysAt = memoizeLast(createProviderKeys);
      return async (token) => {
        const url = config.url ?? (await provider?.metadata())?.keysUrl;
        if (url === undefined) throw new Error('tokens of a provider are checked with its metadata');
        return (await jwtVerify(token, keysAt(url), options)).payload;
      };
    }
  }
}

/** Calls `make` again only for another argument than the last. */
function memoizeLast<Made>(make: (argument: string) => Made): (argument: string) => Made {
  let last: { readonly argument: string; readonly made: Made } | null = null;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, made: make(argument) };
    return last.made;
  };
}

/** Signs a token for development, valid for a day. */
export async function signDevelopmentToken(
  config: TokenConfig & { readonly kind: 'secret' },
  { sub, role }: { readonly sub: string; readonly role: 'customer' | 'staff' },
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
