import type { DeliveryStatusChange } from '@belltower/sdk';

/** What of a change the closing count is made of. */
type Counted = Pick<DeliveryStatusChange, 'deliveryId' | 'channel' | 'status' | 'error'>;

const RESTING = new Set<string>(['SENT', 'DELIVERED', 'FAILED', 'SKIPPED']);

/** Remembers where each delivery stands. */
export function createTally() {
  const now = new Map<string, Counted>();

  return {
    note: (change: Counted) => void now.set(change.deliveryId, change),
    /** How many of the deliveries rest: SENT, DELIVERED, FAILED or SKIPPED. */
    resting: () => [...now.values()].filter(({ status }) => RESTING.has(status)).length,
    /** One line a channel, such as `SMS: 3 DELIVERED, 1 FAILED (UNDELIVERED 1)`. */
    lines: () =>
      [...Map.groupBy(now.values(), ({ channel }) => channel)].sort().map(([channel, all]) => {
        const reasons = count(all.flatMap(({ status, error }) => (status === 'FAILED' && error ? [error.code] : [])));
        const parts = count(all.map(({ status }) => status)).map(([status, times]) => {
          const why = reasons.map(([code, failed]) => `${code} ${failed}`).join(', ');
          return `${times} ${status}${status === 'FAILED' && why !== '' ? ` (${why})` : ''}`;
        });
        return `${channel}: ${parts.join(', ')}`;
      }),
  };
}

function count(words: readonly string[]): readonly (readonly [string, number])[] {
  return [...Map.groupBy(words, (word) => word)].sort().map(([word, all]) => [word, all.length]);
}
