import { vi } from 'vitest';

/** Waits until a check passes: the limit is against hangs only. */
export const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 5 });
