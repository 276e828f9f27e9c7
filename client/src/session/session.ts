import { type Claims, readClaims } from './claims.ts';

/** Where the token is kept: for this tab only. The playground reads it too. */
export const TOKEN_KEY = 'belltower.token';
const RENEWABLE_KEY = 'belltower.renewable';
/** A token that ends within this time is replaced before it is used. */
const RENEW_BEFORE_MS = 30_000;

/** Nobody is signed in (`ended`: the server refused the token), or a person, whose token may be renewable here. */
export type Session =
  | { readonly kind: 'signed-out'; readonly ended: boolean }
  | { readonly kind: 'signed-in'; readonly token: string; readonly claims: Claims; readonly renewable: boolean };

/** How signing in went. `no-dev-tokens`: this server hands out none, so one must be pasted. */
export type SignInOutcome = 'signed-in' | 'no-dev-tokens' | 'not-a-token' | 'unreachable';

/** The one session of this tab. */
export interface SessionStore {
  current(): Session;
  /** Calls `listener` after each change. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** Signs in with a development token for this name and role. */
  signIn(who: Pick<Claims, 'sub' | 'role'>): Promise<SignInOutcome>;
  /** Signs in with a token from elsewhere. */
  signInWith(token: string): SignInOutcome;
  /** The person leaves. */
  signOut(): void;
  /** The server refused the token: they must sign in again, and find everything as they left it. */
  end(): void;
  /** A token for the next call, renewed when it must be and can be; null when nobody is signed in. */
  token(forceRefresh: boolean): Promise<string | null>;
}

/** Keeps the session in `storage`, so that a reload keeps it and a closed tab ends it. */
export function createSessionStore({
  storage,
  fetch,
}: {
  storage: Storage;
  fetch: typeof globalThis.fetch;
}): SessionStore {
  const listeners = new Set<() => void>();
  let session = restore(storage);
  let renewing: Promise<string | null> | undefined;

  function change(next: Session) {
    session = next;
    if (next.kind === 'signed-in') {
      storage.setItem(TOKEN_KEY, next.token);
      storage.setItem(RENEWABLE_KEY, String(next.renewable));
    } else {
      storage.removeItem(TOKEN_KEY);
      storage.removeItem(RENEWABLE_KEY);
    }
    for (const listener of listeners) listener();
  }

  function accept(token: string, renewable: boolean): SignInOutcome {
    const claims = readClaims(token);
    if (claims === null) return 'not-a-token';
    change({ kind: 'signed-in', token, claims, renewable });
    return 'signed-in';
  }

  async function renew({ sub, role }: Claims): Promise<string | null> {
    const answer = await fetchDevToken(fetch, sub, role);
    if (answer.kind === 'unreachable') throw new Error('The token could not be renewed now.');
    if (session.kind === 'signed-out') return null; // they left meanwhile
    if (answer.kind === 'token') accept(answer.token, true);
    return session.token;
  }

  return {
    current: () => session,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn({ sub, role }) {
      const answer = await fetchDevToken(fetch, sub, role);
      return answer.kind === 'token' ? accept(answer.token, true) : answer.kind;
    },
    signInWith: (token) => accept(token.trim(), false),
    signOut: () => change({ kind: 'signed-out', ended: false }),
    end: () => session.kind === 'signed-in' && change({ kind: 'signed-out', ended: true }),
    async token(forceRefresh) {
      if (session.kind === 'signed-out') return null;
      const { claims, renewable, token } = session;
      const endsSoon = claims.expiresAt !== null && claims.expiresAt - Date.now() < RENEW_BEFORE_MS;
      if (!renewable || !(forceRefresh || endsSoon)) return token;
      renewing ??= renew(claims).finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
}

function restore(storage: Storage): Session {
  const token = storage.getItem(TOKEN_KEY);
  const claims = token === null ? null : readClaims(token);
  if (token === null || claims === null) return { kind: 'signed-out', ended: false };
  return { kind: 'signed-in', token, claims, renewable: storage.getItem(RENEWABLE_KEY) === 'true' };
}

type DevToken = { readonly kind: 'token'; readonly token: string } | { readonly kind: 'no-dev-tokens' | 'unreachable' };

async function fetchDevToken(fetch: typeof globalThis.fetch, sub: string, role: string): Promise<DevToken> {
  try {
    const response = await fetch('/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sub, role }),
    });
    if (response.status === 404) return { kind: 'no-dev-tokens' };
    const body: unknown = await response.json();
    const isToken = typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string';
    return isToken ? { kind: 'token', token: String(body.token) } : { kind: 'unreachable' };
  } catch {
    return { kind: 'unreachable' };
  }
}
