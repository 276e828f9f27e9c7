import { randomUUID } from 'node:crypto';
import { type EventLog, type NewRecord, openEventLog } from '@belltower/event-log';
import {
  type ChannelName,
  type DeliveryErrorCode,
  type DeliveryStatus,
  deadLetterTopicOf,
  deliveryIdOf,
  encode,
  formatInstant,
  statusEventIdOf,
  topics,
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

/** A status event as the notifier writes it. `retryEventId`: the retry that it reopened the delivery by, where one did. */
export function statusRecord(
  { sourceEventId, appointmentId, channel }: Reported,
  status: DeliveryStatus,
  attempt = 1,
  errorCode: DeliveryErrorCode | null = null,
  message = '550 no such user here',
  retryEventId?: string,
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
        ...(retryEventId !== undefined && { retry_event_id: retryEventId }),
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
    topics.flatMap((topic) => [
      { ...shape, topic, partitions },
      { ...shape, topic: deadLetterTopicOf(topic), partitions: 1 },
    ]),
  );
  return log;
}
