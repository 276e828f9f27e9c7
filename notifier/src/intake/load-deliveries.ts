/** Which deliveries a record requests, with what the ledger knows of each. */
import { maskAddress } from '@belltower/channels';
import type { GroupRecord } from '@belltower/event-log';
import type { AppointmentEvent, RetryRequested } from '@belltower/events';
import type { Logger } from 'pino';
import { addressIn } from '../delivery/address-in.ts';
import type { Delivery } from '../delivery/delivery-run.ts';
import { handleOf } from '../delivery/record-handle.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readStoredEvent } from '../ledger/stored-event.ts';
import { planDeliveries } from './plan.ts';

/** Loads the deliveries of records. */
export interface DeliveryLoader {
  /** Of an event that is to be recorded. */
  forEvent(record: GroupRecord, event: AppointmentEvent): readonly Delivery[];
  /** Of a retry that staff requested: none where there is nothing that could be retried. */
  forRetryRequest(record: GroupRecord, request: RetryRequested): Promise<readonly Delivery[]>;
}

/** Creates what loads deliveries. */
export function createDeliveryLoader(ledger: Pick<Ledger, 'read'>, logger: Logger): DeliveryLoader {
  function forEvent(record: GroupRecord, event: AppointmentEvent): readonly Delivery[] {
    const handle = handleOf(record);
    const unrecorded = { firstSeenAt: new Date(), known: null, isSuppressed: false };
    const deliveries = planDeliveries(event).map((planned): Delivery => {
      return { planned, event, ...unrecorded, request: null, unreadable: null, record: handle };
    });
    const channels = deliveries.map(({ planned }) => `${planned.channel} ${maskAddress(planned.address)}`);
    logger.debug({ event_id: event.event_id, channels }, 'event taken from the log');
    return deliveries;
  }

  /** A retry sends what the event said when it came first: its bytes are in the ledger. */
  async function forRetryRequest(record: GroupRecord, request: RetryRequested): Promise<readonly Delivery[]> {
    const { delivery_id: deliveryId, channel } = request.retry;
    const known = await ledger.read(deliveryId);
    const fields = { event_id: request.event_id, delivery_id: deliveryId };
    if (known === null) {
      logger.warn(fields, 'a retry of an unknown delivery has no effect');
      return [];
    }
    const { entry, body } = known;
    if (entry.channel !== channel) {
      logger.warn(fields, 'a retry that names another channel than its delivery has no effect');
      return [];
    }
    const stored = readStoredEvent(body);
    const event = stored.kind === 'event' ? stored.event : null;
    const unreadable = stored.kind === 'unreadable' ? stored.reason : null;
    const planned = { ...entry, address: event === null ? '' : addressIn(event, channel) };
    const firstSeenAt = entry.queuedAt;
    return [{ planned, event, unreadable, firstSeenAt, request, known, isSuppressed: false, record: handleOf(record) }];
  }

  return { forEvent, forRetryRequest };
}
