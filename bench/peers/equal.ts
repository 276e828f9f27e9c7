/** What the equal peers share: the product's checks, written as one would write them, and the rows of its tables. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';

const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const isKnown = (make: () => unknown) => {
  try {
    make();
    return true;
  } catch {
    return false;
  }
};
const text = (longest: number) =>
  z
    .string()
    .refine((value) => !CONTROL.test(value))
    .trim()
    .max(longest);
const orNull = <Out>(schema: z.ZodType<Out>) => schema.nullish().transform((value) => value ?? null);

const input = z
  .object({
    time: z.iso
      .datetime({ offset: true })
      .transform((value) => new Date(value))
      .refine((time) => time.getTime() > Date.now() && time.getTime() < Date.now() + 5 * 365 * 86_400_000),
    timeZone: z
      .string()
      .max(64)
      .refine((zone) => zone === 'UTC' || isKnown(() => zones.get(zone) ?? remember(zone))),
    durationMinutes: z.int().min(1).max(1_440),
    title: orNull(text(200)),
    location: orNull(text(200)),
    email: orNull(z.email().max(254)),
    phone: orNull(z.string().regex(/^\+[1-9]\d{6,14}$/)),
    notify: z.object({ email: z.boolean(), sms: z.boolean() }),
    locale: orNull(
      z
        .string()
        .max(35)
        .refine((tag) => isKnown(() => new Intl.Locale(tag))),
    ),
    userId: orNull(text(255).min(1)),
    idempotencyKey: orNull(text(255).min(1)),
  })
  .refine(({ notify }) => notify.email || notify.sms, { path: ['notify'] })
  .refine(({ notify, email }) => !notify.email || email !== null, { path: ['email'] })
  .refine(({ notify, phone }) => !notify.sms || phone !== null, { path: ['phone'] });

/** Formats are expensive to make: those of known zones are kept. */
const zones = new Map<string, Intl.DateTimeFormat>();
function remember(zone: string): void {
  zones.set(zone, new Intl.DateTimeFormat('en', { timeZone: zone }));
}

/** The rows of a booking, by their columns in SQL. */
export interface Rows {
  readonly appointment: Readonly<Record<string, unknown>> & { readonly id: string; readonly time: Date };
  readonly deliveries: readonly Readonly<Record<string, unknown>>[];
  readonly entry: { readonly topic: string; readonly key: string; readonly value: string; readonly headers: string };
}

/** Where the textbook's appointments go. */
export const TOPIC = 'textbook.appointments';

/** Checks a booking and makes its rows. @throws {z.ZodError} with everything that is wrong */
export function rowsOf(given: unknown, caller: string): Rows {
  const { notify, userId, idempotencyKey, ...rest } = input.parse(given);
  const [id, eventId, now] = [randomUUID(), randomUUID(), new Date()];
  const user = userId ?? caller;
  const event = {
    event_id: eventId,
    event_type: 'appointments.created',
    occurred_at: now.toISOString(),
    notify,
    appointment: { appointment_id: id, user_id: user, ...rest },
  };
  const channels = (['email', 'sms'] as const).filter((channel) => notify[channel]);
  return {
    appointment: {
      id,
      event_id: eventId,
      occurred_at: now,
      user_id: user,
      title: rest.title,
      location: rest.location,
      time: rest.time,
      time_zone: rest.timeZone,
      duration_minutes: rest.durationMinutes,
      email: rest.email,
      phone: rest.phone,
      notify_email: notify.email,
      notify_sms: notify.sms,
      locale: rest.locale,
      caller_sub: caller,
      idempotency_key: idempotencyKey,
      input_hash: createHash('sha256')
        .update(JSON.stringify([rest, notify, user]))
        .digest('hex'),
      created_at: now,
      feed_start: { epoch: eventId, positions: { 0: 1 } },
    },
    deliveries: channels.map((channel) => ({
      id: randomUUID(),
      source_event_id: eventId,
      appointment_id: id,
      user_id: user,
      channel,
      status: 'queued',
      attempts: 1,
      created_at: now,
      updated_at: now,
    })),
    entry: {
      topic: TOPIC,
      key: id,
      value: JSON.stringify(event),
      headers: JSON.stringify({ ce_id: eventId, ce_type: 'appointments.created', ce_source: 'textbook' }),
    },
  };
}
