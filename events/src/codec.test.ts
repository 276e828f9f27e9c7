import { describe, expect, it } from 'vitest';
import { decode, decodeFrom, EventError, encode } from './codec.ts';
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

  it('ignores an optional field that is invalid, and names it', () => {
    const { event, ignored } = decode(
      'appointments.created',
      eventWith({}, { time_zone: 'Mars/Olympus', duration_minutes: -1, title: 'Check-up', locale: null }),
    );
    expect(event.appointment).toMatchObject({ title: 'Check-up', time_zone: undefined, duration_minutes: undefined });
    expect(ignored).toEqual(['time_zone', 'duration_minutes']);
  });

  it('reads who the customer is, and what the appointment is called by, and ignores what cannot be either', () => {
    const appointment = (change: object) => decode('appointments.created', eventWith({}, { ...change }));
    const known = { customer_name: 'Anna Müller', reference: 'ORDER-55/2026' };
    expect(appointment(known).event.appointment).toMatchObject(known);
    const wrong = appointment({ customer_name: 'x'.repeat(201), reference: '5' });
    expect(wrong.ignored).toEqual(['customer_name', 'reference']);
    for (const reference of ['a b c d', 'K7QM\n4TXB', '----', 'x'.repeat(33), '', 4711]) {
      expect(appointment({ reference }).event.appointment.reference).toBeUndefined();
    }
    expect(appointment({}).ignored).toEqual([]);
  });

  it("reads the appointment's page as a URL that every store and every message can hold, and ignores what is none", () => {
    const page = (manage_url: unknown) => {
      const { event, ignored } = decode('appointments.created', eventWith({}, { manage_url, short_url: manage_url }));
      expect([event.appointment.short_url, ignored.includes('short_url')]).toEqual([
        event.appointment.manage_url,
        ignored.includes('manage_url'),
      ]);
      return event.appointment;
    };
    expect(page('HTTPS://Clinic.example/a?x=1').manage_url).toBe('https://clinic.example/a?x=1');
    expect(page('https://clinic.example/\0"ü').manage_url).toBe('https://clinic.example/%00%22%C3%BC');
    expect(page('https://clinic.example/\ud800').manage_url).toBe('https://clinic.example/%EF%BF%BD');
    expect(page('http://localhost:4000/a#x').manage_url).toBe('http://localhost:4000/a#x');
    for (const url of [
      5,
      'http://localhost.example/a',
      '',
      'javascript:alert(1)',
      'http://a.example',
      'https:x',
      'https://u:p@a.example',
      'https://a.example/a\r\nb',
    ]) {
      expect(page(url).manage_url).toBeUndefined();
    }
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

  it.each([
    ['the year 1999', eventWith({ occurred_at: '1999-12-31T23:59:59Z' }), 'occurred_at'],
    ['the year 0000', eventWith({}, { time: '0000-01-01T00:00:00Z' }), 'appointment.time'],
    ['the year 2200', eventWith({}, { time: '2200-01-01T00:00:00Z' }), 'appointment.time'],
    ['a year 2200 that its offset makes', eventWith({}, { time: '2199-12-31T23:59:59-01:00' }), 'appointment.time'],
    ['a fraction without end', eventWith({ occurred_at: `2026-02-13T17:00:00.${'1'.repeat(99)}Z` }), 'occurred_at'],
    ['an id beyond the safe integers', eventWith({}, { appointment_id: 2 ** 53 }), 'appointment.appointment_id'],
    ['an id of twenty digits', eventWith({}, { appointment_id: '9'.repeat(20) }), 'appointment.appointment_id'],
    ['a number beyond all', JSON.stringify(given).replace('42', '1e400'), 'appointment.user_id'],
  ])('refuses an event with %s, which cannot be stored, naming the field', (_name, value, field) => {
    expect(problemsOf(value).map((problem) => problem.field)).toEqual([field]);
  });

  it('reads optional texts that cannot be stored as absent, and counts their characters as JSON Schema does', () => {
    const { event, ignored } = decode(
      'appointments.created',
      eventWith({}, { title: 'a\0b', location: '\ud83e', time_zone: 'x'.repeat(99), locale: `de-${'x-a'.repeat(20)}` }),
    );
    expect(event.appointment).toMatchObject({ title: undefined, location: undefined, locale: undefined });
    expect(ignored).toEqual(['title', 'location', 'time_zone', 'locale']);
    const title = '🦄'.repeat(200);
    expect(decode('appointments.created', eventWith({}, { title })).event.appointment.title).toBe(title);
    expect(decode('appointments.created', eventWith({}, { title: `${title}!` })).ignored).toEqual(['title']);
  });

  it.each([
    ['ann@example.com\0', 'ann@example.com\ufffd'],
    ['ann\ud83e@example.com', 'ann\ufffd@example.com'],
    [`${'a'.repeat(999)}@example.com`, 'a'.repeat(320)],
  ])('keeps an address that cannot be stored as one that is still malformed', (email, kept) => {
    expect(decode('appointments.created', eventWith({}, { email })).event.appointment.email).toBe(kept);
  });

  it('reads an event after a byte order mark, and the last of two fields of one name', () => {
    const twice = JSON.stringify(given).replace('"user_id":42', '"user_id":1,"user_id":42');
    const { event } = decode('appointments.created', Buffer.from(`\ufeff${twice}`));
    expect(event.appointment.user_id).toBe('42');
  });

  it('is not misled by a field named __proto__', () => {
    const value = JSON.stringify(given).replace(
      '"notify":{',
      '"__proto__":{"notify":{"sms":true}},"notify":{"__proto__":[],',
    );
    expect(decode('appointments.created', value).event.notify).toEqual({ email: true, sms: true });
    const hidden = JSON.stringify(given).replace('"event_id"', '"__proto__"');
    expect(problemsOf(hidden).map(({ field }) => field)).toEqual(['event_id']);
  });

  it('reads or refuses nesting of any depth', () => {
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    expect(() => decode('appointments.created', deep)).toThrow(expect.objectContaining({ code: 'INVALID' }));
    const inside = JSON.stringify(given).replace('"user_id"', `"title":${deep},"user_id"`);
    expect(decode('appointments.created', inside).ignored).toEqual(['title']);
  });

  it('reports every broken rule at once, with what came but without personal data', () => {
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

  const delivery = (fields: object) => JSON.stringify({ ...change, delivery: { ...change.delivery, ...fields } });
  const error = (fields: object) => delivery({ error: { ...change.delivery.error, ...fields } });
  const unstorable = ['a\0b', '\ud83e', 'x\udc00'];

  it.each([
    ['delivery.attempt', [3_000_000_000, 1_000_001, 0, -1, 1.5].map((attempt) => delivery({ attempt }))],
    ['delivery.provider', [...unstorable, 'x'.repeat(65)].map((provider) => delivery({ provider }))],
    [
      'delivery.provider_message_id',
      [...unstorable, '🦄'.repeat(256)].map((id) => delivery({ provider_message_id: id })),
    ],
    ['delivery.error.message', [...unstorable, 'x'.repeat(501)].map((message) => error({ message }))],
    [
      'delivery.next_attempt_at',
      ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'].map((at) => delivery({ next_attempt_at: at })),
    ],
    ['delivery.appointment_id', [...unstorable, 'x'.repeat(99), 1e300].map((id) => delivery({ appointment_id: id }))],
    [
      'occurred_at',
      ['0000-01-01T00:00:00Z', '2200-01-01T00:00:00Z'].map((at) => JSON.stringify({ ...change, occurred_at: at })),
    ],
  ])('has decode refuse a %s that cannot be stored', (field, values) => {
    for (const value of values) {
      expect(() => decode('notifications.status', value)).toThrow(
        expect.objectContaining({ code: 'INVALID', problems: [expect.objectContaining({ field })] }),
      );
    }
  });

  it('has decode take every field at its bound', () => {
    const provider_message_id = '🦄'.repeat(255);
    const whole = {
      attempt: 1_000_000,
      provider: 'x'.repeat(64),
      provider_message_id,
      next_attempt_at: '2199-12-31T23:59:59Z',
    };
    expect(decode('notifications.status', delivery(whole)).event.delivery).toMatchObject(whole);
    expect(decode('notifications.status', error({ message: '🦄'.repeat(500) })).ignored).toEqual([]);
  });

  it('has decode refuse a retry beyond its bounds, and keep an address that is malformed', () => {
    const retry = {
      delivery_id: EVENT_ID,
      source_event_id: EVENT_ID,
      appointment_id: 5,
      channel: 'email',
      after_attempt: 1,
    };
    const retryRequest = (fields: object) =>
      JSON.stringify({
        event_id: EVENT_ID,
        event_type: 'notifications.retry-requested',
        occurred_at: given.occurred_at,
        retry: { ...retry, requested_by: 'desk', ...fields },
      });
    for (const requested_by of [...unstorable, 'x'.repeat(256)]) {
      expect(() => decode('notifications.retry-requested', retryRequest({ requested_by }))).toThrow(
        /retry.requested_by/,
      );
    }
    expect(() => decode('notifications.retry-requested', retryRequest({ after_attempt: 2 ** 31 }))).toThrow(
      /after_attempt/,
    );
    const { retry: read } = decode('notifications.retry-requested', retryRequest({ email: 'a\0@b.c' })).event;
    expect(read.email).toBe('a\ufffd@b.c');
  });

  it('refuses an event that breaks its own contract', () => {
    const wrong = { ...change, delivery: { ...change.delivery, status: 'sent' as const } };
    expect(() => encode(wrong, 'belltower/notifier')).toThrow(
      /delivery.error: must be null unless retrying, failed or skipped/,
    );
  });
});

describe('the events of a change', () => {
  const appointment = { ...given.appointment, user_id: '42', time: '2026-02-21T15:00:00Z' };
  const notify = { email: true, sms: false };
  const of = (event_type: string, rest: object) =>
    JSON.stringify({ event_id: EVENT_ID, event_type, occurred_at: given.occurred_at, notify, appointment, ...rest });
  const previous = {
    ...{ time: '2026-02-20T15:00:00Z', time_zone: 'Europe/Vienna', location: 'Room 5' },
    ...{ title: 'Check-up', duration_minutes: 30 },
  };
  const moved = { sequence: 1, previous };
  const read = (value: string) => decodeFrom('appointments.changed', value);

  it('are read from their topic by the type that they name', () => {
    expect(read(of('appointments.rescheduled', moved)).event).toMatchObject({ sequence: 1, previous });
    expect(read(of('appointments.cancelled', { sequence: 2, reason: 'ill' })).event).toMatchObject({ reason: 'ill' });
    const reminder = { sequence: 0, reminder: { before: 'PT24H' } };
    expect(read(of('appointments.reminder-due', reminder)).event).toMatchObject(reminder);
  });

  it('may notify nobody, but for a reminder', () => {
    const nobody = { notify: { email: false, sms: false } };
    expect(read(of('appointments.rescheduled', { ...moved, ...nobody })).event.notify).toEqual(nobody.notify);
    expect(read(of('appointments.cancelled', { sequence: 1, ...nobody })).event.notify).toEqual(nobody.notify);
    const due = of('appointments.reminder-due', { sequence: 1, reminder: { before: 'PT2H' }, ...nobody });
    expect(() => read(due)).toThrow('at least one flag must be true');
  });

  it('read what is wrong about the past, or the reason, as absent, and name it', () => {
    const wrong = { time_zone: 'Mars/Olympus', location: 'x'.repeat(201), title: '', duration_minutes: 0 };
    const odd = { sequence: 1, previous: { ...previous, ...wrong } };
    expect(read(of('appointments.rescheduled', odd)).ignored).toEqual(
      Object.keys(wrong).map((field) => `previous.${field}`),
    );
    expect(read(of('appointments.cancelled', { sequence: 1, reason: 'x'.repeat(501) })).ignored).toEqual(['reason']);
    expect(
      read(of('appointments.reminder-due', { sequence: 1, reminder: { before: 'P1D' }, reason: 5 })).ignored,
    ).toEqual([]);
  });

  it.each([
    ['a type of another topic', of('appointments.created', {}), 'event_type'],
    ['no type', of('appointments.moved', {}), 'event_type'],
    ['no sequence', of('appointments.cancelled', {}), 'sequence'],
    ['the sequence of a booking', of('appointments.cancelled', { sequence: 0 }), 'sequence'],
    ['a sequence that cannot be stored', of('appointments.cancelled', { sequence: 3e9 }), 'sequence'],
    ['no past', of('appointments.rescheduled', { sequence: 1 }), 'previous'],
    ['no time in the past', of('appointments.rescheduled', { sequence: 1, previous: {} }), 'previous.time'],
    ['no reminder', of('appointments.reminder-due', { sequence: 1 }), 'reminder'],
    ['no duration', of('appointments.reminder-due', { sequence: 1, reminder: { before: '24h' } }), 'reminder.before'],
    [
      'an address that is missing',
      of('appointments.cancelled', {
        sequence: 1,
        notify: { sms: true },
        appointment: { ...appointment, phone_e164: null },
      }),
      'appointment.phone_e164',
    ],
  ])('are refused with %s, naming the field', (_name, value, field) => {
    try {
      read(value);
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      expect(error.problems.map((problem) => problem.field)).toContain(field);
      return;
    }
    throw new Error('the event was accepted');
  });
});
