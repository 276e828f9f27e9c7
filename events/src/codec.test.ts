import { describe, expect, it } from 'vitest';
import { decode, EventError, encode } from './codec.ts';
import type { DeliveryStatusChanged } from './delivery-status-changed.ts';

const EVENT_ID = '0f9b2c64-9f0e-4d8a-8f4e-2f6f3f0f8a11';

/** The event as the contract gives it. */
const given = {
  event_id: EVENT_ID,
  event_type: 'appointments.created',
  occurred_at: '2026-02-13T17:00:00Z',
  notify: { email: true, sms: true },
  appointment: {
    appointment_id: '7f3c1c1e-6a51-4b62-8a53-0d7d6f6c0c01',
    user_id: 42,
    time: '2026-02-20T15:00:00Z',
    email: 'user@example.com',
    phone_e164: '+15555550123',
  },
} as const;

const eventWith = (change: Record<string, unknown>, appointment: Record<string, unknown> = {}) =>
  JSON.stringify({ ...given, ...change, appointment: { ...given.appointment, ...appointment } });

function problemsOf(value: string | Uint8Array) {
  try {
    decode('appointments.created', value);
  } catch (error) {
    if (error instanceof EventError) return error.problems;
    throw error;
  }
  throw new Error('the event was accepted');
}

describe('decode', () => {
  it('reads the event of the contract', () => {
    const { event, ignored } = decode('appointments.created', Buffer.from(JSON.stringify(given)));
    expect(event.appointment).toMatchObject({ user_id: '42', email: 'user@example.com' });
    expect(ignored).toEqual([]);
  });

  it('takes an id as a uuid, an integer, or an integer in a string, and reads 5 and "5" as one', () => {
    const idOf = (appointment_id: unknown) =>
      decode('appointments.created', eventWith({}, { appointment_id })).event.appointment.appointment_id;
    expect(idOf(5)).toBe('5');
    expect(idOf('5')).toBe('5');
    expect(idOf('005')).toBe('5');
    expect(idOf('7F3C1C1E-6A51-4B62-8A53-0D7D6F6C0C01')).toBe('7f3c1c1e-6a51-4b62-8a53-0d7d6f6c0c01');
  });

  it('ignores unknown fields', () => {
    const { event } = decode('appointments.created', eventWith({ colour: 'red' }, { room: { floor: 3 } }));
    expect(event).not.toHaveProperty('colour');
  });

  it('ignores an optional field that is invalid, and tells which', () => {
    const { event, ignored } = decode(
      'appointments.created',
      eventWith({}, { time_zone: 'Mars/Olympus', duration_minutes: -1, title: 'Check-up', locale: null }),
    );
    expect(event.appointment).toMatchObject({ title: 'Check-up', time_zone: undefined, duration_minutes: undefined });
    expect(ignored).toEqual(['time_zone', 'duration_minutes']);
  });

  it('leaves a malformed address to its own channel', () => {
    expect(decode('appointments.created', eventWith({}, { email: 'nobody' })).event.appointment.email).toBe('nobody');
  });

  it.each([
    ['no channel', eventWith({ notify: { email: false, sms: false } }), 'notify'],
    ['no flag at all', eventWith({ notify: {} }), 'notify'],
    ['no address for e-mail', eventWith({}, { email: undefined }), 'appointment.email'],
    ['no number for SMS', eventWith({}, { phone_e164: null }), 'appointment.phone_e164'],
    ['no appointment id', eventWith({}, { appointment_id: undefined }), 'appointment.appointment_id'],
    ['a fraction as id', eventWith({}, { appointment_id: 1.5 }), 'appointment.appointment_id'],
    ['no event id', eventWith({ event_id: undefined }), 'event_id'],
    ['another type', eventWith({ event_type: 'appointments.moved' }), 'event_type'],
    ['a time without an offset', eventWith({}, { time: '2026-02-20T15:00:00' }), 'appointment.time'],
  ])('refuses an event with %s, naming the field', (_name, value, field) => {
    expect(problemsOf(value).map((problem) => problem.field)).toContain(field);
  });

  it('tells every broken rule at once, with what came but without personal data', () => {
    const problems = problemsOf(
      eventWith({ event_id: 'x', notify: { email: 'yes' } }, { email: { at: 'user@example.com' } }),
    );
    expect(problems).toEqual([
      { field: 'event_id', rule: 'a uuid is expected', got: '"x"' },
      expect.objectContaining({ field: 'notify.email', got: '"yes"' }),
      expect.objectContaining({ field: 'appointment.email', got: 'an object' }),
    ]);
  });

  it.each([
    ['cut JSON', Buffer.from('{"event_id": "')],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x7b])],
    ['nothing', new Uint8Array()],
  ])('refuses %s as NOT_JSON', (_name, value) => {
    expect(() => decode('appointments.created', value)).toThrow(expect.objectContaining({ code: 'NOT_JSON' }));
  });

  it.each(['null', '[]', '"text"', '5'])('refuses the JSON value %s as INVALID', (value) => {
    expect(() => decode('appointments.created', value)).toThrow(expect.objectContaining({ code: 'INVALID' }));
  });
});

describe('encode', () => {
  const change: DeliveryStatusChanged = {
    event_id: EVENT_ID,
    event_type: 'notifications.status',
    occurred_at: '2026-02-13T17:00:01.250Z',
    delivery: {
      delivery_id: EVENT_ID,
      source_event_id: EVENT_ID,
      appointment_id: '5',
      channel: 'sms',
      status: 'failed',
      attempt: 2,
      provider: 'twilio',
      provider_message_id: null,
      error: { code: 'INVALID_RECIPIENT', message: 'not a mobile number', retryable: false },
      next_attempt_at: null,
    },
  };

  it('writes what decode reads, under the key of its appointment, with the CloudEvents attributes', () => {
    const record = encode(change, 'belltower/notifier', '00-trace');
    expect(record).toMatchObject({ topic: 'notifications.status', key: '5' });
    expect(record.headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: change.event_id,
      ce_type: 'notifications.status',
      ce_source: 'belltower/notifier',
      ce_time: change.occurred_at,
      traceparent: '00-trace',
    });
    expect(decode('notifications.status', record.value).event).toEqual(change);
  });

  it('refuses an event that breaks its own contract', () => {
    const wrong = { ...change, delivery: { ...change.delivery, status: 'sent' as const } };
    expect(() => encode(wrong, 'belltower/notifier')).toThrow(/delivery.error: must be null unless retrying or failed/);
  });
});
