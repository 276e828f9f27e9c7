import type { QuotaKind, QuotaUse, Refusal } from './quota.ts';

/** Remembers quotas that are full: until there is room again, appointments that count against them are refused without the database. */
export interface FullQuotas {
  /** The refusal of an appointment with these uses, or null where none of them is known to be full. */
  refusalOf(uses: readonly QuotaUse[]): Refusal | null;
  remember(refusal: Refusal): void;
}

/** How many are remembered; beyond that the oldest are forgotten, and the database refuses them. */
const MOST = 10_000;

/** Makes it. Room comes back only with time, so a quota that was full stays so until its `retryAfterMs` has passed. */
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
