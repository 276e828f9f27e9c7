import type { KeptTexts } from '../storage/safe-storage.ts';
import { type Claims, lifetimeOf, readNewClaims } from './claims.ts';
import type { ProviderSettings, SignInConfig } from './config.ts';
import type { SignInFailure } from './failure.ts';
import { type Kept, type KeptSession, readKept, writeKept } from './kept-session.ts';
import type { SignInProvider } from './provider.ts';
import type { WaysIn } from './ways-in.ts';

/** A token that ends within this time is replaced before it is used: at most, and a quarter of its time. */
const RENEW_BEFORE_MS = 30_000;

/**
 * The browser has come back from the identity provider; or nobody is signed in (`ended`: the server refused the token; `failure`: why
 * they are not; `leaving`: the provider is being asked to sign them out as well); or a person is, whose token may be renewable here.
 */
export type Session =
  | { readonly kind: 'returning' }
  | {
      readonly kind: 'signed-out';
      readonly ended: boolean;
      readonly failure?: SignInFailure;
      readonly leaving?: boolean;
    }
  | { readonly kind: 'signed-in'; readonly token: string; readonly claims: Claims; readonly renewable: boolean };

/**
 * How signing in went. `no-dev-tokens`: this server hands out none, so one must be pasted; `unavailable`: the server, or what
 * is before it, has answered that it cannot now.
 */
export type SignInOutcome =
  | 'signed-in'
  | 'no-dev-tokens'
  | 'not-a-name'
  | 'not-a-token'
  | 'unavailable'
  | 'unreachable';

/** The one session of all tabs, as this tab has it. */
export interface SessionStore {
  current(): Session;
  /** Calls `listener` after each change, of other tabs too. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** How people sign in here. Rejects while the server cannot be had. */
  config(): Promise<SignInConfig>;
  /** Loads what renewing and leaving need, before they do: a later release has other files. */
  prepare(): void;
  /** Leaves for the identity provider, which comes back to this page. */
  signInAtProvider(): Promise<void>;
  /** Ends the sign-in with which the browser came back. */
  finishSignIn(): Promise<void>;
  /** Signs in with a development token for this name and role. */
  signIn(who: Pick<Claims, 'sub' | 'role'>): Promise<SignInOutcome>;
  /** Signs in with a token from elsewhere. */
  signInWith(token: string): SignInOutcome;
  /** The person leaves, in all tabs, and at the provider where it has a page for that. */
  signOut(): void;
  /** The server refused the token: they must sign in again, and find everything as they left it. */
  end(): void;
  /** A token for the next call, renewed when it must be and can be; null when nobody is signed in. */
  token(forceRefresh: boolean): Promise<string | null>;
}

/** What a session is made of. What is left out is not there: tests, and pages without a provider. */
export interface SessionOptions {
  /** Where all tabs keep it. */
  readonly storage: KeptTexts;
  readonly fetch: typeof globalThis.fetch;
  /** What the browser came back from the provider with; null: nothing. */
  readonly answer?: string | null;
  /** Where the person is, to come back to. */
  place?(): string;
  /** Goes to another site. */
  go?(url: string): void;
  /** Goes to a place of ours. */
  show?(place: string): void;
  /** Calls `listener` after each change of `storage` by another tab. */
  onStored?(listener: () => void): void;
  /** Runs one at a time over all tabs. */
  locked?<Result>(run: () => Promise<Result>): Promise<Result>;
  /** The identity provider with these settings; loaded when it is needed. */
  provider?(settings: ProviderSettings): Promise<SignInProvider>;
}

/** Keeps the session in `storage`, so that every tab has it, and a reload keeps it. */
export function createSessionStore(options: SessionOptions): SessionStore {
  const { storage, fetch, answer = null, locked = async (run) => await run() } = options;
  const openProvider = options.provider ?? (() => Promise.reject(new Error('no provider is expected')));
  const listeners = new Set<() => void>();
  let kept = readKept(storage);
  let session: Session = answer === null ? sessionOf(kept) : { kind: 'returning' };
  let renewing: Promise<string | null> | undefined;
  let finishing: Promise<void> | undefined;
  let ways: Promise<WaysIn> | undefined;

  function change(next: Session) {
    session = next;
    for (const listener of listeners) listener();
  }

  function keep(next: Kept) {
    kept = next;
    writeKept(storage, next);
    change(sessionOf(next));
  }

  /** Takes over what another tab has made of the session. */
  function adopt() {
    const stored = readKept(storage);
    if (JSON.stringify(stored) === JSON.stringify(kept)) return;
    kept = stored;
    change(sessionOf(stored));
  }

  async function waysIn(): Promise<WaysIn> {
    ways ??= import('./ways-in.ts').then(
      ({ createWaysIn }) => createWaysIn(fetch, openProvider),
      (error: unknown) => {
        ways = undefined;
        throw error;
      },
    );
    return await ways;
  }

  function accept(token: string, by: KeptSession['by']): SignInOutcome {
    const claims = readNewClaims(token, Date.now());
    if (claims === null) return 'not-a-token';
    keep({ by, token, claims, lifetimeMs: lifetimeOf(token), refreshToken: null, idToken: null });
    return 'signed-in';
  }

  /** Renews the token that was `used`, unless another tab has. */
  async function renew(used: string, isForced: boolean): Promise<string | null> {
    adopt();
    const before = kept;
    if (before === null || before === 'ended') return null;
    if (before.token !== used && !endsSoon(before)) return before.token;
    const renewed = await waysIn().then(
      ({ renew: renewWith }) => renewWith(before),
      () => 'unavailable' as const,
    );
    adopt();
    if (kept === null || kept === 'ended') return null; // they left meanwhile
    if (kept.token !== before.token) return kept.token;
    switch (renewed) {
      case 'refused':
        keep('ended');
        return null;
      case 'unavailable':
        if (!isForced && (before.claims.expiresAt ?? 0) > Date.now()) return before.token;
        throw new Error('The token could not be renewed now.');
      case 'not-renewable':
        return before.token;
      default:
        keep(renewed);
        return renewed.token;
    }
  }

  async function finish(url: string): Promise<void> {
    const finished = await (await waysIn()).finish(url);
    options.show?.(finished.returnTo);
    if (finished.kind === 'signed-in') return keep(finished.kept);
    kept = readKept(storage); // who is signed in already stays so
    const before = sessionOf(kept);
    change(before.kind === 'signed-in' ? before : { kind: 'signed-out', ended: false, failure: finished.failure });
  }

  async function leave(left: KeptSession): Promise<void> {
    const url = await waysIn().then(
      ({ leave: leaveWith }) => leaveWith(left),
      () => null,
    );
    if (session.kind !== 'signed-out') return; // in another tab they are back
    if (url !== null) return options.go?.(url);
    if (session.leaving) change(sessionOf(kept));
  }

  options.onStored?.(() => {
    if (session.kind !== 'returning') adopt();
  });

  return {
    current: () => session,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    config: async () => await (await waysIn()).config(),
    prepare: () => void waysIn().catch(() => undefined),
    async signInAtProvider() {
      const begun = await (await waysIn()).begin(options.place?.() ?? '/');
      if ('url' in begun) options.go?.(begun.url);
      else change({ kind: 'signed-out', ended: false, failure: begun.failure });
    },
    async finishSignIn() {
      if (answer === null) return;
      finishing ??= finish(answer);
      await finishing;
    },
    async signIn({ sub, role }) {
      const answered = await (await waysIn()).developmentToken(sub, role);
      return answered.kind === 'token' ? accept(answered.token, 'development') : answered.kind;
    },
    signInWith: (token) => accept(token.trim(), 'token'),
    signOut() {
      const left = kept;
      keep(null);
      if (left === null || left === 'ended' || left.by !== 'provider') return;
      change({ kind: 'signed-out', ended: false, leaving: true });
      void leave(left);
    },
    end() {
      const refused = kept;
      adopt();
      if (kept === refused && session.kind === 'signed-in') keep('ended'); // else another tab has renewed it
    },
    async token(forceRefresh) {
      if (kept === null || kept === 'ended') return null;
      const { token } = kept;
      if (!isRenewable(kept) || !(forceRefresh || endsSoon(kept))) return token;
      renewing ??= locked(() => renew(token, forceRefresh)).finally(() => {
        renewing = undefined;
      });
      return await renewing;
    },
  };
}

function sessionOf(kept: Kept): Session {
  if (kept === null || kept === 'ended') return { kind: 'signed-out', ended: kept === 'ended' };
  return { kind: 'signed-in', token: kept.token, claims: kept.claims, renewable: isRenewable(kept) };
}

function isRenewable({ by, refreshToken }: KeptSession): boolean {
  return by === 'development' || (by === 'provider' && refreshToken !== null);
}

function endsSoon({ claims: { expiresAt }, lifetimeMs }: KeptSession): boolean {
  if (expiresAt === null) return false;
  return expiresAt - Date.now() < Math.min(RENEW_BEFORE_MS, (lifetimeMs ?? Number.POSITIVE_INFINITY) / 4);
}
