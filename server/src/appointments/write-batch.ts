/**
 * Promise: a booking that is answered is committed. Bookings that arrive together share one statement, so that durability
 * costs them one commit; one that fails on its data, or is one too many, fails alone.
 */
import { isDataFailure } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { RequestError } from '../request-error.ts';
import type { AppointmentRow } from './appointment.ts';
import { createFullQuotas } from './full-quotas.ts';
import { type Booking, findRepeated, insertAppointments, repeatKeyOf, type Written } from './insert-appointments.ts';
import { BeyondQuota, type Refusal, refuseBeyond } from './quota.ts';
import { isBeyondQuota, readQuotaAges } from './quota-use.ts';

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

/** How often others may take the room that was just found for a batch. */
const TRIES = 20;

/** While some flushes are under way, what arrives makes up the next one: the database works while we read requests. */
export function createWriteBatch({ fork, onCommitted, largest = 256, flushes = 2 }: WriteBatchOptions): WriteBatch {
  const fullQuotas = createFullQuotas();
  let waiting: Waiting[] = [];
  let flushing = 0;

  async function flushAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largest);
      waiting = waiting.slice(largest);
      await settleOrReject(batch, settle);
    }
    flushing--;
  }

  async function settleOrReject(batch: readonly Waiting[], act: (batch: readonly Waiting[]) => Promise<void>) {
    try {
      await act(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error); // of those that were answered before nothing becomes of it
    }
  }

  /** Refuses at once whom there is no room for, but for repeats, and inserts the others. */
  async function settle(batch: readonly Waiting[]): Promise<void> {
    const refusals = batch.map(({ booking }) => fullQuotas.refusalOf(booking.uses));
    const beyond = batch.filter((_, index) => refusals[index] !== null);
    if (beyond.length > 0) {
      await settleOrReject(beyond, async () => {
        const repeats = await answerRepeats(beyond);
        for (const [index, one] of batch.entries()) {
          const refusal = refusals[index] ?? null;
          if (refusal !== null && !repeats.has(one)) refuse(one, refusal);
        }
      });
    }
    const others = batch.filter((_, index) => refusals[index] === null);
    if (others.length > 0) await insert(others, TRIES);
  }

  /** Halves a batch that fails on its data until the one at fault stands alone. */
  async function insert(batch: readonly Waiting[], tries: number): Promise<void> {
    let inserted: ReadonlyMap<string, AppointmentRow>;
    try {
      inserted = await insertAppointments(fork(), batch.map(bookingOf));
    } catch (error) {
      if (isBeyondQuota(error)) return await insertWithinQuotas(batch, tries);
      if (batch.length === 1 || !isDataFailure(error)) throw error;
      const half = Math.ceil(batch.length / 2);
      await settleOrReject(batch.slice(0, half), (first) => insert(first, tries));
      await settleOrReject(batch.slice(half), (second) => insert(second, tries));
      return;
    }
    if (inserted.size > 0) onCommitted();
    const repeats: Waiting[] = [];
    for (const one of batch) {
      const appointment = inserted.get(one.booking.appointment.id);
      if (appointment === undefined) repeats.push(one);
      else one.resolve({ outcome: 'inserted', appointment });
    }
    if (repeats.length === 0) return;
    const answered = await answerRepeats(repeats); // where that fails, what was inserted has been answered
    if (answered.size < repeats.length) {
      throw new Error('a booking was neither inserted nor found by its idempotency key');
    }
  }

  /** Nothing was inserted, for one at least is too many: finds out which, and inserts the others. */
  async function insertWithinQuotas(batch: readonly Waiting[], tries: number): Promise<void> {
    const repeats = await answerRepeats(batch);
    const left = batch.filter((one) => !repeats.has(one));
    const keys = left.flatMap(({ booking }) => booking.uses.map(({ key }) => key));
    const ages = await readQuotaAges(fork(), keys);
    const refusals = refuseBeyond(
      left.map(({ booking }) => ({ uses: booking.uses, repeatOf: repeatKeyOf(booking) })),
      ages,
    );
    for (const [index, one] of left.entries()) {
      const refusal = refusals[index];
      if (refusal) refuse(one, refusal);
    }
    const within = left.filter((_, index) => refusals[index] === null);
    if (within.length === 0) return;
    if (tries === 0) throw new RequestError('UNAVAILABLE', 'Too many book for the same recipient just now; try again');
    await insert(within, tries - 1);
  }

  function refuse({ reject }: Waiting, refusal: Refusal): void {
    fullQuotas.remember(refusal);
    reject(new BeyondQuota(refusal));
  }

  async function answerRepeats(candidates: readonly Waiting[]): Promise<ReadonlySet<Waiting>> {
    const found = await findRepeated(fork(), candidates.map(bookingOf));
    const answered = new Set<Waiting>();
    for (const one of candidates) {
      const appointment = found.get(one.booking.appointment.id);
      if (appointment === undefined) continue;
      one.resolve({ outcome: 'repeated', appointment });
      answered.add(one);
    }
    return answered;
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
