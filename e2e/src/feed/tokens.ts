import { SignJWT } from 'jose';

/** What the servers of these tests check tokens with. */
export const JWT_SECRET = 'a secret for the tests of the live feed';

/** Who a token is for, and what is odd about it. */
export interface TokenFor {
  readonly sub: string;
  readonly role: 'customer' | 'staff';
  /** In seconds from now; negative: it has expired. @default 3_600 */
  readonly endsIn?: number;
  readonly audience?: string;
  readonly secret?: string;
}

/** Signs a token as an identity provider would. */
export async function signToken({
  sub,
  role,
  endsIn = 3_600,
  audience,
  secret = JWT_SECRET,
}: TokenFor): Promise<string> {
  const token = new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + endsIn);
  if (audience !== undefined) token.setAudience(audience);
  return await token.sign(new TextEncoder().encode(secret));
}
