/**
 * Promise: a booking that is answered is committed. Bookings that arrive together share one statement, so that durability
 * costs them one commit; one that fails on its data fails alone.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { isDataFailure } from '../db/failures.ts';
import type { AppointmentRow } from './appointment.ts';
import { type Booking, findRepeated, insertBookings, type Written } from './insert-bookings.ts';

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
    let inserted: ReadonlyMap<string, AppointmentRow>;
    try {
      inserted = await insertBookings(fork(), batch.map(bookingOf));
    } catch (error) {
      if (batch.length === 1 || !isDataFailure(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await settle(batch.slice(0, half));
      await settle(batch.slice(half));
      return;
    }
    if (inserted.size > 0) onCommitted();
    const repeats: Waiting[] = [];
    for (const one of batch) {
      const appointment = inserted.get(one.booking.appointment.id);
      if (appointment === undefined) repeats.push(one);
      else one.resolve({ outcome: 'inserted', appointment });
    }
    if (repeats.length > 0) await answerRepeats(repeats);
  }

  /** What is inserted is committed, whatever becomes of this: it was answered before. */
  async function answerRepeats(repeats: readonly Waiting[]): Promise<void> {
    try {
      const found = await findRepeated(fork(), repeats.map(bookingOf));
      for (const { booking, resolve, reject } of repeats) {
        const appointment = found.get(booking.appointment.id);
        if (appointment === undefined)
          reject(new Error('a booking was neither inserted nor found by its idempotency key'));
        else resolve({ outcome: 'repeated', appointment });
      }
    } catch (error) {
      for (const { reject } of repeats) reject(error);
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

const bookingOf = ({ booking }: Waiting): Booking => booking;
