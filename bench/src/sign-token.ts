import { SignJWT } from 'jose';
import { JWT_SECRET } from './scene.ts';

/** A token that all servers here take. */
export async function signToken(sub: string, role: 'customer' | 'staff'): Promise<string> {
  const token = new SignJWT({ role }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).setExpirationTime('1d');
  return await token.sign(new TextEncoder().encode(JWT_SECRET));
}
