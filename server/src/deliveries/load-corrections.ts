import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { AddressCorrection, type AddressCorrectionRow } from './address-correction.ts';

/** The corrections of appointments by their ids, in order; of those that had none there is no entry. */
export async function loadCorrections(
  em: EntityManager,
  appointmentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AddressCorrectionRow[]>> {
  if (appointmentIds.length === 0) return new Map();
  const where = { appointmentId: { $in: [...appointmentIds] } };
  const found = await em.find(AddressCorrection, where, { orderBy: { number: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(asRows(found), ({ appointmentId }) => appointmentId);
}
