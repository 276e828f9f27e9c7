/** A bucket of tokens: `burst` at once, then `perSecond`. */
export interface TokenBucket {
  /** Takes a token, if there is one. */
  take(nowMs: number): boolean;
  /** Whether it is full again, so that a new one would be the same. */
  isFull(nowMs: number): boolean;
}

/** Makes a full bucket. */
export function createTokenBucket(perSecond: number, burst: number): TokenBucket {
  let tokens = burst;
  let filledAtMs: number | null = null;
  function fill(nowMs: number): void {
    if (filledAtMs !== null) tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond);
    filledAtMs = nowMs;
  }
  return {
    take(nowMs) {
      fill(nowMs);
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
    isFull(nowMs) {
      fill(nowMs);
      return tokens >= burst;
    },
  };
}

/** Buckets by key. */
export interface RateLimit {
  take(key: string): boolean;
}

/** Limits each key alike. Keys whose buckets are full are forgotten. */
export function createRateLimit(
  perSecond: number,
  burst: number,
  now: () => number = () => performance.now(),
): RateLimit {
  const buckets = new Map<string, TokenBucket>();
  let tidyAt = TIDY;
  function tidy(nowMs: number): void {
    for (const [key, bucket] of buckets) if (bucket.isFull(nowMs)) buckets.delete(key);
    tidyAt = Math.max(TIDY, buckets.size * 2);
  }
  return {
    take(key) {
      const nowMs = now();
      const bucket = buckets.get(key) ?? createTokenBucket(perSecond, burst);
      buckets.set(key, bucket);
      const taken = bucket.take(nowMs);
      if (buckets.size > tidyAt) tidy(nowMs);
      return taken;
    },
  };
}

/** How many keys are remembered before the first look for forgotten ones. */
const TIDY = 1_000;
