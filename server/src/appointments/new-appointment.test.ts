import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { createAppointmentInput } from './new-appointment.ts';

const now = new Date('2026-02-13T17:00:00Z');
const { issues, parse } = createAppointmentInput({ now: () => now, channels: ['email', 'sms'] });
const input = (changes: Record<string, unknown> = {}) => validInput({ time: '2026-02-20T15:00:00Z', ...changes });
const fields = (changes: Record<string, unknown>) => issues(input(changes)).map(({ path }) => path.slice(1).join('.'));

describe('the check of a new appointment', () => {
  it('normalises an input', () => {
    expect(
      parse(
        input({
          time: '2026-02-20t16:00:00.5+01:00',
          title: '  Check-up ',
          location: ' ',
          email: ' user@example.com ',
        }),
      ),
    ).toEqual({
      time: new Date('2026-02-20T15:00:00.500Z'),
      timeZone: 'UTC',
      durationMinutes: 30,
      title: 'Check-up',
      location: null,
      email: 'user@example.com',
      phone: '+15555550123',
      notify: { email: true, sms: true },
      locale: null,
      userId: null,
      idempotencyKey: null,
    });
  });

  it.each([
    [
      'time',
      [
        '2026-02-20',
        '15:00',
        '2026-02-30T00:00:00Z',
        '2026-02-20T15:00:00',
        '',
        7,
        null,
        '2026-02-13T17:00:00Z',
        '2031-02-13T17:00:01Z',
      ],
    ],
    ['timeZone', ['Mars/Base', '+01:00', '', 7]],
    ['durationMinutes', [0, 1_441, 1.5, '30', Number.NaN]],
    ['title', ['x'.repeat(201), 'a\nb', 'a\u0000b', 'a\u2028b', '\ud800', 7]],
    ['location', ['x'.repeat(201), 'a\u0085b']],
    [
      'email',
      [
        'user',
        'user@',
        '@example.com',
        'a b@example.com',
        'user@example',
        'user@-a.com',
        '.a@example.com',
        'a..b@example.com',
        'user@1.2.3.4',
        `${'a'.repeat(65)}@example.com`,
        `user@${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.com`,
        'user@example.com\r\nBcc: x@example.com',
      ],
    ],
    ['phone', ['15555550123', '+05555550123', '+123456', '+1234567890123456', '+1 555 555 0123', '00155555501']],
    ['locale', ['de_AT', 'x', '', 'd'.repeat(36)]],
    ['userId', ['', 'x'.repeat(256), 'a\u0000b']],
    ['idempotencyKey', ['', 'x'.repeat(256), '\udfff']],
  ])('rejects each invalid %s, and repeats no value', (field, values) => {
    for (const value of values) {
      expect({ value, fields: fields({ [field]: value }) }).toEqual({ value, fields: [field] });
      const [issue] = issues(input({ [field]: value }));
      const [ownWords] = issue?.message.split(', such as ') ?? []; // the example is ours
      if (typeof value === 'string' && value.length > 3) expect(ownWords).not.toContain(value);
    }
  });

  it.each([
    ['time', ['2026-02-13T17:00:01Z', '2031-02-13T17:00:00Z', '2026-02-20T15:00:00-11:30']],
    ['timeZone', ['Europe/Vienna', 'America/Argentina/Buenos_Aires', null, undefined]],
    ['durationMinutes', [1, 1_440, null]],
    ['title', ['x'.repeat(200), '😀'.repeat(200), 'Zahnärztin', null, '']],
    [
      'email',
      ["o'hara+tag@sub.example.co.uk", 'a@b.museum', 'x_y-z@xn--bcher-kva.example', `${'a'.repeat(64)}@example.com`],
    ],
    ['phone', ['+1234567', '+123456789012345']],
    ['locale', ['de-AT', 'zh-Hant-TW', 'en', null]],
    ['userId', ['5', 'auth0|abc/ü', null]],
  ])('accepts every valid %s', (field, values) => {
    for (const value of values) expect({ value, fields: fields({ [field]: value }) }).toEqual({ value, fields: [] });
  });

  it('requires an address for each requested channel, and reports it with all other issues', () => {
    expect(fields({ email: null })).toEqual(['email']);
    expect(fields({ phone: '', title: 7 }).toSorted()).toEqual(['phone', 'title']);
    expect(fields({ notify: { email: true }, phone: null })).toEqual([]);
    expect(fields({ notify: {} })).toEqual(['notify']);
    expect(fields({ notify: null })).toEqual(['notify']);
    expect(fields({ notify: { email: 'yes', sms: true } })).toEqual(['notify.email']);
  });

  it('rejects an input that is not an object', () => {
    for (const nothing of [null, undefined, 7, 'x', []]) expect(issues(nothing).length).toBeGreaterThan(0);
  });
});
