/** Events that the server builds are not checked when they are written: here they are, at the limits of what can be booked. */
import { randomUUID } from 'node:crypto';
import { catalogue, decode, decodeFrom, encode } from '@belltower/events';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { staff, validInput } from '../../testing/appointments.ts';
import { retryRequestedOf } from '../deliveries/retry-request.ts';
import type { AppointmentRow } from './appointment.ts';
import type { ChangeKind } from './appointment-change.ts';
import { createChangeInput } from './change-input.ts';
import { createAppointments } from './create-appointment.ts';
import type { AppointmentWrite } from './insert-appointments.ts';
import { createAppointmentInput } from './new-appointment.ts';
import { planChange } from './plan-change.ts';
import type { WriteBatch } from './write-batch.ts';

const ROW = {
  feedStart: { epoch: 'epoch', positions: {} },
  sequence: 0,
  corrections: 0,
  cancelledAt: null,
  cancelReason: null,
};
const written: AppointmentWrite[] = [];
const writes: WriteBatch = {
  async write(one) {
    written.push(one);
    return { outcome: 'inserted', appointment: { ...one.appointment, ...ROW } };
  },
};
const appointments = createAppointments({
  writes,
  findBooked: async () => null,
  log: pino({ level: 'silent' }),
  input: createAppointmentInput({ now: () => new Date(), channels: ['email', 'sms'] }),
  quotas: { appointmentsPerHour: 0, messagesPerDay: 0 },
  reminders: { rules: [], hours: { firstMinute: 0, lastMinute: 1_439 } },
});

const FIVE_YEARS_MS = 5 * 365 * 24 * 3_600_000;
const TEXTS = [null, 'x', 'x'.repeat(200), '🔔'.repeat(200), '"\\ \u00a0ß\u202e<b>'];
const SUBJECTS = [
  'anna',
  '42',
  '-7',
  '9'.repeat(19),
  '9'.repeat(20),
  randomUUID().toUpperCase(),
  '🔔',
  'x'.repeat(255),
];

const inputs: Record<string, unknown>[] = [
  ...TEXTS.map((text) => ({ title: text, location: text, customerName: text })),
  ...SUBJECTS.map((userId) => ({ userId })),
  ...[...Intl.supportedValuesOf('timeZone'), 'utc', 'EUROPE/VIENNA'].map((timeZone) => ({ timeZone })),
  ...['de', 'de-AT', 'sl-rozaj-biske-1994', 'en-u-ca-gregory-nu-latn-co-standard'].map((locale) => ({ locale })),
  ...[1, 1_440].map((durationMinutes) => ({ durationMinutes })),
  ...[1_000, FIVE_YEARS_MS].map((ms) => ({ time: new Date(Date.now() + 60_000 + ms - (ms % 2)).toISOString() })),
  { time: `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}.123456789+14:00` },
  { notify: { email: true }, phone: null },
  { notify: { sms: true }, email: null, phone: '+442079460958' },
  { email: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.org` },
];

it('the event of a booking keeps its contract, and loses nothing when it is read', async () => {
  for (const changes of inputs) await appointments.create(validInput(changes), staff);
  expect(written).toHaveLength(inputs.length);
  for (const { topic, value } of written.map(({ event }) => event)) {
    expect(topic).toBe(catalogue['appointments.created'].topic);
    const { event, ignored } = decode('appointments.created', value);
    expect(ignored).toEqual([]);
    const lower = (text: string) => JSON.parse(text.toLowerCase()); // a uuid is read in lower case
    expect(lower(JSON.stringify(event))).toEqual(lower(value));
  }
});

it('the events of a move and a cancellation keep their contracts, at the limits of what can be booked', async () => {
  const changes = createChangeInput({ now: () => new Date(), channels: ['email', 'sms'] });
  const settings = {
    rules: { now: () => new Date(), channels: ['email', 'sms'], guestsMayCancel: false },
    ...{
      quotas: { appointmentsPerHour: 0, messagesPerDay: 0 },
      reminders: { rules: [], hours: { firstMinute: 0, lastMinute: 1_439 } },
    },
  } as const;
  const change = (kind: ChangeKind, row: AppointmentRow, input: object) => {
    const wanted = changes.read(kind, { id: row.id, ...input }, true);
    const planned = planChange({ wanted, caller: staff, traceparent: undefined, settings: {} }, row, settings);
    if (planned.outcome === 'refused' || planned.write.changed === null) throw new Error('nothing is changed');
    return planned.write.changed.event;
  };
  written.length = 0;
  for (const one of inputs) await appointments.create(validInput(one), staff);
  const rows = written.map(({ appointment }) => ({ ...appointment, ...ROW, feedStart: { epoch: '', positions: {} } }));
  for (const row of rows) {
    const events = [
      change('rescheduled', row, { title: 'another', location: null, durationMinutes: 59 }),
      ...TEXTS.map((reason) => change('cancelled', row, { reason: reason?.repeat(2), notify: {} })),
    ];
    for (const { topic, value } of events) {
      expect(topic).toBe('appointments.changed');
      const { event, ignored } = decodeFrom('appointments.changed', value);
      expect(ignored).toEqual([]);
      const lower = (text: string) => JSON.parse(text.toLowerCase());
      expect(lower(JSON.stringify(event))).toEqual(lower(value));
    }
  }
});

it('the event of a retry keeps its contract', () => {
  for (const channel of ['email', 'sms'] as const) {
    for (const requestedBy of SUBJECTS) {
      const delivery = { id: randomUUID(), sourceEventId: randomUUID(), appointmentId: '5', channel };
      const address = channel === 'email' ? 'user@example.com' : '+15555550123';
      const request = { deliveryId: delivery.id, eventId: randomUUID(), afterAttempt: 1, requestedBy, address };
      const event = retryRequestedOf({ ...request, requestedAt: new Date() }, delivery);
      expect(decode(event.event_type, encode(event, 'test').value).event).toEqual(event);
    }
  }
});
