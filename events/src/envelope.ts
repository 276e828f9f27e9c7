import { z } from 'zod';

/** An instant as RFC 3339 text, with any offset. */
export const instantSchema = z.iso.datetime({ offset: true, error: 'an RFC 3339 instant is expected' });

/** A uuid in any version, read in lower case. */
export const uuidSchema = z.guid('a uuid is expected').transform((id) => id.toLowerCase());

/** What every event carries. `event_id` is unique per emitted event; a repeat of an event repeats it. */
export function envelope<Type extends string>(type: Type) {
  return { event_id: uuidSchema, event_type: z.literal(type, `"${type}" is expected`), occurred_at: instantSchema };
}

/** An instant as our own events write it: in UTC, with milliseconds only where there are any. */
export function formatInstant(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z');
}
