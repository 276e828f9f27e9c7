import { randomUUID } from 'node:crypto';
import { type ChannelName, deliveryIdOf } from '@belltower/events';
import type { AppointmentWrite } from '../src/appointments/insert-appointments.ts';
import type { Caller } from '../src/auth/caller.ts';
import type { DeliveryRow } from '../src/deliveries/delivery.ts';

export const anna: Caller = { sub: 'anna', role: 'customer', expiresAtMs: Date.now() + 3_600_000 };
export const bert: Caller = { sub: 'bert', role: 'customer', expiresAtMs: Date.now() + 3_600_000 };
export const staff: Caller = { sub: 'desk', role: 'staff', expiresAtMs: Date.now() + 3_600_000 };

/** A valid input with some fields changed. */
export function validInput(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    time: new Date(Date.now() + 86_400_000).toISOString(),
    email: 'user@example.com',
    phone: '+15555550123',
    notify: { email: true, sms: true },
    ...changes,
  };
}

/** What a write batch takes, its deliveries as their status events name them. */
interface Booked extends AppointmentWrite {
  readonly deliveries: readonly Pick<DeliveryRow, 'id' | 'sourceEventId' | 'appointmentId' | 'channel'>[];
}

/** An appointment with one delivery on each channel, as a write batch takes it; its event holds only its id. */
export function appointmentWriteFor(
  userId: string,
  changes: Partial<AppointmentWrite['appointment']> = {},
  channels: readonly ChannelName[] = ['email'],
): Booked {
  const at = new Date();
  const appointment = {
    id: randomUUID(),
    eventId: randomUUID(),
    occurredAt: at,
    userId,
    customerName: null,
    title: null,
    location: null,
    time: new Date(at.getTime() + 86_400_000),
    timeZone: 'UTC',
    durationMinutes: 30,
    email: 'user@example.com',
    phone: '+15555550123',
    notifyEmail: true,
    notifySms: false,
    locale: null,
    callerSub: userId,
    callerRole: 'customer' as const,
    idempotencyKey: null,
    inputHash: 'hash',
    createdAt: at,
    reminderRules: null,
    ...changes,
  };
  const { id: appointmentId, eventId: sourceEventId } = appointment;
  const deliveries = channels.map((channel) => ({
    id: deliveryIdOf(sourceEventId, channel),
    sourceEventId,
    appointmentId,
    channel,
  }));
  const value = `{"of":"${appointment.id}"}`;
  return {
    appointment,
    deliveries,
    reminders: [],
    event: { topic: 'appointments.created', key: appointment.id, value, headers: {} },
    uses: [],
  };
}
