import { z } from 'zod';
import { envelope, instantSchema } from './envelope.ts';
import { uuidOrIntSchema } from './ids.ts';
import { boundedText, storableText } from './text.ts';

/** An optional field that another producer may get wrong without losing the event: what is invalid is read as absent. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/**
 * An address as it came, right or wrong: a malformed one fails its own channel, not the event. What cannot be stored is
 * replaced, and what is longer than any address is cut; neither becomes a valid one by that.
 */
export const addressSchema = z.string().transform((text) => storableText(text, 320));

const address = addressSchema.nullish();

/** What was booked, as the event says it. Addresses are only required to be there: a malformed one fails its own channel. */
const appointmentSchema = z.object({
  appointment_id: uuidOrIntSchema,
  user_id: uuidOrIntSchema.nullish(),
  time: instantSchema,
  email: address,
  phone_e164: address,
  title: lenient(boundedText(200).min(1)),
  location: lenient(boundedText(200).min(1)),
  time_zone: lenient(z.string().max(64).refine(isTimeZone)),
  duration_minutes: lenient(z.int().min(1).max(1_440)),
  locale: lenient(z.string().max(35).refine(isLocale)),
});

/** The fields that are read as absent when they are invalid. */
export const lenientAppointmentFields = ['title', 'location', 'time_zone', 'duration_minutes', 'locale'] as const;

/** `appointments.created`: an appointment was booked, and these channels are to be notified. Unknown fields are ignored. */
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

/** Whether this is an IANA time zone that times can be shown in. */
export function isTimeZone(name: string): boolean {
  if (usableZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  if (/^[+-]/.test(name)) return false;
  if (usableZones.size < MOST_ZONES) usableZones.add(name);
  return true;
}

/** A look-up costs 50 µs, for every event: zones that were found usable are remembered. */
const usableZones = new Set<string>();
/** There are some hundred zones, but each may be written in capitals and small letters mixed at will. */
const MOST_ZONES = 2_000;

/** Whether this is a well-formed BCP 47 language tag. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
