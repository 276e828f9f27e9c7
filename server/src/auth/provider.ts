/** What an identity provider says of itself, found by OpenID Connect Discovery 1.0. */
import { z } from 'zod';
import { fetchBounded } from './fetch-bounded.ts';

/** The addresses of a provider that we use. */
export interface ProviderMetadata {
  /** As tokens have it in `iss`. */
  readonly issuer: string;
  readonly keysUrl: string;
  /** The origins that the web client calls: those of its token and revocation endpoints. */
  readonly calledOrigins: readonly string[];
}

/** An identity provider. */
export interface Provider {
  /** What it says of itself. Rejects while it cannot be had. */
  metadata(): Promise<ProviderMetadata>;
  /** The newest of it that is known; null: nothing yet. */
  known(): ProviderMetadata | null;
}

/** For so long it is not looked at again, in milliseconds. */
const KEPT_MS = 3_600_000;
/** How long after a failure the next look is at least, in milliseconds. */
const COOLDOWN_MS = 1_000;
const TIMEOUT_MS = 5_000;

const url = z.url({ protocol: /^https?$/ });
const metadataSchema = z.object({
  issuer: z.string(),
  jwks_uri: url,
  token_endpoint: url.optional(),
  revocation_endpoint: url.optional(),
});

/**
 * The provider at `issuer`. It is looked at when it is first needed, and again each hour; while that fails, what was known stays. Calls
 * share one look, and a failure is answered to all callers for a second, so that what they ask for costs the provider little.
 */
export function createProvider(issuer: string, fetch: typeof globalThis.fetch = globalThis.fetch): Provider {
  let found: { readonly metadata: ProviderMetadata; readonly atMs: number } | null = null;
  let failed: { readonly error: Error; readonly atMs: number } | null = null;
  let looking: Promise<ProviderMetadata> | null = null;

  async function look(): Promise<ProviderMetadata> {
    try {
      const metadata = await discover(issuer, fetch);
      found = { metadata, atMs: Date.now() };
      failed = null;
      return metadata;
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      failed = { error, atMs: Date.now() };
      throw error;
    } finally {
      looking = null;
    }
  }

  return {
    known: () => found?.metadata ?? null,
    async metadata() {
      if (found !== null && Date.now() - found.atMs < KEPT_MS) return found.metadata;
      if (failed !== null && Date.now() - failed.atMs < COOLDOWN_MS) {
        if (found !== null) return found.metadata;
        throw failed.error;
      }
      looking ??= look();
      return await (found === null ? looking : looking.catch(() => found?.metadata ?? Promise.reject(failed?.error)));
    },
  };
}

/** What the web client calls where people sign in so: the issuer, and what is known of its endpoints. */
export function providerOriginsOf(signIn: { readonly issuer: string } | null, provider: Provider | null): string[] {
  if (signIn === null) return [];
  return [new URL(signIn.issuer).origin, ...(provider?.known()?.calledOrigins ?? [])];
}

/** Issuers differ by a slash at the end between settings and documents (Auth0 has one). */
export function withoutSlash(issuer: string): string {
  return issuer.replace(/\/+$/, '');
}

async function discover(issuer: string, fetch: typeof globalThis.fetch): Promise<ProviderMetadata> {
  const from = `${withoutSlash(issuer)}/.well-known/openid-configuration`;
  const response = await fetchBounded(fetch)(from, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
  if (response.status !== 200) throw new Error(`${from}: status 200 is expected, got ${response.status}`);
  const parsed = metadataSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw new Error(`${from}: the metadata of an OpenID Connect provider is expected`);
  const { issuer: named, jwks_uri: keysUrl, token_endpoint, revocation_endpoint } = parsed.data;
  if (withoutSlash(named) !== withoutSlash(issuer)) {
    throw new Error(`${from}: the issuer ${issuer} is expected, got ${named.slice(0, 200)}`);
  }
  const called = [token_endpoint, revocation_endpoint].filter((one) => one !== undefined);
  return { issuer: named, keysUrl, calledOrigins: [...new Set(called.map((one) => new URL(one).origin))] };
}
