import { rankOf } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { Appointment, type AppointmentRow } from '../appointments/appointment.ts';
import type { AppointmentChangeRow } from '../appointments/appointment-change.ts';
import type { RecordsWithReminders } from '../appointments/appointment-records.ts';
import { loadChanges } from '../appointments/load-changes.ts';
import { type Caller, maySee } from '../auth/caller.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { Acknowledgement, type AcknowledgementRow } from '../deliveries/acknowledgement.ts';
import type { AddressCorrectionRow } from '../deliveries/address-correction.ts';
import { Delivery, type DeliveryRow } from '../deliveries/delivery.ts';
import { DeliveryChange, type DeliveryChangeRow } from '../deliveries/delivery-change.ts';
import { byEventId } from '../deliveries/known-attempts.ts';
import { loadCorrections } from '../deliveries/load-corrections.ts';
import { type KnownAttempts, RetryHistory } from '../deliveries/retry-history.ts';
import { Reminder, type ReminderRow } from '../reminders/reminder.ts';

/** Batched reads of one request or event: one statement each. What the caller may not see is not found. */
export interface Loaders {
  readonly appointment: DataLoader<string, AppointmentRow | null>;
  /** The changes of an appointment, oldest first. Does not check whether the caller may see it. */
  readonly changesOf: DataLoader<string, readonly AppointmentChangeRow[]>;
  /** The corrections of an appointment's addresses, in order. Does not check whether the caller may see it. */
  readonly correctionsOf: DataLoader<string, readonly AddressCorrectionRow[]>;
  readonly delivery: DataLoader<string, DeliveryRow | null>;
  readonly deliveriesOf: DataLoader<string, readonly DeliveryRow[]>;
  /** Who acknowledged a delivery's failure. Does not check whether the caller may see that. */
  readonly acknowledgementOf: DataLoader<string, AcknowledgementRow | null>;
  /** The reminders of an appointment, soonest first. Does not check whether the caller may see it. */
  readonly remindersOf: DataLoader<string, readonly ReminderRow[]>;
  readonly historyOf: DataLoader<string, readonly DeliveryChangeRow[]>;
  /** The retries that were requested of a delivery, by their events' ids. Does not check whether the caller may see it. */
  readonly retriesOf: DataLoader<string, KnownAttempts['retries']>;
}

/** Makes loaders for one request or event of a caller. */
export function createLoaders(em: EntityManager, caller: Caller): Loaders {
  const plain = { disableIdentityMap: true } as const;
  return {
    appointment: new DataLoader(async (ids) => {
      const found = asRows(await em.find(Appointment, { id: { $in: ids.filter(isUuid) } }, plain));
      const visible = found.filter((row) => maySee(caller, { ...row, appointmentId: row.id }));
      const byId = new Map(visible.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    changesOf: new DataLoader(async (ids) => {
      const found = await loadChanges(em, ids);
      return ids.map((id) => found.get(id) ?? []);
    }),
    correctionsOf: new DataLoader(async (ids) => {
      const found = await loadCorrections(em, ids);
      return ids.map((id) => found.get(id) ?? []);
    }),
    delivery: new DataLoader(async (ids) => {
      const found = asRows(await em.find(Delivery, { id: { $in: ids.filter(isUuid) } }, plain));
      const byId = new Map(found.filter((row) => maySee(caller, row)).map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    deliveriesOf: new DataLoader(async (ids) => {
      const where = { appointmentId: { $in: [...ids] } };
      const found = asRows(
        await em.find(Delivery, where, { ...plain, orderBy: { createdAt: 'asc', sequence: 'asc', channel: 'asc' } }),
      );
      const visible = Map.groupBy(
        found.filter((row) => maySee(caller, row)),
        ({ appointmentId }) => appointmentId,
      );
      return ids.map((id) => visible.get(id) ?? []);
    }),
    acknowledgementOf: new DataLoader(async (ids) => {
      const found = asRows(await em.find(Acknowledgement, { deliveryId: { $in: [...ids] } }, plain));
      const byDelivery = new Map(found.map((row) => [row.deliveryId, row]));
      return ids.map((id) => byDelivery.get(id) ?? null);
    }),
    remindersOf: new DataLoader(async (ids) => {
      const where = { appointmentId: { $in: [...ids] } };
      const found = asRows(
        await em.find(Reminder, where, { ...plain, orderBy: { dueAt: 'asc', beforeMinutes: 'desc' } }),
      );
      const byAppointment = Map.groupBy(found, ({ appointmentId }) => appointmentId);
      return ids.map((id) => byAppointment.get(id) ?? []);
    }),
    historyOf: new DataLoader(async (ids) => {
      const found = asRows(await em.find(DeliveryChange, { deliveryId: { $in: [...ids] } }, plain));
      const byDelivery = Map.groupBy(found, ({ deliveryId }) => deliveryId);
      return ids.map((id) => (byDelivery.get(id) ?? []).toSorted(inOrderOfChanges));
    }),
    retriesOf: new DataLoader(async (ids) => {
      const found = asRows(await em.find(RetryHistory, { deliveryId: { $in: [...ids] } }, plain));
      const byDelivery = Map.groupBy(found, ({ deliveryId }) => deliveryId);
      return ids.map((id) => byEventId(byDelivery.get(id) ?? []));
    }),
  };
}

/** What is stored of the past of an appointment that the caller may see: nothing is read of what it does not have. */
export async function recordsOf(
  loaders: Loaders,
  { id, sequence, corrections }: Pick<AppointmentRow, 'id' | 'sequence' | 'corrections'>,
  { reminders }: { readonly reminders: boolean },
): Promise<RecordsWithReminders> {
  const [changes, corrected, reminded] = await Promise.all([
    sequence === 0 ? [] : loaders.changesOf.load(id),
    corrections === 0 ? [] : loaders.correctionsOf.load(id),
    reminders ? loaders.remindersOf.load(id) : [],
  ]);
  return { changes, corrections: corrected, reminders: reminded };
}

/** The order in which changes apply: by attempt and rank, and `delivered` last. */
function inOrderOfChanges(one: DeliveryChangeRow, other: DeliveryChangeRow): number {
  const ends = Number(one.status === 'delivered') - Number(other.status === 'delivered');
  return ends || one.attempt - other.attempt || rankOf(one.status) - rankOf(other.status);
}
