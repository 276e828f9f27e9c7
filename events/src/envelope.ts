import { z } from 'zod';

const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const END = Date.parse('2200-01-01T00:00:00Z');
/** RFC 3339 allows any number of digits in a fraction of a second. */
const LONGEST = 64;
/** With an offset, the first and the last hours are written as another year's. */
const AS_WRITTEN = '^(2[01]|1999-12-31.*-\\d\\d:\\d\\d$|2200-01-01.*\\+)';

/** An instant as RFC 3339 text, with any offset. Its years are those that every store and every clock can hold. */
export const instantSchema = z.iso
  .datetime({ offset: true, error: 'an RFC 3339 instant is expected' })
  .refine((text) => text.length <= LONGEST, `must have at most ${LONGEST} characters`)
  .refine((text) => !(Date.parse(text) < EARLIEST || Date.parse(text) >= END), 'must be within the years 2000 to 2199')
  .meta({
    description: 'An instant within the years 2000 to 2199, in UTC.',
    maxLength: LONGEST,
    allOf: [{ pattern: AS_WRITTEN }],
  });

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

/** How our own server names itself as a producer, in the header `ce_source`. */
export const serverSource = 'belltower/server';
