/** An event and an envelope, for tests. */
import type {
  AppointmentCancelled,
  AppointmentCreated,
  AppointmentEvent,
  AppointmentRescheduled,
  ReminderDue,
} from '@belltower/events';
import type { Envelope } from '../envelope.ts';
import { type MessageValues, messageSettingsOf } from '../settings.ts';

/** An event of which only the time is known, with these changes to its appointment. */
export function eventOf(change: Partial<AppointmentCreated['appointment']> = {}): AppointmentCreated {
  return {
    event_id: '11111111-1111-4111-8111-111111111111',
    event_type: 'appointments.created',
    occurred_at: '2026-02-13T17:00:00Z',
    notify: { email: true, sms: true },
    appointment: {
      appointment_id: '5',
      user_id: '6',
      time: '2026-02-20T15:00:00Z',
      email: 'ann@example.com',
      phone_e164: '+15555550123',
      title: undefined,
      location: undefined,
      time_zone: undefined,
      duration_minutes: undefined,
      locale: undefined,
      customer_name: undefined,
      reference: undefined,
      manage_url: undefined,
      short_url: undefined,
      ...change,
    },
  };
}

/** The same appointment as each event speaks of it, the kinds in the order of `messageKinds`. */
export function eventsOf(change: Partial<AppointmentCreated['appointment']> = {}): readonly AppointmentEvent[] {
  return [eventOf(change), movedOf(change), cancelledOf(change), reminderOf(change)];
}

/** The appointment moved from the day before, or from `previous`. */
export function movedOf(
  change: Partial<AppointmentCreated['appointment']> = {},
  previous: Partial<AppointmentRescheduled['previous']> = {},
): AppointmentRescheduled {
  return {
    ...eventOf(change),
    event_type: 'appointments.rescheduled',
    sequence: 1,
    previous: { time: '2026-02-19T15:00:00Z', time_zone: undefined, location: undefined, ...previous },
  };
}

/** The appointment cancelled. */
export function cancelledOf(
  change: Partial<AppointmentCreated['appointment']> = {},
  reason?: string,
): AppointmentCancelled {
  return { ...eventOf(change), event_type: 'appointments.cancelled', sequence: 2, reason };
}

/** A reminder of the appointment. */
export function reminderOf(change: Partial<AppointmentCreated['appointment']> = {}): ReminderDue {
  return { ...eventOf(change), event_type: 'appointments.reminder-due', sequence: 1, reminder: { before: 'PT24H' } };
}

/** An envelope to Ann, from Hill Clinic with these settings. */
export function envelopeOf(values: MessageValues = {}, to = 'ann@example.com'): Envelope {
  const settings = messageSettingsOf({ MAIL_FROM: 'Hill Clinic <clinic@hill.example>', ...values });
  return { deliveryId: '6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10', to, settings };
}
