/** A bucket of tokens: `burst` at once, then `perSecond`. */
export interface TokenBucket {
  /** Takes so many tokens, or none where there are fewer. @default tokens 1 */
  take(nowMs: number, tokens?: number): boolean;
  /** In how many milliseconds so many can be taken; for more than it ever holds, until it is full. @default tokens 1 */
  retryAfterMs(nowMs: number, tokens?: number): number;
  /** Whether it is full again, so that a new one would be the same. */
  isFull(nowMs: number): boolean;
}

/** Makes a full bucket. */
export function createTokenBucket(perSecond: number, burst: number): TokenBucket {
  let available = burst;
  let filledAtMs: number | null = null;
  function fill(nowMs: number): void {
    if (filledAtMs !== null) available = Math.min(burst, available + ((nowMs - filledAtMs) / 1_000) * perSecond);
    filledAtMs = nowMs;
  }
  return {
    take(nowMs, tokens = 1) {
      fill(nowMs);
      if (available < tokens) return false;
      available -= tokens;
      return true;
    },
    retryAfterMs(nowMs, tokens = 1) {
      fill(nowMs);
      return Math.max(0, Math.ceil(((Math.min(tokens, burst) - available) / perSecond) * 1_000));
    },
    isFull(nowMs) {
      fill(nowMs);
      return available >= burst;
    },
  };
}

/** Buckets by key. */
export interface RateLimit {
  /** Takes so many tokens of a key, or none where there are fewer. @default tokens 1 */
  take(key: string, tokens?: number): boolean;
  /** In how many milliseconds so many can be taken of a key. @default tokens 1 */
  retryAfterMs(key: string, tokens?: number): number;
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
    take(key, tokens) {
      const nowMs = now();
      const bucket = buckets.get(key) ?? createTokenBucket(perSecond, burst);
      buckets.set(key, bucket);
      const taken = bucket.take(nowMs, tokens);
      if (buckets.size > tidyAt) tidy(nowMs);
      return taken;
    },
    retryAfterMs: (key, tokens) => buckets.get(key)?.retryAfterMs(now(), tokens) ?? 0,
  };
}

/** How many keys are remembered before the first look for forgotten ones. */
const TIDY = 1_000;
