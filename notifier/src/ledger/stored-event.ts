/** The events that the ledger keeps as they came. A contract that has become stricter since may refuse them: that is an answer here, and never an exception. */
import { type AppointmentEvent, decodeAppointmentEvent, EventError } from '@belltower/events';

/** What became of an event's bytes. */
export type StoredEvent =
  | { readonly kind: 'event'; readonly event: AppointmentEvent }
  /** They were removed: their time was over, or their person was erased. */
  | { readonly kind: 'removed' }
  /** Nothing can be sent from them any more; `reason` says which rules they break, without a value that may be personal. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the bytes that the ledger kept of an event; null where it keeps none. */
export function readStoredEvent(body: Uint8Array | null): StoredEvent {
  if (body === null) return { kind: 'removed' };
  try {
    return { kind: 'event', event: decodeAppointmentEvent(body) };
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    return { kind: 'unreadable', reason: error.message };
  }
}
