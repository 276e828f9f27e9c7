/** Tokens for one's own machine, signed with the secret that the server checks. */
import { SignJWT } from 'jose';

/** Who the token is for. */
export interface TokenFor {
  readonly sub: string;
  readonly role: 'customer' | 'staff';
  /** How long it is valid, such as `24h` or `30d`. */
  readonly validFor: string;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** A signed token (HS256) with the claims that the server wants. */
export async function developmentToken(
  secret: string,
  { sub, role, validFor, issuer, audience }: TokenFor,
): Promise<string> {
  const token = new SignJWT({ role }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).setIssuedAt();
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.setExpirationTime(validFor).sign(new TextEncoder().encode(secret));
}
