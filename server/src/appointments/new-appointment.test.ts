import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { createAppointmentInput } from './new-appointment.ts';

const now = new Date('2026-02-13T17:00:00Z');
const { issues, read } = createAppointmentInput({ now: () => now, channels: ['email', 'sms'], defaultCountry: 'AT' });
const input = (changes: Record<string, unknown> = {}) => validInput({ time: '2026-02-20T15:00:00Z', ...changes });
const fields = (changes: Record<string, unknown>) => issues(input(changes)).map(({ path }) => path.slice(1).join('.'));

describe('the check of a new appointment', () => {
  it('normalises an input', () => {
    expect(
      read(
        input({
          time: '2026-02-20t16:00:00.5+01:00',
          customerName: ' A\u0301nna\u200b Mu\u0308ller\u202e ',
          title: '  Check-up ',
          location: ' ',
          email: ' user@example.com ',
        }),
        false,
      ).wanted,
    ).toEqual({
      time: new Date('2026-02-20T15:00:00.500Z'),
      timeZone: 'UTC',
      durationMinutes: 30,
      customerName: 'Ánna Müller',
      title: 'Check-up',
      location: null,
      email: 'user@example.com',
      phone: '+15555550123',
      notify: { email: true, sms: true },
      locale: null,
      userId: null,
      idempotencyKey: null,
      reminders: null,
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
    ['customerName', ['x'.repeat(201), 'a\nb', '\ud800', 7]],
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
    [
      'phone',
      [
        '15555550123',
        '+05555550123',
        '+123456',
        '+1234567890123456',
        '+1 555 555 0123',
        '00155555501',
        '+12345678',
        '+999123456789',
        '+4402079460958',
      ],
    ],
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
    ['phone', ['+4366012', '+436601234567890', '+390612345678', ' \u202a+436601234567\u202c ']],
    ['locale', ['de-AT', 'zh-Hant-TW', 'en', null]],
    ['userId', ['5', 'auth0|abc/ü', null]],
  ])('accepts every valid %s', (field, values) => {
    for (const value of values) expect({ value, fields: fields({ [field]: value }) }).toEqual({ value, fields: [] });
  });

  it('requires an address for each requested channel, and reports it with all other issues', () => {
    expect(fields({ email: null })).toEqual(['email']);
    expect(fields({ email: '\u200b\u202a' })).toEqual(['email']);
    expect(fields({ phone: '', title: 7 }).toSorted()).toEqual(['phone', 'title']);
    expect(fields({ notify: { email: true }, phone: null })).toEqual([]);
    expect(fields({ notify: {} })).toEqual(['notify']);
    expect(fields({ notify: null })).toEqual(['notify']);
    expect(fields({ notify: { email: 'yes', sms: true } })).toEqual(['notify.email']);
  });

  it.each([
    ['INVALID_INSTANT', { time: '2026-02-30T00:00:00Z' }],
    ['IN_THE_PAST', { time: '2026-02-13T17:00:00Z' }],
    ['TOO_FAR_AHEAD', { time: '2031-02-13T17:00:01Z' }],
    ['INVALID_TIME_ZONE', { timeZone: 'Etc/Unknown' }],
    ['OUT_OF_RANGE', { durationMinutes: 1_441 }],
    ['INVALID_TYPE', { durationMinutes: '30' }],
    ['TOO_LONG', { title: 'x'.repeat(201) }],
    ['INVALID_CHARACTERS', { title: 'a\nb' }],
    ['INVALID_EMAIL', { email: 'user' }],
    ['REQUIRED', { email: '' }],
    ['INVALID_PHONE', { phone: '15555550123' }],
    ['IMPOSSIBLE_PHONE', { phone: '+12345678' }],
    ['TRUNK_ZERO', { phone: '+4402079460958' }],
    ['NO_CHANNEL', { notify: {} }],
    ['INVALID_LOCALE', { locale: 'de_AT' }],
  ])('says %s of %j', (code, change) => {
    expect(issues(input(change)).map((issue) => issue.code)).toEqual([code]);
  });

  it('rejects an input that is not an object', () => {
    for (const nothing of [null, undefined, 7, 'x', []]) expect(issues(nothing).length).toBeGreaterThan(0);
  });
});

describe('texts of a new appointment', () => {
  const titleOf = (title: string, isStaff = false) => read(input({ title }), isStaff).wanted.title;

  it('are kept as people see them: composed, without direction and without what nobody sees', () => {
    expect(titleOf('Cafe\u0301')).toBe('Caf\u00e9');
    expect(titleOf('\u202eHaircut\u202c\u200b')).toBe('Haircut');
    expect(titleOf('\u200b\u2060\ufeff \u3164')).toBeNull();
    expect(titleOf('👨‍👩‍👧 می‌خواهم ❤️')).toBe('👨‍👩‍👧 می‌خواهم ❤️');
  });

  it('are refused unread where nobody would see nearly all of them', () => {
    for (const unseen of ['\u00ad', 'a\u200d', '\u{1f3f4}\u{e0067}']) {
      const long = `Haircut${unseen.repeat(10_000)}`;
      const texts = { customerName: long, title: long, location: long };
      expect(issues(input(texts))).toEqual(
        Object.keys(texts).map((name) => {
          return { path: ['input', name], code: 'TOO_LONG', message: 'must have at most 200 characters' };
        }),
      );
    }
  });

  it('hold no links of customers, in their name, title and location; staff may send them', () => {
    for (const link of [
      'see https://a.test',
      'www.a.test',
      'win.com',
      'ａ．com',
      'a@b.com',
      'tel:0900123',
      '1.2.3.4',
      `win.com${'\u200b'.repeat(2_000)}`,
    ]) {
      for (const field of ['customerName', 'title', 'location']) {
        const change = input({ [field]: link });
        expect(read(change, false).issues, link).toEqual([
          {
            path: ['input', field],
            code: 'CONTAINS_ADDRESS',
            message: 'must not contain a web or e-mail address: only staff may send links',
          },
        ]);
        expect(read(change, true).issues).toEqual([]);
      }
    }
    for (const number of ['+1 900 555 0123', 'call 0900 123456', '(0)664 1234567']) {
      expect(read(input({ title: number }), false).issues, number).toMatchObject([{ code: 'CONTAINS_PHONE_NUMBER' }]);
    }
    for (const text of ['Dr.Smith', 'Room 3.14', '10:30', '10.02.2026', 'Reifen 205/55 R16', 'z.B. kurz', 'note: x']) {
      expect(read(input({ title: text }), false).issues, text).toEqual([]);
    }
  });

  it('names the number that was meant when it has a trunk zero', () => {
    expect(issues(input({ phone: '+4402079460958' }))).toEqual([
      {
        path: ['input', 'phone'],
        code: 'TRUNK_ZERO',
        message: 'must not have the zero after the country code that is dialled inside the country: +442079460958',
      },
    ]);
  });

  it('accepts e-mail domains of any script, in their ASCII form', () => {
    const { wanted } = read(input({ email: 'info@b\u00fccher.example' }), false);
    expect(wanted.email).toBe('info@xn--bcher-kva.example');
  });
});
