import { type AppointmentCreated, formatInstant } from '@belltower/events';

const WEEK_MS = 7 * 86_400_000;

/**
 * `appointments.created` as another producer writes it: under new ids, now, for an appointment in a week, with a message
 * on each channel that it has an address for. What is given wins.
 */
export function foreignEvent(
  appointment: Partial<AppointmentCreated['appointment']>,
  occurredAt = new Date(),
): AppointmentCreated {
  return {
    event_id: crypto.randomUUID(),
    event_type: 'appointments.created',
    occurred_at: formatInstant(occurredAt),
    notify: { email: appointment.email !== undefined, sms: appointment.phone_e164 !== undefined },
    appointment: {
      appointment_id: crypto.randomUUID(),
      user_id: crypto.randomUUID(),
      time: formatInstant(new Date(Date.now() + WEEK_MS)),
      ...appointment,
    },
  };
}
