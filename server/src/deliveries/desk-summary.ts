import type { EntityManager } from '@mikro-orm/postgresql';
import { isOpen } from './delivery.ts';
import { checkOrder, type Span } from './span.ts';

/** What the desk needs to know at a glance. */
export interface DeskSummaryRow {
  readonly openFailures: number;
  readonly waiting: number;
  readonly notPickedUp: number;
  readonly sent: number;
  readonly delivered: number;
  readonly failed: number;
  readonly remindersDue: number;
}

/** How many deliveries reached a status in the span, each once, however often it did. */
const reached = (status: string) =>
  `(select count(distinct delivery_id)::int from server.delivery_change where status = '${status}' and occurred_at >= since and occurred_at < until)`;

/** Each count reads an index, of as many entries as it counts. */
const SUMMARY = `
select (select count(*)::int from server.delivery d where ${isOpen('d')}) as "openFailures",
  (select count(*)::int from server.delivery where status = 'retrying') as waiting,
  (select count(*)::int from server.delivery d where d.status = 'queued'
    and coalesce((select r.requested_at from server.retry_request r where r.delivery_id = d.id), d.created_at) < now() - interval '1 minute') as "notPickedUp",
  ${reached('sent')} as sent, ${reached('delivered')} as delivered, ${reached('failed')} as failed,
  (select count(*)::int from server.reminder where status = 'planned' and due_at >= greatest(since, now()) and due_at < until) as "remindersDue"
from (select ?::timestamptz as since, ?::timestamptz as until) span`;

/**
 * What is open now, and what happened in a span of time.
 *
 * @throws {RequestError} BAD_USER_INPUT when the span ends before it begins
 */
export async function deskSummary(em: EntityManager, span: Span): Promise<DeskSummaryRow> {
  checkOrder(span);
  const [row] = await em.execute<DeskSummaryRow[]>(SUMMARY, [span.since, span.until]);
  if (row === undefined) throw new Error('a select of scalars answers one row');
  return row;
}
