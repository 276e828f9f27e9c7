/**
 * Promise: a booking that is answered is committed. Bookings that arrive together share one statement, so that durability
 * costs them one commit; one that fails on its data fails alone.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { isDataFailure } from '../db/failures.ts';
import { type Booking, insertBookings, type Written } from './insert-bookings.ts';

/** Writes bookings. Rejects with what the database said. */
export interface WriteBatch {
  write(booking: Booking): Promise<Written>;
}

/** What a write batch needs. */
export interface WriteBatchOptions {
  fork(): EntityManager;
  /** Hears that events were committed. */
  onCommitted(): void;
  /** How many bookings share a statement at most. @default 256 */
  readonly largest?: number;
  /** How many statements are under way at a time. @default 2 */
  readonly flushes?: number;
}

interface Waiting {
  readonly booking: Booking;
  resolve(written: Written): void;
  reject(error: unknown): void;
}

/** While some flushes are under way, what arrives makes up the next one: the database works while we read requests. */
export function createWriteBatch({ fork, onCommitted, largest = 256, flushes = 2 }: WriteBatchOptions): WriteBatch {
  let waiting: Waiting[] = [];
  let flushing = 0;

  async function flushAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largest);
      waiting = waiting.slice(largest);
      await settle(batch);
    }
    flushing--;
  }

  /** Halves a batch that fails on its data until the one at fault stands alone. */
  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const written = await insertBookings(
        fork(),
        batch.map(({ booking }) => booking),
      );
      if (written.some(({ outcome }) => outcome === 'inserted')) onCommitted();
      batch.forEach(({ resolve }, index) => {
        const one = written[index];
        if (one !== undefined) resolve(one);
      });
    } catch (error) {
      if (batch.length === 1 || !isDataFailure(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await settle(batch.slice(0, half));
      await settle(batch.slice(half));
    }
  }

  return {
    write(booking) {
      return new Promise((resolve, reject) => {
        waiting.push({ booking, resolve, reject });
        if (flushing < flushes && waiting.length === 1) {
          flushing++;
          setImmediate(() => void flushAll()); // the requests of this turn of the event loop come along
        }
      });
    },
  };
}
