import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { AppointmentChange, type AppointmentChangeRow } from './appointment-change.ts';

/** The changes of appointments by their ids, oldest first; of those that were never changed there is no entry. */
export async function loadChanges(
  em: EntityManager,
  appointmentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AppointmentChangeRow[]>> {
  if (appointmentIds.length === 0) return new Map();
  const where = { appointmentId: { $in: [...appointmentIds] } };
  const found = await em.find(AppointmentChange, where, { orderBy: { sequence: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(asRows(found), ({ appointmentId }) => appointmentId);
}
