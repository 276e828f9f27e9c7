/** Values that programs trip over, for every place where a caller may write one. */
import fc from 'fast-check';

/** Texts: empty, long, with NUL, halves of surrogate pairs, other scripts, SQL, JSON, markup, numbers, names of properties. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    ...['', ' ', '\0', 'a\0b', '\ud800', '\udc00x', '\u202e', '🦄'.repeat(300), 'x'.repeat(20_000), '\r\nBcc: a@b.c'],
    ...["'; drop table server.appointment; --", '%', '_', '\\', '{"$ne":1}', '<script>', '$(id)', '../../etc/passwd'],
    ...['__proto__', 'constructor', 'toString', 'null', 'NaN', '-0', '1e400', '9223372036854775808'],
    ...['+', '@', 'a@', '@b'],
  ),
);

/** Texts that are nearly right somewhere: instants, zones, ids, addresses, cursors. */
export const nearlyRightText: fc.Arbitrary<string> = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.emailAddress(),
  fc.constantFrom(
    ...['2030-02-30T10:00:00Z', '+275760-09-13T00:00:00.001Z', '2030-01-01T25:00:00Z'],
    ...['2030-01-01', '0000-01-01T00:00:00Z'],
    ...['Europe/Vienna', 'europe/vienna', '+01:00', 'Etc/GMT+12', 'UTC', 'de-AT', 'x-'.repeat(80), 'i-klingon'],
    ...['+15555550123', '+1', '0043123', `+${'9'.repeat(40)}`, 'a@b', `${'a'.repeat(250)}@example.com`, 'a@例え.jp'],
    ...['eyJhbGciOiJIUzI1NiJ9.e30.x', 'AAAA', '=', `${'A'.repeat(4_000)}`, 'e30='],
  ),
);

export const anyText = fc.oneof(hostileText, nearlyRightText);

export const anyInteger = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, -1, 1, 100, 101, 1_440, 1_441, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, 1e300),
);

/** Any JSON at all, with property names that collide. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  anyText,
  anyInteger,
  fc.dictionary(
    fc.oneof(fc.constantFrom('__proto__', 'email', 'notify', 'time'), hostileText),
    fc.jsonValue({ maxDepth: 2 }),
  ),
);
