/** The rule of booking: validates (new-appointment), then writes (write-batch) the appointment, its deliveries and its event. */
import { hash, randomUUIDv7 } from 'node:crypto';
import { channelNames, deliveryIdOf, encodeTrusted } from '@belltower/events';
import type { Logger } from 'pino';
import type { Caller } from '../auth/caller.ts';
import { EVENT_SOURCE } from '../outbox/write-events.ts';
import { planReminders } from '../reminders/plan-reminders.ts';
import { narrowRules, type ReminderSettings } from '../reminders/reminder-rules.ts';
import { badInput, conflict, type InputIssue, RequestError } from '../request-error.ts';
import type { AppointmentRow } from './appointment.ts';
import { appointmentCreatedOf, type EventSettings } from './appointment-created.ts';
import type { AppointmentWrite, WriteResult } from './insert-appointments.ts';
import { type AppointmentInput, isCountryIssue, type NewAppointment } from './new-appointment.ts';
import { BeyondQuota, type QuotaKind, type QuotaLimits, quotaUsesOf } from './quota.ts';
import type { WriteBatch } from './write-batch.ts';

/** Books appointments. */
export interface Appointments {
  /**
   * Books what `input` says and queues its confirmations. A repeat with the same idempotency key resolves with the first result.
   * `traceparent`: the trace that the request belongs to, if any; its event carries it on.
   *
   * @throws {RequestError} BAD_USER_INPUT, FORBIDDEN, CONFLICT, RATE_LIMITED
   */
  create(input: unknown, caller: Caller, traceparent?: string): Promise<AppointmentRow>;
}

/** What booking needs. */
export interface AppointmentsOptions {
  readonly writes: WriteBatch;
  /** Resolves with what a caller (`sub`) booked with an idempotency key before; null: nothing. */
  findBooked(callerSub: string, idempotencyKey: string): Promise<AppointmentRow | null>;
  readonly log: Logger;
  /** Called with the outcome of each request that came to the database; `failed`: nothing was written. */
  onOutcome?(outcome: WriteResult['outcome'] | 'conflict' | 'failed'): void;
  /** Called with how many reminders were planned. */
  onPlanned?(reminders: number): void;
  /** Called with the limit that a request was refused by. */
  onLimited?(limit: QuotaKind | 'country'): void;
  readonly input: AppointmentInput;
  readonly quotas: QuotaLimits;
  readonly reminders: ReminderSettings;
  /** Resolves with what of the installation events have. @default nothing */
  eventSettings?(): Promise<EventSettings>;
  /** Reads an input when its turn has come: one request may book often, and to look for links in texts takes a while. @default at once */
  inTurn?<T>(read: () => T): Promise<T>;
  readonly now?: () => Date;
}

/** Makes the one rule of booking; it is the same for every transport. */
export function createAppointments(options: AppointmentsOptions): Appointments {
  const {
    writes,
    findBooked,
    input: checks,
    log,
    onOutcome = () => {},
    onLimited = () => {},
    onPlanned = () => {},
  } = options;
  const { now = () => new Date(), eventSettings = async () => ({}), inTurn = async (read) => read() } = options;

  /** @throws {RequestError} unless the same caller booked the same before: what was booked stays so, whatever the time */
  async function checkRules(wanted: NewAppointment, issues: readonly InputIssue[], caller: Caller) {
    if (issues.length === 0) return null;
    const { idempotencyKey } = wanted;
    const earlier = idempotencyKey === null ? null : await findBooked(caller.sub, idempotencyKey);
    if (earlier?.inputHash === hashOf({ ...wanted, userId: wanted.userId ?? caller.sub })) return earlier;
    if (issues.some(isCountryIssue)) onLimited('country');
    throw badInput(issues);
  }

  return {
    async create(input, caller, traceparent) {
      const at = now();
      if (caller.role === 'guest')
        throw new RequestError('FORBIDDEN', 'Who has the link of an appointment cannot book');
      const { wanted, issues } = await inTurn(() => checks.read(input, caller.role === 'staff'));
      if (caller.role !== 'staff' && wanted.userId !== null && wanted.userId !== caller.sub) {
        throw new RequestError('FORBIDDEN', 'Only staff may book for somebody else');
      }
      const earlier = await checkRules(wanted, issues, caller);
      if (earlier !== null) {
        onOutcome('repeated');
        return earlier;
      }
      const write = writeOf(wanted, caller, at, traceparent, { ...options, settings: await eventSettings() });
      const written = await writes.write(write).catch((error: unknown) => {
        if (error instanceof BeyondQuota) onLimited(error.kind);
        else onOutcome('failed');
        throw error;
      });
      if (written.outcome === 'repeated' && written.appointment.inputHash !== write.appointment.inputHash) {
        onOutcome('conflict');
        throw conflict('IDEMPOTENCY_KEY_REUSED');
      }
      onOutcome(written.outcome);
      if (written.outcome === 'inserted') onPlanned(write.reminders.length);
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
  { quotas, reminders, settings }: Pick<AppointmentsOptions, 'quotas' | 'reminders'> & { settings: EventSettings },
): AppointmentWrite {
  const { idempotencyKey, notify, reminders: reminderRules, ...rest } = wanted;
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
    callerRole: caller.role,
    idempotencyKey,
    inputHash: hashOf({ ...wanted, userId }),
    createdAt: at,
    reminderRules,
  };
  const deliveries = channelNames
    .filter((channel) => notify[channel])
    .map((channel) => ({ id: deliveryIdOf(appointment.eventId, channel), channel }));
  const addresses = { email: notify.email ? wanted.email : null, sms: notify.sms ? wanted.phone : null };
  return {
    appointment,
    deliveries,
    reminders: planReminders(appointment, narrowRules(reminderRules ?? reminders.rules, notify), reminders.hours, at),
    event: encodeTrusted(appointmentCreatedOf(appointment, settings), EVENT_SOURCE, traceparent),
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
  customerName,
  reminders,
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
    ...(customerName === null ? [] : [customerName]), // what was booked before there were names keeps its hash
    ...(reminders === null ? [] : [reminders]), // and before there were reminders
  ];
  return hash('sha256', JSON.stringify(fields));
}
