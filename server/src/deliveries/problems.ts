import type { ChannelName } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Something that keeps deliveries waiting on one channel. */
export interface ProblemRow {
  readonly channel: ChannelName;
  /** The error code of those that wait, or NOT_PICKED_UP. */
  readonly code: string;
  readonly waiting: number;
  /** When the oldest of them was queued. */
  readonly since: Date;
}

/** What keeps deliveries waiting now: by channel, the largest first. */
export async function findProblems(em: EntityManager): Promise<readonly ProblemRow[]> {
  const rows = await em.execute<(Omit<ProblemRow, 'since'> & { readonly since: string })[]>(
    `select channel, code, count(*)::int as waiting, min(queued_at) as since from (
       select d.channel, coalesce(r.requested_at, d.created_at) as queued_at,
         case d.status when 'retrying' then coalesce(d.error_code, 'UNKNOWN') else 'NOT_PICKED_UP' end as code
       from server.delivery d left join server.retry_request r on r.delivery_id = d.id
       where d.status = 'retrying' or (d.status = 'queued' and coalesce(r.requested_at, d.created_at) < now() - interval '1 minute')
     ) w group by channel, code order by channel, waiting desc, code`,
  );
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}
