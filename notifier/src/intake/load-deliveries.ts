/** Which deliveries a record asks for, with what the ledger knows of each. */
import { maskAddress } from '@belltower/channels';
import type { GroupRecord } from '@belltower/event-log';
import type { AppointmentCreated, RetryRequested } from '@belltower/events';
import type { Logger } from 'pino';
import type { Delivery } from '../delivery/delivery-run.ts';
import { handleOf } from '../delivery/record-handle.ts';
import type { KnownEvent, Ledger } from '../ledger/ledger.ts';
import { readStoredEvent } from '../ledger/stored-event.ts';
import { addressOf, planDeliveries } from './plan.ts';

/** Makes what tells it: `byEvent` of a booking that the ledger has admitted, `byRetry` of a retry that staff asked for. */
export function createAskedDeliveries(ledger: Pick<Ledger, 'read'>, logger: Logger) {
  function byEvent(record: GroupRecord, event: AppointmentCreated, known: KnownEvent): readonly Delivery[] {
    const handle = handleOf(record);
    const deliveries = planDeliveries(event).map((planned): Delivery => {
      const entry = known.entries.find(({ channel }) => channel === planned.channel);
      return {
        planned,
        event,
        firstSeenAt: known.firstSeenAt,
        request: null,
        // how long its owner's lease lasts was not asked: if it has one, it is looked at once more
        known: entry === undefined ? null : { entry, leaseLeftMs: 1, body: null },
        unreadable: null,
        isSuppressed: known.suppressed.includes(planned.channel),
        record: handle,
      };
    });
    const channels = deliveries.map(({ planned }) => `${planned.channel} ${maskAddress(planned.address)}`);
    logger.debug({ event_id: event.event_id, channels }, 'event taken');
    return deliveries;
  }

  /** A retry is made of the bytes that came first; without an entry there is nothing that could be retried. */
  async function byRetry(record: GroupRecord, request: RetryRequested): Promise<readonly Delivery[]> {
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
    const planned = { ...entry, address: event === null ? '' : addressOf(event, channel) };
    const handle = handleOf(record);
    const firstSeenAt = entry.queuedAt;
    return [{ planned, event, unreadable, firstSeenAt, request, known, isSuppressed: false, record: handle }];
  }

  return { byEvent, byRetry };
}
