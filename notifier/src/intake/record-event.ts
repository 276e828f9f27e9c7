import type { GroupRecord } from '@belltower/event-log';
import { type AppointmentEvent, kindOf, sequenceOf } from '@belltower/events';
import type { LedgerEntry } from '../ledger/entry.ts';
import { type KnownEvent, type Ledger, LedgerError } from '../ledger/ledger.ts';
import { readStoredEvent } from '../ledger/stored-event.ts';

/**
 * Creates the function that records an event with claims; it resolves with null for one that cannot be kept, or has the id of
 * another event, and is parked: it would be taken for a repeat, and nobody be notified.
 */
export function createEventRecorder(
  ledger: Pick<Ledger, 'recordEvent' | 'readBody'>,
  park: (record: GroupRecord, code: string, reason: string) => void,
) {
  /** What an event was for when it came first, as far as that is kept: of one that notified nobody only its bytes say so. */
  async function firstOf({ eventId, isNew, entries }: KnownEvent): Promise<Pick<LedgerEntry, 'kind' | 'sequence'>[]> {
    if (isNew || entries.length > 0) return [...entries];
    const stored = readStoredEvent(await ledger.readBody(eventId));
    return stored.kind === 'event' ? [{ kind: kindOf(stored.event), sequence: sequenceOf(stored.event) }] : [];
  }

  return async function recordEvent(
    record: GroupRecord,
    event: AppointmentEvent,
    claims: readonly LedgerEntry[],
  ): Promise<KnownEvent | null> {
    const { event_id: eventId, appointment } = event;
    const { appointment_id: appointmentId, email, phone_e164 } = appointment;
    const [kind, sequence] = [kindOf(event), sequenceOf(event)];
    const addresses = { ...(email && { email }), ...(phone_e164 && { sms: phone_e164 }) };
    try {
      const known = await ledger.recordEvent({
        eventId,
        appointmentId,
        sequence,
        isCancellation: kind === 'cancellation',
        body: record.value,
        addresses,
        claims,
      });
      const other = (await firstOf(known)).find((entry) => entry.kind !== kind || entry.sequence !== sequence);
      if (known.appointmentId === appointmentId && other === undefined) return known;
      const change = other === undefined ? '' : `, as ${other.kind} of its sequence ${other.sequence}`;
      const before = `it came before for appointment ${known.appointmentId}${change}`;
      park(record, 'EVENT_ID_REUSED', `event_id: a new one is expected for each event, got ${eventId}: ${before}`);
      return null;
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'DATA') throw error;
      if (claims.length > 0) return await recordEvent(record, event, []); // they may be what cannot be kept
      park(record, 'UNSTORABLE', String(error));
      return null;
    }
  };
}
