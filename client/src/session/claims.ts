/** Who a token says its bearer is. For display and for choosing pages only: the server decides what they may do. */
export interface Claims {
  readonly sub: string;
  readonly role: 'customer' | 'staff';
  /** When the token ends, in milliseconds since 1970; null when it does not say. */
  readonly expiresAt: number | null;
  /** What the identity provider calls them. */
  readonly name?: string;
}

/** Three parts of base64url (RFC 7515, 7.1): anything else could not be sent in a header, either. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Reads the claims of a JWT, unverified; null when the text is no token of ours. */
export function readClaims(token: string): Claims | null {
  if (!JWT.test(token)) return null;
  const payload = parsePayload(token.split('.')[1] ?? '');
  if (payload === null || !('sub' in payload) || !('role' in payload)) return null;
  const { sub, role } = payload;
  if (typeof sub !== 'string' || (role !== 'customer' && role !== 'staff')) return null;
  const exp = 'exp' in payload && typeof payload.exp === 'number' ? payload.exp : null;
  return { sub, role, expiresAt: exp === null ? null : exp * 1_000 };
}

/** How long a token lasts from its making on, in milliseconds; null when it does not say. */
export function lifetimeOf(token: string): number | null {
  const payload = parsePayload(token.split('.')[1] ?? '');
  if (payload === null || !('exp' in payload) || !('iat' in payload)) return null;
  const { exp, iat } = payload;
  return typeof exp === 'number' && typeof iat === 'number' ? (exp - iat) * 1_000 : null;
}

/** The claims of a token that has just come, with its end by our own clock, which may differ from that of who made it. */
export function readNewClaims(token: string, nowMs: number): Claims | null {
  const claims = readClaims(token);
  const lifetimeMs = lifetimeOf(token);
  return claims === null || lifetimeMs === null ? claims : { ...claims, expiresAt: nowMs + lifetimeMs };
}

function parsePayload(part: string): object | null {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof payload === 'object' ? payload : null;
  } catch {
    return null;
  }
}
