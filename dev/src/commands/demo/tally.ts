import type { DeliveryStatusChange } from '@belltower/sdk';

/** What of a change the closing count is made of. */
type Counted = Pick<DeliveryStatusChange, 'deliveryId' | 'channel' | 'status' | 'error'>;

/** Remembers where each delivery stands. */
export interface Tally {
  note(change: Counted): void;
  /** How many of the deliveries rest: SENT, DELIVERED or FAILED. */
  resting(): number;
  /** One line a channel, such as `SMS: 3 DELIVERED, 1 FAILED (UNDELIVERED 1)`. */
  lines(): readonly string[];
}

const RESTING = new Set<string>(['SENT', 'DELIVERED', 'FAILED']);

/** An empty tally. */
export function createTally(): Tally {
  const now = new Map<string, Counted>();

  return {
    note: (change) => void now.set(change.deliveryId, change),
    resting: () => [...now.values()].filter(({ status }) => RESTING.has(status)).length,
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
