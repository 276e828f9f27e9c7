import { type DeliveryStatus, type EncodedEvent, encode, formatInstant, statusEventIdOf } from '@belltower/events';

/** A delivery that is reported about. */
export interface Reported {
  readonly id: string;
  readonly sourceEventId: string;
  readonly appointmentId: string;
  readonly channel: 'email' | 'sms';
}

/** A status event as a notifier writes it. */
export function statusRecord(
  { id, sourceEventId, appointmentId, channel }: Reported,
  status: Exclude<DeliveryStatus, 'failed'>,
  attempt: number,
  message = '451 try again later',
): EncodedEvent {
  const hasReceipt = status === 'sent' || status === 'delivered';
  const error = { code: 'PROVIDER_UNAVAILABLE', message, retryable: true } as const;
  return encode(
    {
      event_id: statusEventIdOf(id, status, attempt),
      event_type: 'notifications.status',
      occurred_at: formatInstant(new Date()),
      delivery: {
        delivery_id: id,
        source_event_id: sourceEventId,
        appointment_id: appointmentId,
        channel,
        status,
        attempt,
        provider: status === 'queued' ? null : channel === 'email' ? 'smtp' : 'twilio',
        provider_message_id: hasReceipt ? `message-${id}` : null,
        error: status === 'retrying' ? error : null,
        next_attempt_at: status === 'retrying' ? formatInstant(new Date(Date.now() + 60_000)) : null,
      },
    },
    'belltower/test',
  );
}

/** The endless statuses of a delivery that its provider keeps putting off: `sending 1`, `retrying 1`, `sending 2`, … */
export function createStatusSequence(delivery: Reported, message?: string): () => EncodedEvent {
  let step = 0;
  return () => {
    const attempt = Math.floor(step / 2) + 1;
    const status = step % 2 === 0 ? 'sending' : 'retrying';
    step++;
    return statusRecord(delivery, status, attempt, message);
  };
}
