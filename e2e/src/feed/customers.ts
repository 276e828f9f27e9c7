import { until } from '@belltower/dev/until';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import type { FeedStage } from './stage.ts';
import { type Reported, statusRecord } from './status-record.ts';

/** An appointment that was booked through the server, with both channels. */
export interface Appointment {
  readonly id: string;
  readonly userId: string;
  /** The cursor before its first change, for a stream of this appointment alone. */
  readonly feedCursor: string;
  readonly deliveries: readonly (Reported & { readonly id: string })[];
}

/** Books appointments for customers through the first server, admits them as a notifier would, and waits until that is in the feed. */
export async function bookForCustomers(
  stage: FeedStage,
  customers: readonly string[],
  each: number,
): Promise<Appointment[]> {
  const [server] = stage.servers;
  const booked: Omit<Appointment, 'deliveries'>[] = [];
  for (const userId of customers) {
    const caller = await callAs(server.url, userId, 'customer');
    const answers = await Promise.all(Array.from({ length: each }, () => book(caller)));
    booked.push(...answers.map(({ id, feedCursor }) => ({ id, userId, feedCursor })));
  }
  const deliveries = await stage.query<Appointment['deliveries'][number]>(
    'select id, source_event_id as "sourceEventId", appointment_id as "appointmentId", channel from server.delivery',
  );
  await stage.log.append(deliveries.map((delivery) => statusRecord(delivery, 'queued', 1)));
  await until('all is projected', async () => {
    const { servers, query } = stage;
    const [change] = await query<{ count: string }>('select count(*) from server.delivery_change');
    const lags = await Promise.all(servers.map((one) => metricOf(one, 'server_feed_lag_records')));
    return Number(change?.count) >= deliveries.length && lags.every((lag) => lag === 0);
  });
  return booked.map((appointment) => ({
    ...appointment,
    deliveries: deliveries.filter(({ appointmentId }) => appointmentId === appointment.id),
  }));
}
