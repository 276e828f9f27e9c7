import type { GroupRecord } from '@belltower/event-log';
import type { AppointmentCreated } from '@belltower/events';
import type { LedgerEntry } from '../ledger/entry.ts';
import { type KnownEvent, type Ledger, LedgerError } from '../ledger/ledger.ts';

/** Creates the function that records an event with claims; it resolves with null for one that cannot be kept, and is parked. */
export function createEventRecorder(
  ledger: Pick<Ledger, 'recordEvent'>,
  park: (record: GroupRecord, code: string, reason: string) => void,
) {
  return async function recordEvent(
    record: GroupRecord,
    event: AppointmentCreated,
    claims: readonly LedgerEntry[],
  ): Promise<KnownEvent | null> {
    const { event_id: eventId, appointment } = event;
    const { appointment_id: appointmentId, email, phone_e164 } = appointment;
    const addresses = { ...(email && { email }), ...(phone_e164 && { sms: phone_e164 }) };
    try {
      return await ledger.recordEvent({ eventId, appointmentId, body: record.value, addresses, claims });
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'DATA') throw error;
      if (claims.length > 0) return await recordEvent(record, event, []); // they may be what cannot be kept
      park(record, 'UNSTORABLE', String(error));
      return null;
    }
  };
}
