import { z } from 'zod';
import { envelope, instantSchema } from './envelope.ts';
import { uuidOrIntSchema } from './ids.ts';

/** An optional field that another producer may get wrong without losing the event: what is invalid is read as absent. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const address = z.string().nullish();

/** What was booked, as the event tells it. Addresses are only required to be there: a malformed one fails its own channel. */
const appointmentSchema = z.object({
  appointment_id: uuidOrIntSchema,
  user_id: uuidOrIntSchema.nullish(),
  time: instantSchema,
  email: address,
  phone_e164: address,
  title: lenient(z.string().min(1).max(200)),
  location: lenient(z.string().min(1).max(200)),
  time_zone: lenient(z.string().refine(isTimeZone)),
  duration_minutes: lenient(z.int().min(1).max(1_440)),
  locale: lenient(z.string().refine(isLocale)),
});

/** The fields that are read as absent when they are invalid. */
export const lenientAppointmentFields = ['title', 'location', 'time_zone', 'duration_minutes', 'locale'] as const;

/** `appointments.created`: an appointment was booked, and these channels are to be told. Unknown fields are ignored. */
export const appointmentCreatedSchema = z
  .object({
    ...envelope('appointments.created'),
    notify: z.object({ email: z.boolean().default(false), sms: z.boolean().default(false) }),
    appointment: appointmentSchema,
  })
  .superRefine(({ notify, appointment }, context) => {
    if (!notify.email && !notify.sms) {
      context.addIssue({ code: 'custom', path: ['notify'], message: 'at least one flag must be true' });
    }
    if (notify.email && !appointment.email) {
      context.addIssue({ code: 'custom', path: ['appointment', 'email'], message: 'is required when notify.email' });
    }
    if (notify.sms && !appointment.phone_e164) {
      context.addIssue({ code: 'custom', path: ['appointment', 'phone_e164'], message: 'is required when notify.sms' });
    }
  });

export type AppointmentCreated = z.output<typeof appointmentCreatedSchema>;

/** Whether this is an IANA time zone that can be told the time in. */
export function isTimeZone(name: string): boolean {
  if (usableZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  if (/^[+-]/.test(name)) return false;
  usableZones.add(name);
  return true;
}

/** Asking costs 50 µs, for every event: what was found usable is remembered. There are only some hundred zones. */
const usableZones = new Set<string>();

/** Whether this is a well-formed BCP 47 language tag. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
