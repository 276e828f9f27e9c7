/** Promise: what large request bodies take of the memory is bounded, of one caller and in sum, however many come at once. */
import { createCounts } from '../auth/counts.ts';
import { RequestError, rateLimited } from '../request-error.ts';

/** The room for large bodies. */
export interface LargeBodies {
  /**
   * Takes room for a body until the returned function is called. Small ones need none: those of a booking are.
   *
   * @throws {RequestError} RATE_LIMITED when the caller's bodies have too many bytes; UNAVAILABLE when those of all callers do
   */
  take(caller: string, bytes: number): () => void;
}

/** A body up to this size needs no room, in bytes. */
export const SMALL_BODY = 16_384;

/** How many of the largest bodies one caller, and all callers together, may have in flight. */
export const mostLargeBodies = { ofCaller: 16, ofAll: 32 } as const;
const RETRY_AFTER_MS = 1_000;

/** Makes room for bodies of at most `largest` bytes each. */
export function createLargeBodies(largest: number): LargeBodies {
  const counts = createCounts();
  let all = 0;
  return {
    take(caller, bytes) {
      if (bytes <= SMALL_BODY) return ignore;
      const counted = Math.min(bytes, largest);
      if (all + counted > largest * mostLargeBodies.ofAll) {
        throw new RequestError('UNAVAILABLE', 'Too many large requests just now', { retryAfterMs: RETRY_AFTER_MS });
      }
      if (!counts.add(caller, largest * mostLargeBodies.ofCaller, counted)) {
        throw rateLimited('Too many large requests at once', RETRY_AFTER_MS);
      }
      all += counted;
      return () => {
        counts.remove(caller, counted);
        all -= counted;
      };
    },
  };
}

function ignore(): void {}
