import { type AppointmentEvent, decodeAppointmentEvent, EventError, formatInstant } from '@belltower/events';
import type { MessageSettings } from '@belltower/messages/settings';
import type { AppointmentRow } from '../appointments/appointment.ts';
import type { EventSettings } from '../appointments/appointment-created.ts';
import { eventsOf } from '../appointments/appointment-events.ts';
import type { RecordsWithReminders } from '../appointments/appointment-records.ts';
import { emittedReminderOf } from '../appointments/reminder-due.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { DeliveryMessage } from '../generated/resolvers.ts';

/** What the events of an appointment are made of again. */
interface Known extends RecordsWithReminders {
  readonly appointment: AppointmentRow;
}

/** What a message is written with. */
interface Writing {
  readonly messages: MessageSettings;
  readonly settings: EventSettings;
  /** Where it goes; null where that is not known. */
  readonly recipient: string | null;
}

/**
 * The message of a delivery, rendered from the event that requested it as the notifier renders it; null where we do not hold that
 * event. What writes messages is only loaded when staff first ask.
 */
export async function messageOf(
  delivery: DeliveryRow,
  known: Known,
  { messages, settings, recipient }: Writing,
): Promise<DeliveryMessage | null> {
  const event = eventOf(delivery, known, settings);
  if (event === null) return null;
  const { mailHashOf, renderEmail, renderSms, segmentsOf, smsHashOf } = await import('@belltower/messages');
  const { id: deliveryId, channel } = delivery;
  const { email, phone } = known.appointment;
  const envelope = { deliveryId, to: recipient ?? (channel === 'email' ? email : phone) ?? '', settings: messages };
  const common = { to: recipient, segments: [], calendar: null, from: null, replyTo: null, subject: null, html: null };
  if (channel === 'sms') {
    const sms = renderSms(event, envelope);
    const { texts } = segmentsOf(sms.body);
    return { ...common, asSent: isAsSent(delivery, smsHashOf(sms)), text: sms.body, segments: [...texts] };
  }
  const mail = renderEmail(event, envelope);
  const { subject, text, html, calendar } = mail;
  return {
    ...common,
    ...{ subject, text, html, from: messages.from, replyTo: messages.replyTo },
    asSent: isAsSent(delivery, mailHashOf(mail, messages)),
    calendar: calendar
      ? {
          ...calendar.entry,
          start: formatInstant(calendar.entry.start),
          end: formatInstant(calendar.entry.end),
          isCancelled: calendar.method === 'CANCEL',
          content: calendar.content,
        }
      : null,
  };
}

/** Null where nothing was sent, or the notifier did not report what; a retry that is requested has yet to be sent. */
function isAsSent({ status, contentHash }: DeliveryRow, rendered: string): boolean | null {
  return status === 'queued' || contentHash === null ? null : contentHash === rendered;
}

/** The event as the notifier has read it: what its contract ignores is ignored here too. */
function eventOf(
  { kind, sequence, sourceEventId }: DeliveryRow,
  { appointment, ...records }: Known,
  settings: EventSettings,
): AppointmentEvent | null {
  const event = kind === 'reminder' ? reminderOf() : eventsOf(appointment, records, settings)[sequence];
  if (event?.event_id !== sourceEventId) return null;
  try {
    return decodeAppointmentEvent(JSON.stringify(event));
  } catch (error) {
    if (error instanceof EventError) return null;
    throw error;
  }

  function reminderOf() {
    const row = records.reminders.find(({ eventId }) => eventId === sourceEventId);
    if (row === undefined || row.emittedAt === null || row.emittedSequence === null) return undefined;
    const { emittedAt, emittedSequence } = row;
    return emittedReminderOf({ ...row, emittedAt, emittedSequence }, appointment, records, settings);
  }
}
