import type { EntityManager } from '@mikro-orm/postgresql';
import type { Caller } from '../auth/caller.ts';
import { isUuid } from '../db/uuid.ts';
import { badInput, conflict, RequestError } from '../request-error.ts';
import { optionalText } from '../texts.ts';
import { issuesOf } from '../zod-issues.ts';
import { Acknowledgement } from './acknowledgement.ts';
import type { DeliveryRow } from './delivery.ts';
import { lockDeliveries } from './lock-deliveries.ts';

const noteSchema = optionalText(500);

/**
 * Records that staff have dealt with a failed delivery. Done again, it replaces the note.
 *
 * @throws {RequestError} BAD_USER_INPUT, NOT_FOUND, CONFLICT when it is not failed
 */
export async function acknowledgeDelivery(
  em: EntityManager,
  { id, note }: { readonly id: string; readonly note: string | null },
  caller: Caller,
): Promise<DeliveryRow> {
  const parsed = noteSchema.safeParse(note);
  if (!parsed.success) throw badInput(issuesOf(parsed.error, ['note']));
  return await em.transactional(async (tx) => {
    const delivery = isUuid(id) ? (await lockDeliveries(tx, [id])).get(id.toLowerCase()) : undefined;
    if (delivery === undefined) throw new RequestError('NOT_FOUND', 'There is no such delivery');
    if (delivery.status !== 'failed') throw conflict('NOT_FAILED');
    await tx.upsert(Acknowledgement, { deliveryId: delivery.id, by: caller.sub, note: parsed.data, at: new Date() });
    return delivery;
  });
}
