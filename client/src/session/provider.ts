/**
 * Signing in with an OpenID Connect provider: code flow with PKCE, state and nonce, by `oidc-client-ts`. Loaded only where a provider is
 * set. Of the library only the protocol is used: its timers, frames and storage of users know nothing of other tabs, in which it spends
 * one refresh token twice (its issues 430 and 1618).
 */
import { ErrorResponse, ErrorTimeout, OidcClient, type SigninResponse, WebStorageStateStore } from 'oidc-client-ts';
import { openStorage } from '../storage/safe-storage.ts';
import { lifetimeOf } from './claims.ts';
import type { ProviderSettings } from './config.ts';
import type { SignInFailure } from './failure.ts';
import type { KeptSession } from './kept-session.ts';
import { type Who, whoIs } from './who.ts';

/** How a sign-in ended. */
export type Finished =
  | { readonly kind: 'signed-in'; readonly kept: KeptSession; readonly returnTo: string }
  | { readonly kind: 'failed'; readonly failure: SignInFailure; readonly returnTo: string };

/** How a renewal ended: `refused` for good, or `unavailable` now. */
export type Renewed =
  | { readonly kind: 'renewed'; readonly kept: KeptSession }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' };

/** What the session needs of a provider. */
export interface SignInProvider {
  /** The address at which to sign in. Afterwards the browser comes back, and `finish` gets what it came with. */
  begin(returnTo: string): Promise<{ readonly url: string } | { readonly failure: SignInFailure }>;
  /** Ends a sign-in by the address that the browser came back to. */
  finish(url: string): Promise<Finished>;
  /** Gets another access token. */
  renew(kept: KeptSession): Promise<Renewed>;
  /** Withdraws what renews the session. Returns the address at which to sign out; null where there is none. */
  leave(kept: KeptSession): Promise<string | null>;
}

const TIMEOUT_S = 10;
/** A provider that hangs does not keep people from leaving. */
const LEAVE_TIMEOUT_S = 3;

/** Talks to the provider with these settings, from a page of `origin`. */
export function createSignInProvider(
  { issuer, clientId, scope, parameters }: ProviderSettings,
  { origin, fetch }: { readonly origin: string; readonly fetch: typeof globalThis.fetch },
): SignInProvider {
  const { resource, audience } = parameters;
  // A token request repeats what it is to be for (RFC 8707, 2.2), which the library does not by itself.
  const forToken = { ...(resource !== undefined && { resource }), ...(audience !== undefined && { audience }) };
  const clientWith = (requestTimeoutInSeconds: number) =>
    new OidcClient({
      authority: issuer,
      client_id: clientId,
      redirect_uri: `${origin}/`,
      post_logout_redirect_uri: `${origin}/`,
      scope,
      extraQueryParams: { ...parameters },
      extraTokenParams: forToken,
      requestTimeoutInSeconds,
      stateStore: new WebStorageStateStore({ prefix: 'belltower.sign-in.', store: enumerable() }),
    });
  const client = clientWith(TIMEOUT_S);

  return {
    async begin(returnTo) {
      if (globalThis.crypto?.subtle === undefined) return { failure: { kind: 'insecure' } };
      try {
        const { url } = await client.createSigninRequest({ state: returnTo, nonce: crypto.randomUUID() });
        return { url };
      } catch (error) {
        return { failure: isAway(error) ? { kind: 'provider-away' } : { kind: 'odd-answer' } };
      }
    },

    async finish(url) {
      let returnTo = '/';
      const failed = (failure: SignInFailure): Finished => ({ kind: 'failed', failure, returnTo });
      try {
        const { state } = await client.readSigninResponseState(url);
        returnTo = placeIn(state.data);
      } catch {
        return failed({ kind: 'unknown-answer' });
      }
      try {
        const answer = await client.processSigninResponse(url);
        const who = await whoIs(answer.access_token, fetch);
        if (who.kind !== 'known') return failed(failureOf(who));
        return { kind: 'signed-in', kept: keptFrom(answer, who), returnTo };
      } catch (error) {
        if (error instanceof ErrorResponse) return failed({ kind: 'refused', detail: detailOf(error) });
        return failed(isAway(error) ? { kind: 'provider-away' } : { kind: 'odd-answer' });
      }
    },

    async renew(kept) {
      try {
        const profile = { sub: kept.claims.sub, iss: issuer, aud: clientId, exp: 0, iat: 0 };
        // Without a scope: what was granted may be less than what was requested, and more would be refused.
        const state = { refresh_token: kept.refreshToken ?? '', session_state: null, profile };
        // biome-ignore lint/correctness/useHookAtTopLevel: the library's name for it, and no hook
        const answer = await client.useRefreshToken({ state, timeoutInSeconds: TIMEOUT_S, extraTokenParams: forToken });
        const who = await whoIs(answer.access_token, fetch);
        if (who.kind === 'refused') return { kind: 'refused' };
        const { sub, role } = who.kind === 'known' ? who : kept.claims;
        if (sub !== kept.claims.sub) return { kind: 'refused' };
        return { kind: 'renewed', kept: keptFrom(answer, { sub, role }, kept) };
      } catch (error) {
        return { kind: error instanceof ErrorResponse && !isPassing(error) ? 'refused' : 'unavailable' };
      }
    },

    async leave({ idToken, refreshToken }) {
      const leaving = clientWith(LEAVE_TIMEOUT_S);
      if (refreshToken !== null) await leaving.revokeToken(refreshToken, 'refresh_token').catch(() => {});
      try {
        const hint = idToken === null ? {} : { id_token_hint: idToken };
        return (await leaving.createSignoutRequest(hint)).url;
      } catch {
        return null; // it has no such page, or is away: they are signed out here
      }
    },
  };
}

/** localStorage where there is one: what comes back may come into another tab, such as from an app for signing in. */
function enumerable(): Storage {
  const kept = openStorage(() => window.localStorage);
  return {
    ...kept,
    get length() {
      return keysOf().length;
    },
    key: (index: number) => keysOf()[index] ?? null,
    clear() {},
  };
}

function keysOf(): string[] {
  try {
    return Object.keys(window.localStorage);
  } catch {
    return [];
  }
}

/** Where the person was; only ever a place of ours. */
function placeIn(data: unknown): string {
  return typeof data === 'string' && /^\/(?![/\\])/.test(data) ? data : '/';
}

function isAway(error: unknown): boolean {
  return error instanceof ErrorTimeout || error instanceof TypeError; // `fetch` rejects with a TypeError
}

/** What a provider says of itself, and not of the refresh token (RFC 6749, 5.2 and 4.1.2.1). */
function isPassing({ error }: ErrorResponse): boolean {
  return error === 'temporarily_unavailable' || error === 'server_error' || error === 'slow_down';
}

function detailOf({ error, error_description }: ErrorResponse): string {
  const detail = error_description ? `${error_description} (${error})` : String(error);
  return detail.slice(0, 200).replace(/\.+$/, '');
}

function failureOf(who: Exclude<Who, { kind: 'known' }>): SignInFailure {
  return who.kind === 'refused' ? { kind: 'token-refused', detail: who.message } : { kind: 'server-away' };
}

/** The session that an answer makes; what a renewal leaves out stays as it was. */
function keptFrom(
  { access_token, refresh_token, id_token, expires_in, profile }: SigninResponse,
  { sub, role }: Pick<KeptSession['claims'], 'sub' | 'role'>,
  before?: KeptSession,
): KeptSession {
  const lifetimeMs = expires_in === undefined ? lifetimeOf(access_token) : expires_in * 1_000;
  const name = before?.claims.name ?? nameIn(profile);
  return {
    by: 'provider',
    token: access_token,
    claims: {
      sub,
      role,
      expiresAt: lifetimeMs === null ? null : Date.now() + lifetimeMs,
      ...(name !== undefined && { name }),
    },
    lifetimeMs,
    refreshToken: refresh_token ?? before?.refreshToken ?? null,
    idToken: id_token ?? before?.idToken ?? null,
  };
}

function nameIn(profile: SigninResponse['profile'] | undefined): string | undefined {
  return [profile?.name, profile?.preferred_username, profile?.email].find(
    (one) => typeof one === 'string' && one !== '',
  );
}
