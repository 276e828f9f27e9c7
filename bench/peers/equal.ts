/** What the equal peers share: the checks, the columns and the indexes of the product, written as one would write them. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';

/** The product's tables, column by column and index by index; `ledger` is the notifier's. */
export const EQUAL_TABLES = `
  create table if not exists appointment (
    id uuid primary key, event_id uuid not null, occurred_at timestamptz not null, user_id text not null, title text, location text,
    time timestamptz not null, time_zone text not null, duration_minutes int not null, email text, phone text,
    notify_email boolean not null, notify_sms boolean not null, locale text, caller_sub text not null, idempotency_key text,
    input_hash text not null, created_at timestamptz not null, feed_start jsonb not null, unique (caller_sub, idempotency_key)
  );
  create index if not exists appointment_list on appointment (created_at, id);
  create index if not exists appointment_list_of_user on appointment (user_id, created_at, id);
  create index if not exists appointment_time on appointment (time);
  create table if not exists delivery (
    id uuid primary key, source_event_id uuid not null, appointment_id text not null, user_id text, channel text not null,
    status text not null, attempts int not null, provider text, provider_message_id text, error_code text, error_message text,
    error_retryable boolean, next_attempt_at timestamptz, projected_status text, projected_attempt int,
    created_at timestamptz not null, updated_at timestamptz not null
  );
  create index if not exists delivery_list on delivery (created_at, id);
  create index if not exists delivery_list_of_user on delivery (user_id, created_at, id);
  create index if not exists delivery_list_of_status on delivery (status, created_at, id);
  create index if not exists delivery_list_of_error on delivery (error_code, created_at, id) where error_code is not null;
  create index if not exists delivery_appointment on delivery (appointment_id);
  create table if not exists outbox (
    id bigserial primary key, topic text not null, key text not null, value text not null, headers text not null,
    created_at timestamptz not null
  );
  create table if not exists ledger (
    event_id uuid, channel text, delivery_id uuid not null unique, appointment_id text not null, state text not null, claim uuid,
    owner uuid, attempts int not null default 0, body bytea, address text, provider text, provider_message_id text,
    queued_at timestamptz not null default now(), handed_over_at timestamptz, changed_at timestamptz not null default now(),
    primary key (event_id, channel)
  );
`;

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

/** The product's checks of a booking. */
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
