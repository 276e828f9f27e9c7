import type { EntityManager } from '@mikro-orm/postgresql';

/** How many are deleted at once. */
const BATCH = 5_000;

/**
 * Deletes old retries of deliveries that another system booked, with the addresses they went to: it is not known here whose
 * they are, so that nobody could have them erased. One that is still to be attempted is left.
 */
export async function forgetForeignRetries(tx: EntityManager, days: number): Promise<void> {
  await tx.execute(FORGET, [days, BATCH]);
}

const FORGET = `
with old as (
  select h.event_id, h.delivery_id from server.retry_history h join server.delivery d on d.id = h.delivery_id
  where h.requested_at < now() - make_interval(days => ?) and d.user_id is null and d.status <> 'queued'
  order by h.requested_at limit ?
), requests as (
  delete from server.retry_request r using old where r.delivery_id = old.delivery_id and r.event_id = old.event_id
)
delete from server.retry_history h using old where h.event_id = old.event_id`;
