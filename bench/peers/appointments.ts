/** What all peers share: their schema, who calls, and what the bare ones keep and check of a booking. */
import { randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';

/** The part of the product's schema that a booking takes. */
export const typeDefs = `
  type Query { up: Boolean }
  type Mutation { createAppointment(input: CreateAppointmentInput!): CreateAppointmentPayload! }
  type CreateAppointmentPayload { appointment: Appointment! }
  type Appointment { id: ID! title: String time: String! }
  input NotifyInput { email: Boolean = false sms: Boolean = false }
  input CreateAppointmentInput {
    time: String! timeZone: String = "UTC" durationMinutes: Int = 30 title: String location: String email: String
    phone: String notify: NotifyInput! locale: String userId: String idempotencyKey: String
  }
`;

/** A booking as a peer's resolver gets it. */
export interface Input {
  readonly time: string;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly title?: string | null;
  readonly location?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly notify: { readonly email: boolean; readonly sms: boolean };
}

/** What the server answers of a booking. */
export interface Booked {
  readonly id: string;
  readonly time: string | Date;
}

/** The bare tables: a row for each appointment, and where one is kept, an outbox. */
export const TABLES = `
  create table if not exists appointment (
    id uuid primary key, user_id text not null, title text, location text, time timestamptz not null, time_zone text not null,
    duration_minutes int not null, email text, phone text, notify_email boolean not null, notify_sms boolean not null,
    created_at timestamptz not null
  );
  create table if not exists outbox (id bigserial primary key, key uuid not null, payload text not null);
`;

const secret = new TextEncoder().encode(process.env.JWT_SECRET);

/** Who calls, as the token says. */
export async function userOf(authorization: string | undefined): Promise<string> {
  const { payload } = await jwtVerify(String(authorization).slice('Bearer '.length), secret);
  return String(payload.sub);
}

/** What the bare table keeps of a booking, in its order. @throws {Error} when the booking makes no sense */
export function bareRowOf({ notify, ...input }: Input, userId: string) {
  const { time, timeZone, durationMinutes, title = null, location = null, email = null, phone = null } = input;
  if (!(new Date(time) > new Date())) throw new Error('time must be in the future');
  if (notify.email && !email?.includes('@')) throw new Error('email is needed');
  if (notify.sms && !phone?.startsWith('+')) throw new Error('phone is needed');
  const [id, createdAt] = [randomUUID(), new Date()];
  const place = { title, location, time: new Date(time), timeZone, durationMinutes };
  return { id, userId, ...place, email, phone, notifyEmail: notify.email, notifySms: notify.sms, createdAt };
}
