import type { Claims } from './claims.ts';

/** Who the server says a token's bearer is. */
export type Who =
  | { readonly kind: 'known'; readonly sub: string; readonly role: Claims['role'] }
  /** `message`: why. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unavailable' };

const TIMEOUT_MS = 10_000;

/** Asks the server who a token lets in: what a provider's claims mean is the server's to say. */
export async function whoIs(token: string, fetch: typeof globalThis.fetch): Promise<Who> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ me { id role } }' }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.json()) as {
      readonly data?: { readonly me?: { readonly id: string; readonly role: string } } | null;
      readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
    };
    const me = body.data?.me;
    if (me !== undefined) return { kind: 'known', sub: me.id, role: me.role === 'STAFF' ? 'staff' : 'customer' };
    const refusal = body.errors?.find(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
    return refusal === undefined ? { kind: 'unavailable' } : { kind: 'refused', message: refusal.message };
  } catch {
    return { kind: 'unavailable' };
  }
}
