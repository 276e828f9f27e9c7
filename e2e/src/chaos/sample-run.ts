/** A small run as data, for the tests of the checks. */
import { judge } from './checks.ts';
import type { Accept, EventRecord, HistoryStep, Observed, RequestedAppointment, Step } from './observed.ts';

/** One that was booked. */
export const appointment: RequestedAppointment = {
  index: 1,
  user: 'anna',
  email: 'guest-1@example.com',
  phone: '+15550000001',
  channels: ['email', 'sms'],
  reminders: [],
  changes: [],
  outcome: {
    kind: 'booked',
    appointmentId: 'appointment',
    deliveries: [
      { id: 'mail', channel: 'email' },
      { id: 'text', channel: 'sms' },
    ],
  },
};
/** One that was not. */
export const refused: RequestedAppointment = {
  ...appointment,
  index: 2,
  email: 'guest-2@example.com',
  phone: '+15550000002',
  outcome: { kind: 'refused', code: 'CONFLICT' },
};

/** Steps such as `failed 1 REJECTED`, a millisecond after each other from 0. */
export function history(deliveryId: string, ...steps: string[]): HistoryStep[] {
  return steps.map((text, at) => {
    const [status, attempt, errorCode = null] = text.split(' ');
    return { deliveryId, status: status as Step['status'], attempt: Number(attempt), errorCode, at, user: 'anna' };
  });
}

/** An accept of its e-mail. */
export function mail(change: Partial<Accept> = {}): Accept {
  return {
    channel: 'email',
    address: appointment.email,
    deliveryId: 'mail',
    identity: '<1@belltower>',
    at: 2,
    ...change,
  };
}
/** The accept of its text message. */
export const text: Accept = {
  channel: 'sms',
  address: appointment.phone,
  deliveryId: 'text',
  identity: 'ABC123',
  at: 2,
};

/** Where events of bookings stand. */
export const CREATED = { topic: 'appointments.created', partition: 0 } as const;

/** The event of the booking. */
export const created: EventRecord = {
  ...CREATED,
  position: 0,
  eventId: 'creation',
  type: 'appointments.created',
  appointmentId: 'appointment',
  sequence: 0,
  deliveryIds: ['mail', 'text'],
  value: '{}',
};

/** A run in which everything was sent once, but for what is given. */
export function observe(change: Partial<Observed> = {}): Observed {
  const statusEvents = change.history ?? [
    ...history('mail', 'queued 1', 'sending 1', 'sent 1'),
    ...history('text', 'queued 1', 'sending 1', 'sent 1'),
  ];
  return {
    appointments: [appointment, refused],
    accepts: [mail(), text],
    events: [created],
    recorded: [],
    reminders: [],
    statusEvents,
    history: statusEvents,
    commits: [
      { ...CREATED, committed: 0, at: 1 },
      { ...CREATED, committed: 1, at: 9 },
    ],
    streams: [{ name: 'staff', user: null, changes: statusEvents, reconnects: 3, refusals: [] }],
    settledMs: 100,
    unsettled: '',
    ...change,
  };
}

/** The promises that a run breaks, each with the delivery concerned. */
export function broken(change: Partial<Observed>): string[] {
  return judge(observe(change)).violations.map(({ promised, deliveryId }) => `${promised} ${deliveryId}`);
}
