import type { EventLog } from '@belltower/event-log';
import { decode } from '@belltower/events';
import type { Expected } from './pairs.ts';

/** A change as the log holds it, in the log's order. */
export interface LoggedChange {
  readonly deliveryId: string;
  readonly appointmentId: string;
  readonly status: string;
  readonly attempt: number;
}

/** Reads the status topic from its start into an array, which is the truth that clients are held to. */
export function followLog(log: EventLog, onChange: (change: LoggedChange) => void): AsyncDisposable {
  return log.follow({
    topic: 'notifications.status',
    resumeAt: async () => new Map(),
    async onBatch({ records }) {
      for (const { value } of records) {
        const { delivery } = decode('notifications.status', value).event;
        onChange({
          deliveryId: delivery.delivery_id,
          appointmentId: delivery.appointment_id,
          status: delivery.status.toUpperCase(),
          attempt: delivery.attempt,
        });
      }
    },
  });
}

/** What a change is compared by. */
export function keyOf({
  deliveryId,
  status,
  attempt,
}: Pick<LoggedChange, 'deliveryId' | 'status' | 'attempt'>): string {
  return `${deliveryId} ${status} ${attempt}`;
}

/** Changes as what a client should have got. */
export function expectedOf(changes: readonly LoggedChange[]): Expected[] {
  return changes.map((one) => ({ key: keyOf(one), appointmentId: one.appointmentId }));
}
