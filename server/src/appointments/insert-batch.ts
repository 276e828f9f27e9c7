/** What becomes of a batch: its appointments are inserted together, and those that cannot be are found and rejected alone. */
import { isDataFailure } from '@belltower/support/postgres';
import { type BatchEntry, bisect } from '@belltower/support/process';
import type { EntityManager } from '@mikro-orm/postgresql';
import { conflict, RequestError } from '../request-error.ts';
import type { AppointmentRow } from './appointment.ts';
import { findChangeKeys } from './change-keys.ts';
import { createFullQuotas } from './full-quotas.ts';
import { type AppointmentWrite, findRepeated, insertAppointments, type WriteResult } from './insert-appointments.ts';
import { BeyondQuota, type Refusal, refuseBeyond } from './quota.ts';
import { isBeyondQuota, readQuotaAges } from './quota-use.ts';
import { repeatKeyOf } from './repeat-key.ts';

/** What inserting a batch needs. */
export interface InsertBatchOptions {
  fork(): EntityManager;
  /** Called when events were committed. */
  onCommitted(): void;
}

type Entry = BatchEntry<AppointmentWrite, WriteResult>;

/** How often others may take the room that was just found for a batch. */
const TRIES = 20;

/** Makes the function that settles every entry of a batch. It never rejects. */
export function createInsertBatch({ fork, onCommitted }: InsertBatchOptions) {
  const fullQuotas = createFullQuotas();

  /** Rejects at once those beyond a quota known to be full, but for repeats, and inserts the others. */
  return async function insertBatch(batch: readonly Entry[]): Promise<void> {
    const refusals = batch.map(({ item }) => fullQuotas.refusalOf(item.uses));
    await settleOrReject(
      batch.filter((_, index) => refusals[index] !== null),
      async (beyond) => {
        const repeats = await resolveRepeats(beyond);
        for (const [index, entry] of batch.entries()) {
          const refusal = refusals[index] ?? null;
          if (refusal !== null && !repeats.has(entry)) refuse(entry, refusal);
        }
      },
    );
    await settleOrReject(
      batch.filter((_, index) => refusals[index] === null),
      (others) => insert(others, TRIES),
    );
  };

  /** Inserts a batch; where that fails on its data, the one at fault is rejected alone. */
  async function insert(batch: readonly Entry[], tries: number): Promise<void> {
    await bisect(batch, {
      run: (entries) => insertTogether(entries, tries),
      isAtFault: isDataFailure,
      refuse: ({ reject }, error) => reject(error),
    });
  }

  async function insertTogether(batch: readonly Entry[], tries: number): Promise<void> {
    let inserted: ReadonlyMap<string, AppointmentRow>;
    try {
      inserted = await insertAppointments(fork(), batch.map(itemOf));
    } catch (error) {
      if (isBeyondQuota(error)) return await insertWithinQuotas(batch, tries);
      throw error;
    }
    if (inserted.size > 0) onCommitted();
    for (const { item, resolve } of batch) {
      const appointment = inserted.get(item.appointment.id);
      if (appointment !== undefined) resolve({ outcome: 'inserted', appointment });
    }
    const repeats = batch.filter(({ item }) => !inserted.has(item.appointment.id));
    await settleOrReject(repeats, async () => {
      const resolved = await resolveRepeats(repeats);
      const left = repeats.filter((entry) => !resolved.has(entry));
      const used = await findChangeKeys(fork(), left.map(itemOf).map(keyOf));
      for (const { item, reject } of left) {
        if (used.has(repeatKeyOf(item.appointment) ?? '')) reject(conflict('IDEMPOTENCY_KEY_REUSED'));
      }
      if (resolved.size + used.size < repeats.length) {
        throw new Error('an appointment was neither inserted nor found by its idempotency key');
      }
    });
  }

  /** Nothing was inserted, for one at least exceeds a quota: finds out which, and inserts the others. */
  async function insertWithinQuotas(batch: readonly Entry[], tries: number): Promise<void> {
    const repeats = await resolveRepeats(batch);
    const left = batch.filter((entry) => !repeats.has(entry));
    const keys = left.flatMap(({ item }) => item.uses.map(({ key }) => key));
    const ages = await readQuotaAges(fork(), keys);
    const candidates = left.map(({ item }) => ({ uses: item.uses, repeatOf: repeatKeyOf(item.appointment) }));
    const refusals = refuseBeyond(candidates, ages);
    for (const [index, entry] of left.entries()) {
      const refusal = refusals[index];
      if (refusal) refuse(entry, refusal);
    }
    const within = left.filter((_, index) => refusals[index] === null);
    if (within.length === 0) return;
    if (tries === 0) throw new RequestError('UNAVAILABLE', 'Too many book for the same recipient just now; try again');
    await insert(within, tries - 1);
  }

  function refuse({ reject }: Entry, refusal: Refusal): void {
    fullQuotas.remember(refusal);
    reject(new BeyondQuota(refusal));
  }

  /** Resolves those of `candidates` that repeat an earlier appointment with its result, and returns them. */
  async function resolveRepeats(candidates: readonly Entry[]): Promise<ReadonlySet<Entry>> {
    const found = await findRepeated(fork(), candidates.map(itemOf));
    const resolved = new Set<Entry>();
    for (const entry of candidates) {
      const appointment = found.get(entry.item.appointment.id);
      if (appointment === undefined) continue;
      entry.resolve({ outcome: 'repeated', appointment });
      resolved.add(entry);
    }
    return resolved;
  }
}

const keyOf = ({ appointment: { callerSub, idempotencyKey } }: AppointmentWrite) => ({ callerSub, idempotencyKey });
const itemOf = ({ item }: Entry): AppointmentWrite => item;

/** Rejects, where `settle` fails, those entries that it has not settled before. */
async function settleOrReject(
  batch: readonly Entry[],
  settle: (batch: readonly Entry[]) => Promise<void>,
): Promise<void> {
  if (batch.length === 0) return;
  try {
    await settle(batch);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
