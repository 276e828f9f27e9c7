import { z } from 'zod';
import {
  appointmentSchema,
  lenient,
  locationSchema,
  minutesSchema,
  timeZoneSchema,
  titleSchema,
} from './appointment.ts';
import { addressRules, channelRule, requireAddresses, requireChannel } from './appointment-rules.ts';
import type { DeliveryKind } from './delivery-status.ts';
import { durationSchema } from './duration.ts';
import { envelope, instantSchema } from './envelope.ts';
import { boundedText, limits } from './text.ts';

/**
 * The events of an appointment's life. Each is complete in itself, so that a reader needs no other and no order between
 * topics. Unknown fields are ignored.
 */
const notifySchema = z.object({ email: z.boolean().default(false), sms: z.boolean().default(false) });

const body = { notify: notifySchema, appointment: appointmentSchema };

const sequenceFrom = (lowest: number) => z.int().min(lowest).max(limits.sequence);

/** `appointments.created`: an appointment was booked, and these channels are to be notified. Its sequence is 0. */
export const appointmentCreatedSchema = z
  .object({ ...envelope('appointments.created'), ...body })
  .superRefine(requireChannel)
  .superRefine(requireAddresses)
  .meta({ allOf: [channelRule, ...addressRules] });

/**
 * `appointments.rescheduled`: the appointment is now as given, after `previous`. Both flags of `notify` may be false: nobody is
 * notified then, and what is older is not sent all the same.
 */
export const appointmentRescheduledSchema = z
  .object({
    ...envelope('appointments.rescheduled'),
    ...body,
    sequence: sequenceFrom(1),
    previous: z.object({
      time: instantSchema,
      time_zone: lenient(timeZoneSchema),
      location: lenient(locationSchema),
      title: lenient(titleSchema),
      duration_minutes: lenient(minutesSchema),
    }),
  })
  .superRefine(requireAddresses)
  .meta({ allOf: addressRules });

/** `appointments.cancelled`: the appointment does not take place. Both flags of `notify` may be false, as above. */
export const appointmentCancelledSchema = z
  .object({
    ...envelope('appointments.cancelled'),
    ...body,
    sequence: sequenceFrom(1),
    reason: lenient(boundedText(limits.cancelReason).min(1)),
  })
  .superRefine(requireAddresses)
  .meta({ allOf: addressRules });

/** `appointments.reminder-due`: it is time to remind of the appointment, which stands at `sequence`. */
export const reminderDueSchema = z
  .object({
    ...envelope('appointments.reminder-due'),
    ...body,
    sequence: sequenceFrom(0),
    reminder: z.object({ before: durationSchema }),
  })
  .superRefine(requireChannel)
  .superRefine(requireAddresses)
  .meta({ allOf: [channelRule, ...addressRules] });

export type AppointmentCreated = z.output<typeof appointmentCreatedSchema>;
export type AppointmentRescheduled = z.output<typeof appointmentRescheduledSchema>;
export type AppointmentCancelled = z.output<typeof appointmentCancelledSchema>;
export type ReminderDue = z.output<typeof reminderDueSchema>;

/** An event that messages are sent for. */
export type AppointmentEvent = AppointmentCreated | AppointmentRescheduled | AppointmentCancelled | ReminderDue;

/** How often the appointment had changed: 0 as booked. What is older than the newest one admitted is not sent. */
export function sequenceOf(event: AppointmentEvent): number {
  return event.event_type === 'appointments.created' ? 0 : event.sequence;
}

const KINDS: Readonly<Record<AppointmentEvent['event_type'], DeliveryKind>> = {
  'appointments.created': 'confirmation',
  'appointments.rescheduled': 'change',
  'appointments.cancelled': 'cancellation',
  'appointments.reminder-due': 'reminder',
};

/** What the messages of an event are for. */
export function kindOf(event: Pick<AppointmentEvent, 'event_type'>): DeliveryKind {
  return KINDS[event.event_type];
}
