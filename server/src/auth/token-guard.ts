/**
 * Promise: a client that guesses tokens is slowed down by address, on every transport, before a token is verified. Tokens that were
 * found valid a moment ago are not delayed by what else comes from their address.
 */

import { RequestError, rateLimited } from '../request-error.ts';
import type { Caller, TokenCheck } from './caller.ts';
import type { RateLimit } from './rate.ts';
import type { Tokens } from './tokens.ts';

/** Authenticates the bearers of tokens, until too many tokens of an address were refused. */
export interface TokenGuard {
  /**
   * Checks an `Authorization` value.
   *
   * @throws {RequestError} RATE_LIMITED when this address has had too many refused; UNAVAILABLE when keys cannot be had
   */
  check(authorization: string, address: string): Promise<TokenCheck>;
  /** The caller of an `Authorization` value. @throws {RequestError} as `check` does, and UNAUTHENTICATED */
  authenticate(authorization: string, address: string): Promise<Caller>;
}

/** Guards tokens; `refusals` says how many of each address may be refused. */
export function guardTokens(tokens: Tokens, refusals: RateLimit): TokenGuard {
  async function check(authorization: string, address: string): Promise<TokenCheck> {
    const remembered = tokens.remembered(authorization);
    if (remembered !== null) return remembered;
    const waitMs = refusals.retryAfterMs(address);
    if (waitMs > 0) throw rateLimited('Too many tokens from this address were refused', waitMs);
    const found = await tokens.check(authorization);
    if (found.kind !== 'valid') refusals.take(address);
    return found;
  }
  return {
    check,
    async authenticate(authorization, address) {
      const found = await check(authorization, address);
      if (found.kind === 'valid') return found.caller;
      if (found.kind === 'expired') throw new RequestError('UNAUTHENTICATED', 'The token has expired');
      const why = found.reason === undefined ? '' : `: ${found.reason}`;
      throw new RequestError('UNAUTHENTICATED', `The token is not valid${why}`);
    },
  };
}
