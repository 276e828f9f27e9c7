import { z } from 'zod';
import { instantSchema } from './envelope.ts';
import { uuidOrIntSchema } from './ids.ts';
import { pageUrlSchema } from './public-contact.ts';
import { referenceSchema } from './reference.ts';
import { boundedText, storableText } from './text.ts';

/** An optional field that another producer may get wrong without losing the event: what is invalid is read as absent. */
export const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/**
 * An address as it came, right or wrong: a malformed one fails its own channel, not the event. What cannot be stored is
 * replaced, and what is longer than any address is cut; neither becomes a valid one by that.
 */
export const addressSchema = z.string().transform((text) => storableText(text, 320));

const address = addressSchema.nullish();

export const timeZoneSchema = z.string().max(64).refine(isTimeZone);
export const locationSchema = boundedText(200).min(1);
export const titleSchema = boundedText(200).min(1);
export const minutesSchema = z.int().min(1).max(1_440);

/** What was booked, as an event says it. Addresses are only required to be there: a malformed one fails its own channel. */
export const appointmentSchema = z.object({
  appointment_id: uuidOrIntSchema,
  user_id: uuidOrIntSchema.nullish(),
  time: instantSchema,
  email: address,
  phone_e164: address,
  title: lenient(titleSchema),
  location: lenient(locationSchema),
  time_zone: lenient(timeZoneSchema),
  duration_minutes: lenient(minutesSchema),
  locale: lenient(z.string().max(35).refine(isLocale)),
  customer_name: lenient(boundedText(200).min(1)),
  reference: lenient(referenceSchema),
  manage_url: lenient(pageUrlSchema),
  short_url: lenient(pageUrlSchema),
});

/** The fields that are read as absent when they are invalid. */
export const lenientAppointmentFields = [
  'title',
  'location',
  'time_zone',
  'duration_minutes',
  'locale',
  'customer_name',
  'reference',
  'manage_url',
  'short_url',
] as const;

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
