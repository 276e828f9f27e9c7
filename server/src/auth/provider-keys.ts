/** The keys that an identity provider publishes. */
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { fetchBounded } from './fetch-bounded.ts';

/**
 * How long after a fetch of the keys a token that names an unknown one is refused without another, in milliseconds: a
 * key that was rotated works at once, and invented key ids cost the provider one request a second at most.
 */
const COOLDOWN_MS = 1_000;
/** For so long keys that cannot be fetched again are used, in milliseconds: who is signed in stays so while the provider is away. */
const STALE_MS = 24 * 3_600_000;
/** How long after such a failure the next fetch is, in milliseconds. */
const STALE_RETRY_MS = 10_000;

/** Finds the key of a token among those published at `url`. They are fetched when first needed, and again each ten minutes. */
export function createProviderKeys(url: string, fetch: typeof globalThis.fetch = globalThis.fetch): JWTVerifyGetKey {
  const bounded = fetchBounded(fetch);
  let fetchedAtMs = 0;
  let failedAtMs = 0;
  const remote = createRemoteJWKSet(new URL(url), {
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: async (from, options) => {
      const response = await bounded(from, options);
      if (response.status === 200) fetchedAtMs = Date.now();
      return response;
    },
  });

  /** By the keys that were fetched before. @throws as the fetch did for a key that is not among them: it may be a new one */
  async function byKnown(...[header, token]: Parameters<JWTVerifyGetKey>) {
    const known = remote.jwks();
    if (known === undefined || Date.now() - fetchedAtMs > STALE_MS) throw new Error('no keys are known');
    try {
      return await createLocalJWKSet(known)(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw new Error('the keys cannot be fetched', { cause: error });
      throw error;
    }
  }

  return async (header, token) => {
    if (Date.now() - failedAtMs < STALE_RETRY_MS && remote.jwks() !== undefined) return await byKnown(header, token);
    try {
      return await remote(header, token);
    } catch (error) {
      if (!isKeysMissing(error)) throw error;
      failedAtMs = Date.now();
      if (remote.jwks() === undefined) throw error;
      return await byKnown(header, token);
    }
  };
}

/** What jose says when the published keys cannot be had: a timeout, no 200, or no key set in the answer. */
const KEYS_MISSING = ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID'];

/** Whether an error of a verification says that the keys cannot be had, and nothing about the token. */
export function isKeysMissing(error: unknown): boolean {
  return !(error instanceof errors.JOSEError) || KEYS_MISSING.includes(error.code);
}
