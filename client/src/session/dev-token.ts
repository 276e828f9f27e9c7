/** What `/dev/token` answered. `no-dev-tokens`: this server hands out none here. */
export type DevToken =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'no-dev-tokens' | 'not-a-name' | 'unavailable' | 'unreachable' };

/** Asks the server for a development token. */
export async function fetchDevToken(fetch: typeof globalThis.fetch, sub: string, role: string): Promise<DevToken> {
  try {
    const response = await fetch('/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sub, role }),
    });
    if (response.status === 404) return { kind: 'no-dev-tokens' };
    if (response.status === 400) return { kind: 'not-a-name' };
    const body: unknown = response.ok ? await response.json() : null;
    const isToken = typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string';
    return isToken ? { kind: 'token', token: String(body.token) } : { kind: 'unavailable' };
  } catch {
    return { kind: 'unreachable' };
  }
}
