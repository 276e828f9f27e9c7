import type { FastifyRequest } from 'fastify';
import { rateLimited } from '../request-error.ts';
import { callerNetworkOf } from './addresses.ts';
import type { Caller } from './caller.ts';
import type { RateLimit } from './rate.ts';
import type { TokenGuard } from './token-guard.ts';

/** Who a request over HTTP is from. */
export interface Authenticated {
  /** Null where it has no token. */
  readonly caller: Caller | null;
  /** What its caller is counted by: the subject, or without a token the network of the address. */
  readonly key: string;
}

/**
 * Checks who a request is from, and counts it among their requests.
 *
 * @throws {RequestError} UNAUTHENTICATED, RATE_LIMITED, UNAVAILABLE
 */
export async function authenticateRequest(
  { headers: { authorization }, ip }: FastifyRequest,
  { tokens, rate }: { readonly tokens: TokenGuard; readonly rate: RateLimit },
): Promise<Authenticated> {
  const network = callerNetworkOf(ip);
  const caller = authorization === undefined ? null : await tokens.authenticate(authorization, network);
  const key = caller?.sub ?? network;
  if (!rate.take(key)) throw rateLimited('Too many requests', rate.retryAfterMs(key));
  return { caller, key };
}
