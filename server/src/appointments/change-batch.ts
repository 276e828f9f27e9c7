/**
 * Promise: a change that is answered is committed, once, however often it is repeated. Changes that arrive together share their
 * statements, and one that fails fails alone. Of two of one appointment each is decided by what the other has left.
 *
 * In: requests. Out: the appointments as they are then. A batch goes through this file in rounds: load → decide → write; what
 * others were faster with is decided again in the next round.
 */
import { isDataFailure } from '@belltower/support/postgres';
import { type BatchEntry, bisect, createBatcher } from '@belltower/support/process';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { conflict, RequestError } from '../request-error.ts';
import { Appointment, type AppointmentRow, type FeedPosition } from './appointment.ts';
import { findChangeKeys } from './change-keys.ts';
import { createFullQuotas } from './full-quotas.ts';
import { findAppointmentKeys } from './insert-appointments.ts';
import type { ChangeRequest, Planned } from './plan-change.ts';
import { BeyondQuota, type Refusal, refuseBeyond } from './quota.ts';
import { isBeyondQuota, readQuotaAges } from './quota-use.ts';
import { repeatKeyOf } from './repeat-key.ts';
import { type ChangeWrite, writeChanges } from './write-changes.ts';

/** What became of a request. */
export interface ChangeResult {
  readonly outcome: 'rescheduled' | 'cancelled' | 'unchanged' | 'repeated';
  /** As it is now. */
  readonly appointment: AppointmentRow;
  /** Where the feed stood before the first change of what follows. */
  readonly feedStart: FeedPosition;
}

/** What changing appointments needs. */
export interface ChangeBatchOptions {
  fork(): EntityManager;
  /** Decides about a request, by the appointment as it is; null: there is none. */
  plan(request: ChangeRequest, row: AppointmentRow | null): Planned;
  /** Called when events were committed, with how many reminders were planned by them. */
  onCommitted(planned: number): void;
  /** How many changes share a statement at most. @default 256 */
  readonly largest?: number;
}

/** Makes changes. */
export interface ChangeBatch {
  /** Resolves when it is committed. @throws {RequestError}, or what the database said */
  change(request: ChangeRequest): Promise<ChangeResult>;
}

type Entry = BatchEntry<ChangeRequest, ChangeResult>;

/** A request that is to be written. */
interface Ready {
  readonly entry: Entry;
  readonly write: ChangeWrite;
}

/** A request that is to be refused, unless it repeats an earlier one. */
interface Refused {
  readonly entry: Entry;
  readonly error: RequestError;
}

/** How often others may change an appointment between its being read and written. */
const TRIES = 20;

/** Makes the batch. While some flushes are in flight, the requests that arrive make up the next one. */
export function createChangeBatch({ fork, plan, onCommitted, largest = 256 }: ChangeBatchOptions): ChangeBatch {
  const fullQuotas = createFullQuotas();

  /** Settles every entry. Those of one appointment, or of one key, take turns. */
  async function flush(batch: readonly Entry[]): Promise<void> {
    const tries = new Map<Entry, number>();
    let left = batch;
    while (left.length > 0) {
      const { turn, later } = oneOfEach(left);
      const again = await settle(turn);
      for (const entry of again) {
        const tried = (tries.get(entry) ?? 0) + 1;
        tries.set(entry, tried);
        if (tried === TRIES) entry.reject(new RequestError('UNAVAILABLE', 'Others change it all the time; try again'));
      }
      left = [...again.filter((entry) => (tries.get(entry) ?? 0) < TRIES), ...later];
    }
  }

  /** Resolves with those that have to be decided again. */
  async function settle(turn: readonly Entry[]): Promise<readonly Entry[]> {
    const ids = turn.map(({ item }) => item.wanted.id).filter(isUuid);
    const found = asRows(await fork().find(Appointment, { id: { $in: ids } }, { disableIdentityMap: true }));
    const rows = new Map(found.map((row) => [row.id, row]));
    const ready: Ready[] = [];
    const refused: Refused[] = [];
    for (const entry of turn) {
      const planned = plan(entry.item, rows.get(entry.item.wanted.id) ?? null);
      const full = planned.outcome === 'refused' ? null : fullQuotas.refusalOf(planned.write.changed?.uses ?? []);
      if (planned.outcome === 'refused') refused.push({ entry, error: planned.error });
      else if (full !== null) refused.push({ entry, error: beyond(full) });
      else ready.push({ entry, write: planned.write });
    }
    const again: Entry[] = [];
    await bisect(ready, {
      run: async (together) => void again.push(...(await write(together))),
      isAtFault: isDataFailure,
      refuse: ({ entry }, error) => entry.reject(error),
    });
    const repeats = await resolveRepeats(refused.map(({ entry }) => entry));
    for (const { entry, error } of refused) if (!repeats.has(entry)) entry.reject(error);
    return again;
  }

  /** Writes together; resolves with those that others were faster with. */
  async function write(ready: readonly Ready[]): Promise<readonly Entry[]> {
    let written: ReadonlyMap<string, FeedPosition>;
    try {
      written = await writeChanges(
        fork(),
        ready.map(({ write }) => write),
      );
    } catch (error) {
      if (isBeyondQuota(error)) return await withinQuotas(ready);
      throw error;
    }
    const changes = ready.flatMap(({ write: { before, changed } }) =>
      changed !== null && written.has(before.id) ? changed : [],
    );
    if (changes.length > 0) onCommitted(changes.reduce((sum, { reminders }) => sum + (reminders?.length ?? 0), 0));
    const late: Entry[] = [];
    for (const { entry, write } of ready) {
      const feedStart = written.get(write.before.id);
      if (feedStart === undefined) late.push(entry);
      else entry.resolve({ ...resultOf(write), feedStart });
    }
    const repeats = await resolveRepeats(late);
    return late.filter((entry) => !repeats.has(entry));
  }

  /** Nothing was written, for one at least exceeds a quota: refuses those that do, and resolves with the others. */
  async function withinQuotas(ready: readonly Ready[]): Promise<readonly Entry[]> {
    const repeats = await resolveRepeats(ready.map(({ entry }) => entry));
    const left = ready.filter(({ entry }) => !repeats.has(entry));
    const uses = left.map(({ write }) => write.changed?.uses ?? []);
    const ages = await readQuotaAges(
      fork(),
      uses.flat().map(({ key }) => key),
    );
    const refusals = refuseBeyond(
      uses.map((each) => ({ uses: each, repeatOf: null })),
      ages,
    );
    return left.flatMap(({ entry }, index) => {
      const refusal = refusals[index] ?? null;
      if (refusal === null) return [entry];
      fullQuotas.remember(refusal);
      entry.reject(beyond(refusal));
      return [];
    });
  }

  /** Settles those of `candidates` whose idempotency key was used, and returns them: a repeat with the appointment as it is. */
  async function resolveRepeats(candidates: readonly Entry[]): Promise<ReadonlySet<Entry>> {
    const keys = candidates.map(({ item }) => keyOf(item));
    const used = await findChangeKeys(fork(), keys);
    const booked = await findAppointmentKeys(fork(), keys);
    const ids = [...used.values()].map(({ appointmentId }) => appointmentId);
    const rows =
      ids.length === 0
        ? []
        : asRows(await fork().find(Appointment, { id: { $in: ids } }, { disableIdentityMap: true }));
    const settled = new Set<Entry>();
    for (const entry of candidates) {
      const key = repeatKeyOf(keyOf(entry.item)) ?? '';
      const first = used.get(key);
      const appointment = rows.find(({ id }) => id === first?.appointmentId);
      if (first?.inputHash === entry.item.wanted.inputHash && appointment !== undefined) {
        entry.resolve({ outcome: 'repeated', appointment, feedStart: first.feedStart });
      } else if (first !== undefined || booked.has(key)) entry.reject(conflict('IDEMPOTENCY_KEY_REUSED'));
      else continue;
      settled.add(entry);
    }
    return settled;
  }

  const batcher = createBatcher({ flush, maxSize: largest, flushes: 2 });
  return { change: batcher.add };
}

/** The first of each appointment and of each key, and the others. */
function oneOfEach(entries: readonly Entry[]): { readonly turn: readonly Entry[]; readonly later: readonly Entry[] } {
  const taken = new Set<string>();
  const turn: Entry[] = [];
  const later: Entry[] = [];
  for (const entry of entries) {
    const { wanted } = entry.item;
    const key = repeatKeyOf(keyOf(entry.item));
    const names = key === null ? [wanted.id] : [wanted.id, key];
    if (names.some((name) => taken.has(name))) {
      later.push(entry);
      continue;
    }
    for (const name of names) taken.add(name);
    turn.push(entry);
  }
  return { turn, later };
}

function keyOf({ caller, wanted }: ChangeRequest) {
  return { callerSub: caller.sub, idempotencyKey: wanted.idempotencyKey };
}

function beyond(refusal: Refusal): BeyondQuota {
  return new BeyondQuota(refusal, 'change');
}

function resultOf({ before, changed }: ChangeWrite): Pick<ChangeResult, 'outcome' | 'appointment'> {
  if (changed === null) return { outcome: 'unchanged', appointment: before };
  const { row, state } = changed;
  const { kind, sequence, at, reason } = row;
  const cancelled = kind === 'cancelled' ? { cancelledAt: at, cancelReason: reason } : {};
  return { outcome: kind, appointment: { ...before, ...state, ...cancelled, sequence } };
}
