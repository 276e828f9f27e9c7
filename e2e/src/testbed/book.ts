import { randomInt } from 'node:crypto';
import type { Caller } from './caller.ts';

/** What `book` answers. */
export interface Booked {
  readonly id: string;
  readonly feedCursor: string;
  readonly deliveries: readonly { readonly id: string; readonly channel: 'EMAIL' | 'SMS'; readonly status: string }[];
}

/** The mutation that books. */
export const BOOK = `mutation ($input: CreateAppointmentInput!) {
  createAppointment(input: $input) { feedCursor appointment { id deliveries { id channel status } } }
}`;

/** An input that books for tomorrow on both channels; `change` overrides parts of it. */
export function appointmentInput(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    time: new Date(Date.now() + 24 * 3_600_000).toISOString(),
    timeZone: 'Europe/Vienna',
    title: 'Dental check-up',
    location: 'Main Street 1, Vienna',
    email: `guest-${randomInt(1e9)}@example.com`,
    phone: `+1555${String(randomInt(1e7)).padStart(7, '0')}`,
    notify: { email: true, sms: true },
    ...change,
  };
}

/** Books, and rejects when the server refuses. */
export async function book(caller: Caller, change: Record<string, unknown> = {}): Promise<Booked> {
  const { createAppointment } = await caller.data<{
    createAppointment: { feedCursor: string; appointment: Omit<Booked, 'feedCursor'> };
  }>(BOOK, { input: appointmentInput(change) });
  return { ...createAppointment.appointment, feedCursor: createAppointment.feedCursor };
}
