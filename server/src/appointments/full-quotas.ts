import type { QuotaKind, QuotaUse, Refusal } from './quota.ts';

/** Whom there is no room for, for a while: what comes again meanwhile is refused without asking the database for room. */
export interface FullQuotas {
  /** Why a booking is refused, if it counts for somebody whom there is no room for. */
  refusalOf(uses: readonly QuotaUse[]): Refusal | null;
  remember(refusal: Refusal): void;
}

/** How many are remembered; of more, the oldest are forgotten and the database refuses them. */
const MOST = 10_000;

/** Makes the memory. Room comes back only with time, so that what it says of the next moment is true. */
export function createFullQuotas(now: () => number = () => performance.now()): FullQuotas {
  const fullUntil = new Map<string, { readonly kind: QuotaKind; readonly untilMs: number }>();
  return {
    refusalOf(uses) {
      for (const { key } of uses) {
        const full = fullUntil.get(key);
        if (full === undefined) continue;
        const retryAfterMs = full.untilMs - now();
        if (retryAfterMs > 0) return { kind: full.kind, key, retryAfterMs };
        fullUntil.delete(key);
      }
      return null;
    },
    remember({ kind, key, retryAfterMs }) {
      fullUntil.delete(key);
      fullUntil.set(key, { kind, untilMs: now() + retryAfterMs });
      const [oldest] = fullUntil.keys();
      if (fullUntil.size > MOST && oldest !== undefined) fullUntil.delete(oldest);
    },
  };
}
