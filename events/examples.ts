/** One event of each type, as the schemas and the AsyncAPI document show it. */
import { deliveryIdOf, type EventType, statusEventIdOf } from './src/index.ts';

const BOOKED = '0f9b2c64-9f0e-4d8a-8f4e-2f6f3f0f8a11';
const DELIVERY = deliveryIdOf(BOOKED, 'email');

const appointment = {
  appointment_id: '7f3c1c1e-6a51-4b62-8a53-0d7d6f6c0c01',
  user_id: '42',
  time: '2026-02-20T15:00:00Z',
  email: 'user@example.com',
  phone_e164: '+15555550123',
  title: 'Check-up',
  location: 'Room 12',
  time_zone: 'Europe/Vienna',
  duration_minutes: 30,
  locale: 'de-AT',
  customer_name: 'Ana Moreno',
};
const notify = { email: true, sms: true };
const occurred_at = '2026-02-13T17:00:00Z';

export const examples: Readonly<Record<EventType, object>> = {
  'appointments.created': { event_id: BOOKED, event_type: 'appointments.created', occurred_at, notify, appointment },
  'appointments.rescheduled': {
    event_id: 'c7a3f2de-52a7-4be4-9a54-0b8d6b0c1f02',
    event_type: 'appointments.rescheduled',
    occurred_at,
    notify,
    appointment: { ...appointment, time: '2026-02-21T09:30:00Z' },
    sequence: 1,
    previous: { time: appointment.time, time_zone: appointment.time_zone, location: appointment.location },
  },
  'appointments.cancelled': {
    event_id: 'b0b3a5b0-3d55-4f0c-8f0a-6a3f2f1c7d03',
    event_type: 'appointments.cancelled',
    occurred_at,
    notify,
    appointment,
    sequence: 2,
    reason: 'The doctor is ill.',
  },
  'appointments.reminder-due': {
    event_id: 'e2d1b6f4-91c8-4c3e-b5a7-3c9f0e8d7a04',
    event_type: 'appointments.reminder-due',
    occurred_at,
    notify: { email: false, sms: true },
    appointment,
    sequence: 0,
    reminder: { before: 'PT24H' },
  },
  'notifications.status': {
    event_id: statusEventIdOf(DELIVERY, 'failed', 1),
    event_type: 'notifications.status',
    occurred_at,
    delivery: {
      delivery_id: DELIVERY,
      source_event_id: BOOKED,
      appointment_id: appointment.appointment_id,
      channel: 'email',
      status: 'failed',
      attempt: 1,
      provider: 'smtp',
      provider_message_id: null,
      error: { code: 'INVALID_RECIPIENT', message: '550 no such mailbox', retryable: false },
      next_attempt_at: null,
      kind: 'confirmation',
      sequence: 0,
    },
  },
  'notifications.retry-requested': {
    event_id: '5d1b0c9e-0a55-4a3c-9e0e-7f0f6d9f2a10',
    event_type: 'notifications.retry-requested',
    occurred_at,
    retry: {
      delivery_id: DELIVERY,
      source_event_id: BOOKED,
      appointment_id: appointment.appointment_id,
      channel: 'email',
      after_attempt: 1,
      requested_by: 'desk',
      email: 'user.corrected@example.com',
    },
  },
};
