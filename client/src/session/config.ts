/** What the server says of signing in (`/config.json`), before anybody has. */

/** The identity provider, as the server is set up with it. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** What else the provider is sent. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** How people sign in here. */
export interface SignInConfig {
  /** Null: no provider is set. */
  readonly signIn: ProviderSettings | null;
  /** Whether the server hands out development tokens, and a token may be pasted. */
  readonly developmentTokens: boolean;
}

const TIMEOUT_MS = 10_000;

/** Asks the server. Rejects when it cannot be had. */
export async function loadConfig(fetch: typeof globalThis.fetch): Promise<SignInConfig> {
  const response = await fetch('/config.json', { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`/config.json: status 200 is expected, got ${response.status}`);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('signIn' in body) || !('developmentTokens' in body)) {
    throw new Error('/config.json: signIn and developmentTokens are expected');
  }
  return body as SignInConfig; // of our own server, of this version
}
