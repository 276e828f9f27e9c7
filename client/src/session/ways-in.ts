/** How people come in, stay and go: by the identity provider, or by development tokens. Who is signed in loads it when it is idle. */
import { lifetimeOf, readNewClaims } from './claims.ts';
import { loadConfig, type ProviderSettings, type SignInConfig } from './config.ts';
import { type DevToken, fetchDevToken } from './dev-token.ts';
import type { SignInFailure } from './failure.ts';
import type { KeptSession } from './kept-session.ts';
import type { Finished, SignInProvider } from './provider.ts';

/** What a session needs of them. All but `config` resolve, whatever is away. */
export interface WaysIn {
  config(): Promise<SignInConfig>;
  begin(place: string): Promise<{ readonly url: string } | { readonly failure: SignInFailure }>;
  finish(url: string): Promise<Finished>;
  /** Another token; `refused` for good, `unavailable` now, or nothing renews it. */
  renew(kept: KeptSession): Promise<KeptSession | 'refused' | 'unavailable' | 'not-renewable'>;
  /** The provider's page for leaving; null where there is none. */
  leave(kept: KeptSession): Promise<string | null>;
  developmentToken(sub: string, role: string): Promise<DevToken>;
}

/** Makes them; `openProvider` loads what talks to a provider with these settings. */
export function createWaysIn(
  fetch: typeof globalThis.fetch,
  openProvider: (settings: ProviderSettings) => Promise<SignInProvider>,
): WaysIn {
  let known: Promise<SignInConfig> | undefined;

  async function config(): Promise<SignInConfig> {
    known ??= loadConfig(fetch).catch((error: unknown) => {
      known = undefined; // the next call asks again
      throw error;
    });
    return await known;
  }

  /** The provider: null where none is set, undefined while that cannot be known. */
  async function provider(): Promise<SignInProvider | null | undefined> {
    try {
      const { signIn } = await config();
      return signIn === null ? null : await openProvider(signIn);
    } catch {
      return undefined;
    }
  }

  async function renewForDevelopment(kept: KeptSession) {
    const answer = await fetchDevToken(fetch, kept.claims.sub, kept.claims.role);
    if (answer.kind === 'unreachable' || answer.kind === 'unavailable') return 'unavailable';
    const claims = answer.kind === 'token' ? readNewClaims(answer.token, Date.now()) : null;
    if (answer.kind !== 'token' || claims === null) return 'not-renewable';
    return { ...kept, token: answer.token, claims, lifetimeMs: lifetimeOf(answer.token) };
  }

  return {
    config,
    async begin(place) {
      const open = await provider();
      return (await open?.begin(place)) ?? { failure: { kind: 'server-away' } };
    },
    async finish(url) {
      const open = await provider();
      return (await open?.finish(url)) ?? { kind: 'failed', failure: { kind: 'server-away' }, returnTo: '/' };
    },
    async renew(kept) {
      if (kept.by !== 'provider') return await renewForDevelopment(kept);
      const open = await provider();
      if (open === undefined) return 'unavailable';
      if (open === null) return 'not-renewable';
      const answer = await open.renew(kept);
      return answer.kind === 'renewed' ? answer.kept : answer.kind;
    },
    async leave(kept) {
      const open = await provider();
      return (await open?.leave(kept).catch(() => null)) ?? null;
    },
    developmentToken: (sub, role) => fetchDevToken(fetch, sub, role),
  };
}
