import { rankOf } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { Appointment, type AppointmentRow } from '../appointments/appointment.ts';
import { type Caller, maySee } from '../auth/caller.ts';
import { asRows } from '../db/row.ts';
import { isUuid } from '../db/uuid.ts';
import { Acknowledgement, type AcknowledgementRow } from '../deliveries/acknowledgement.ts';
import { Delivery, type DeliveryRow } from '../deliveries/delivery.ts';
import { DeliveryChange, type DeliveryChangeRow } from '../deliveries/delivery-change.ts';

/** Batched reads of one request or event: one statement each. What the caller may not see is not found. */
export interface Loaders {
  readonly appointment: DataLoader<string, AppointmentRow | null>;
  readonly delivery: DataLoader<string, DeliveryRow | null>;
  readonly deliveriesOf: DataLoader<string, readonly DeliveryRow[]>;
  /** Who acknowledged a delivery's failure. Does not check whether the caller may see that. */
  readonly acknowledgementOf: DataLoader<string, AcknowledgementRow | null>;
  readonly historyOf: DataLoader<string, readonly DeliveryChangeRow[]>;
}

/** Makes loaders for one request or event of a caller. */
export function createLoaders(em: EntityManager, caller: Caller): Loaders {
  const plain = { disableIdentityMap: true } as const;
  return {
    appointment: new DataLoader(async (ids) => {
      const found = asRows(await em.find(Appointment, { id: { $in: ids.filter(isUuid) } }, plain));
      const byId = new Map(found.filter(({ userId }) => maySee(caller, userId)).map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    delivery: new DataLoader(async (ids) => {
      const found = asRows(await em.find(Delivery, { id: { $in: ids.filter(isUuid) } }, plain));
      const byId = new Map(found.filter(({ userId }) => maySee(caller, userId)).map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    deliveriesOf: new DataLoader(async (ids) => {
      const where = { appointmentId: { $in: [...ids] } };
      const found = asRows(await em.find(Delivery, where, { ...plain, orderBy: { channel: 'asc', createdAt: 'asc' } }));
      const visible = Map.groupBy(
        found.filter(({ userId }) => maySee(caller, userId)),
        ({ appointmentId }) => appointmentId,
      );
      return ids.map((id) => visible.get(id) ?? []);
    }),
    acknowledgementOf: new DataLoader(async (ids) => {
      const found = asRows(await em.find(Acknowledgement, { deliveryId: { $in: [...ids] } }, plain));
      const byDelivery = new Map(found.map((row) => [row.deliveryId, row]));
      return ids.map((id) => byDelivery.get(id) ?? null);
    }),
    historyOf: new DataLoader(async (ids) => {
      const found = asRows(await em.find(DeliveryChange, { deliveryId: { $in: [...ids] } }, plain));
      const byDelivery = Map.groupBy(found, ({ deliveryId }) => deliveryId);
      return ids.map((id) => (byDelivery.get(id) ?? []).toSorted(inOrderOfChanges));
    }),
  };
}

/** The order in which changes apply: by attempt and rank, and `delivered` last. */
function inOrderOfChanges(one: DeliveryChangeRow, other: DeliveryChangeRow): number {
  const ends = Number(one.status === 'delivered') - Number(other.status === 'delivered');
  return ends || one.attempt - other.attempt || rankOf(one.status) - rankOf(other.status);
}
