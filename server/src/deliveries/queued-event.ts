import { type ChannelName, type DeliveryStatusChanged, formatInstant, statusEventIdOf } from '@belltower/events';

/** The event that reports that a delivery waits for an attempt. The server writes it, in the transaction that queues it. */
export function queuedEventOf(
  delivery: {
    readonly id: string;
    readonly sourceEventId: string;
    readonly appointmentId: string;
    readonly channel: ChannelName;
  },
  attempt: number,
  at: Date,
): DeliveryStatusChanged {
  return {
    event_id: statusEventIdOf(delivery.id, 'queued', attempt),
    event_type: 'notifications.status',
    occurred_at: formatInstant(at),
    delivery: {
      delivery_id: delivery.id,
      source_event_id: delivery.sourceEventId,
      appointment_id: delivery.appointmentId,
      channel: delivery.channel,
      status: 'queued',
      attempt,
      provider: null,
      provider_message_id: null,
      error: null,
      next_attempt_at: null,
    },
  };
}
