import { randomUUIDv7 } from 'node:crypto';
import { encode } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { EVENT_SOURCE } from '../outbox/write-events.ts';
import { appointmentCreatedOf } from './appointment-created.ts';
import { insertAppointments } from './insert-appointments.ts';

/** Thrown to roll back: nothing else ends a transaction of MikroORM's without a commit. */
class RolledBack extends Error {}

/**
 * Inserts an appointment that belongs to nobody, with its delivery, event and quota use, and rolls it back before anyone can
 * see it: everything that booking needs of the database is tried. Rejects with what the database said.
 */
export async function tryInsert(em: EntityManager): Promise<void> {
  const at = new Date();
  const appointment = {
    id: randomUUIDv7(),
    eventId: randomUUIDv7(),
    occurredAt: at,
    userId: 'readiness',
    customerName: null,
    title: null,
    location: null,
    time: at,
    timeZone: 'UTC',
    durationMinutes: 30,
    email: 'readiness@example.invalid',
    phone: null,
    notifyEmail: true,
    notifySms: false,
    locale: null,
    callerSub: 'readiness',
    callerRole: null,
    idempotencyKey: null,
    inputHash: '',
    createdAt: at,
    reminderRules: null,
  };
  const delivery = { id: randomUUIDv7(), channel: 'email' as const };
  const event = encode(appointmentCreatedOf(appointment, {}), EVENT_SOURCE, undefined);
  const uses = [{ kind: 'customer' as const, key: randomUUIDv7(), most: 1, seconds: 1 }];
  try {
    await em.transactional(async (tx) => {
      await insertAppointments(tx, [{ appointment, deliveries: [delivery], reminders: [], event, uses }]);
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
}
