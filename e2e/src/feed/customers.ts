import { until } from '@belltower/dev/until';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import type { FeedStage } from './stage.ts';
import type { Reported } from './status-record.ts';

/** An appointment that was booked through the server, with both channels. */
export interface Appointment {
  readonly id: string;
  readonly userId: string;
  /** The cursor before its first change, for a stream of this appointment alone. */
  readonly feedCursor: string;
  readonly deliveries: readonly Reported[];
}

/** Books appointments for customers through the first server, and waits until all of it stands in the feed. */
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
  const rows = await stage.query<{ id: string; source: string; appointment: string; channel: 'email' | 'sms' }>(
    'select id, source_event_id as source, appointment_id as appointment, channel from server.delivery',
  );
  await until('all is published and projected', async () => {
    const { servers, query } = stage;
    const [change] = await query<{ count: string }>('select count(*) from server.delivery_change');
    const lags = await Promise.all(servers.map((one) => metricOf(one, 'server_feed_lag_records')));
    return Number(change?.count) >= rows.length && lags.every((lag) => lag === 0);
  });
  return booked.map((appointment) => ({
    ...appointment,
    deliveries: rows
      .filter((row) => row.appointment === appointment.id)
      .map(({ id, source, appointment: appointmentId, channel }) => ({
        id,
        sourceEventId: source,
        appointmentId,
        channel,
      })),
  }));
}
