/** Who a token says its bearer is. For display and for choosing pages only: the server decides what they may do. */
export interface Claims {
  readonly sub: string;
  readonly role: 'customer' | 'staff';
  /** When the token ends, in milliseconds since 1970; null when it does not say. */
  readonly expiresAt: number | null;
}

/** Reads the claims of a JWT, unverified; null when the text is no token of ours. */
export function readClaims(token: string): Claims | null {
  const payload = parsePayload(token.split('.')[1] ?? '');
  if (payload === null || !('sub' in payload) || !('role' in payload)) return null;
  const { sub, role } = payload;
  if (typeof sub !== 'string' || (role !== 'customer' && role !== 'staff')) return null;
  const exp = 'exp' in payload && typeof payload.exp === 'number' ? payload.exp : null;
  return { sub, role, expiresAt: exp === null ? null : exp * 1_000 };
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
