import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Adds the retries to the history that are not in it: servers of the version before keep a delivery's last retry only. Done at
 * each start, so that one is also found that such a server took while it was replaced.
 */
export async function adoptRetries(tx: EntityManager): Promise<void> {
  await tx.execute(`
    with adopted as (
      insert into server.retry_history (event_id, delivery_id, after_attempt, earlier_event_id, requested_by, requested_at,
        recipient)
      select r.event_id, r.delivery_id, r.after_attempt, e.event_id, r.requested_by, r.requested_at,
        coalesce(r.address, case when e.event_id is not null then e.recipient when d.channel = 'email' then a.email else a.phone end)
      from server.retry_request r
      join server.delivery d on d.id = r.delivery_id
      left join lateral (select event_id, recipient from server.retry_history h
        where h.delivery_id = r.delivery_id order by requested_at desc limit 1) e on true
      left join server.appointment a on a.id = case when d.user_id is not null then d.appointment_id::uuid end
      where not exists (select from server.retry_history h where h.event_id = r.event_id)
      returning event_id, delivery_id
    )
    update server.delivery d set retry_event_id = adopted.event_id from adopted where d.id = adopted.delivery_id`);
}
