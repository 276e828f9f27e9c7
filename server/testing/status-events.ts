import { randomUUID } from 'node:crypto';
import { type EventLog, type NewRecord, openEventLog } from '@belltower/event-log';
import {
  type ChannelName,
  type DeliveryErrorCode,
  type DeliveryStatus,
  deliveryIdOf,
  encode,
  formatInstant,
  statusEventIdOf,
} from '@belltower/events';

/** A delivery that a test reports about. */
export interface Reported {
  readonly sourceEventId: string;
  readonly appointmentId: string;
  readonly channel: ChannelName;
}

/** A delivery of an appointment that was booked elsewhere. */
export function foreignDelivery(appointmentId: string = randomUUID(), channel: ChannelName = 'email'): Reported {
  return { sourceEventId: randomUUID(), appointmentId, channel };
}

/** A status event as the notifier writes it. */
export function statusRecord(
  { sourceEventId, appointmentId, channel }: Reported,
  status: DeliveryStatus,
  attempt = 1,
  errorCode: DeliveryErrorCode | null = null,
  message = '550 no such user here',
): NewRecord {
  const deliveryId = deliveryIdOf(sourceEventId, channel);
  return encode(
    {
      event_id: statusEventIdOf(deliveryId, status, attempt),
      event_type: 'notifications.status',
      occurred_at: formatInstant(new Date()),
      delivery: {
        delivery_id: deliveryId,
        source_event_id: sourceEventId,
        appointment_id: appointmentId,
        channel,
        status,
        attempt,
        provider: status === 'queued' ? null : channel === 'email' ? 'smtp' : 'twilio',
        provider_message_id: status === 'sent' || status === 'delivered' ? 'message-1' : null,
        error:
          errorCode === null ? null : { code: errorCode, message, retryable: errorCode === 'PROVIDER_UNAVAILABLE' },
        next_attempt_at: status === 'retrying' ? formatInstant(new Date(Date.now() + 60_000)) : null,
      },
    },
    'belltower/test',
  );
}

/** Opens the log of a test database, with the topics that the server uses. */
export async function openTestLog(url: string, partitions = 1): Promise<EventLog> {
  const log = openEventLog({ kind: 'postgres', url });
  const shape = { replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 3_600_000 };
  await log.createTopics(
    ['appointments.created', 'notifications.status', 'notifications.retry-requested'].flatMap((topic) => [
      { ...shape, topic, partitions },
      { ...shape, topic: `${topic}.dead-letter`, partitions: 1 },
    ]),
  );
  return log;
}
