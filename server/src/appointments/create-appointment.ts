/** The rule of booking: validates (new-appointment), then writes (write-batch) the appointment, its deliveries and its events. */
import { hash, randomUUIDv7 } from 'node:crypto';
import { channelNames, deliveryIdOf, encode } from '@belltower/events';
import type { Logger } from 'pino';
import type { Caller } from '../auth/caller.ts';
import { queuedEventOf } from '../deliveries/queued-event.ts';
import { EVENT_SOURCE } from '../outbox/write-events.ts';
import { RequestError } from '../request-error.ts';
import type { AppointmentRow } from './appointment.ts';
import { appointmentCreatedOf } from './appointment-created.ts';
import type { AppointmentWrite, WriteResult } from './insert-appointments.ts';
import { type AppointmentInput, isCountryIssue, type NewAppointment } from './new-appointment.ts';
import { BeyondQuota, type QuotaKind, type QuotaLimits, quotaUsesOf } from './quota.ts';
import type { WriteBatch } from './write-batch.ts';

/** Books appointments. */
export interface Appointments {
  /**
   * Books what `input` says and queues its confirmations. A repeat with the same idempotency key resolves with the first result.
   * `traceparent`: the trace that the request belongs to, if any; its events carry it on.
   *
   * @throws {RequestError} BAD_USER_INPUT, FORBIDDEN, CONFLICT, RATE_LIMITED
   */
  create(input: unknown, caller: Caller, traceparent?: string): Promise<AppointmentRow>;
}

/** What booking needs. */
export interface AppointmentsOptions {
  readonly writes: WriteBatch;
  readonly log: Logger;
  /** Called with the outcome of each request that came to the database; `failed`: nothing was written. */
  onOutcome?(outcome: WriteResult['outcome'] | 'conflict' | 'failed'): void;
  /** Called with the limit that a request was refused by. */
  onLimited?(limit: QuotaKind | 'country'): void;
  readonly input: AppointmentInput;
  readonly quotas: QuotaLimits;
  readonly now?: () => Date;
}

/** Makes the one rule of booking; it is the same for every transport. */
export function createAppointments(options: AppointmentsOptions): Appointments {
  const { writes, input: checks, log, onOutcome = () => {}, onLimited = () => {}, now = () => new Date() } = options;

  function parse(input: unknown): NewAppointment {
    try {
      return checks.parse(input);
    } catch (error) {
      if (error instanceof RequestError && error.issues.some(isCountryIssue)) onLimited('country');
      throw error;
    }
  }

  return {
    async create(input, caller, traceparent) {
      const at = now();
      const wanted = parse(input);
      if (caller.role !== 'staff' && wanted.userId !== null && wanted.userId !== caller.sub) {
        throw new RequestError('FORBIDDEN', 'Only staff may book for somebody else');
      }
      const write = writeOf(wanted, caller, at, traceparent, options.quotas);
      const written = await writes.write(write).catch((error: unknown) => {
        if (error instanceof BeyondQuota) onLimited(error.kind);
        else onOutcome('failed');
        throw error;
      });
      if (written.outcome === 'repeated' && written.appointment.inputHash !== write.appointment.inputHash) {
        onOutcome('conflict');
        throw new RequestError('CONFLICT', 'This idempotency key was used with another input');
      }
      onOutcome(written.outcome);
      const { id, eventId } = written.appointment;
      log.info({ event_id: eventId, appointment_id: id, outcome: written.outcome }, 'appointment booked');
      return written.appointment;
    },
  };
}

/** What is written for an appointment. Pure but for the two new ids. */
function writeOf(
  wanted: NewAppointment,
  caller: Caller,
  at: Date,
  traceparent: string | undefined,
  quotas: QuotaLimits,
): AppointmentWrite {
  const { idempotencyKey, notify, ...rest } = wanted;
  const userId = wanted.userId ?? caller.sub;
  const appointment = {
    ...rest,
    id: randomUUIDv7(), // ids that rise with time: neighbours in time are neighbours in each index
    eventId: randomUUIDv7(),
    occurredAt: at,
    userId,
    notifyEmail: notify.email,
    notifySms: notify.sms,
    callerSub: caller.sub,
    idempotencyKey,
    inputHash: hashOf({ ...wanted, userId }),
    createdAt: at,
  };
  const deliveries = channelNames
    .filter((channel) => notify[channel])
    .map((channel) => ({
      id: deliveryIdOf(appointment.eventId, channel),
      sourceEventId: appointment.eventId,
      appointmentId: appointment.id,
      userId,
      channel,
      status: 'queued' as const,
      attempts: 1,
    }));
  const events = [...deliveries.map((delivery) => queuedEventOf(delivery, 1, at)), appointmentCreatedOf(appointment)];
  const addresses = { email: notify.email ? wanted.email : null, sms: notify.sms ? wanted.phone : null };
  return {
    appointment,
    deliveries,
    events: events.map((event) => encode(event, EVENT_SOURCE, traceparent)),
    uses: quotaUsesOf(caller, addresses, quotas),
  };
}

/** Equal inputs have equal hashes: of everything but the key, in its normal form and in a fixed order. */
function hashOf({
  time,
  timeZone,
  durationMinutes,
  title,
  location,
  email,
  phone,
  notify,
  locale,
  userId,
}: NewAppointment) {
  const fields = [
    time,
    timeZone,
    durationMinutes,
    title,
    location,
    email,
    phone,
    notify.email,
    notify.sms,
    locale,
    userId,
  ];
  return hash('sha256', JSON.stringify(fields));
}
