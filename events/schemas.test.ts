/** The published schemas accept what the codec accepts, and refuse what it refuses: tried on changed copies of an event of each type. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { examples } from './examples.ts';
import { decode, EventError, type EventType, eventTypes } from './src/index.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

const HALF = 'half \ud83d of a pair';

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 5, 1.5, 1441, 1_000_001, 2 ** 53, {}, [], [1]],
  ...['', ' ', 'x', '5', '-7', '12345678901234567890', 'a\0b', 'half \ud83d of a pair', '\ud83d\ude00'.repeat(200)],
  ...[
    'x'.repeat(36),
    'x'.repeat(65),
    'x'.repeat(201),
    'x'.repeat(256),
    'x'.repeat(501),
    'line\nbreak',
    'https://example.com/a',
  ],
  ...['0F9B2C64-9F0E-4D8A-8F4E-2F6F3F0F8A11', 'urn:uuid:0f9b2c64-9f0e-4d8a-8f4e-2f6f3f0f8a11', 'a'.repeat(32)],
  ...[
    '2026-02-20T15:00:00Z',
    '2026-02-20t15:00:00z',
    '2026-02-20T15:00:00+01:00',
    '2026-02-29T00:00:00Z',
    '2026-02-20T15:00',
  ],
  ...[
    '2026-02-20T15:00:60Z',
    `2026-02-20T15:00:00.${'0'.repeat(60)}Z`,
    '1999-12-31T12:00:00Z',
    '1999-12-31T23:30:00-01:00',
    '2200-01-01T00:30:00+01:00',
    '2200-01-01T00:00:00Z',
  ],
  ...[
    'PT24H',
    'P',
    'PT',
    'P0D',
    'P91D',
    'PT1M',
    'P1DT',
    'pt24h',
    'Europe/Vienna',
    'de-AT',
    'email',
    'sent',
    'failed',
    'queued',
  ],
  ...[{ email: true }, { sms: true }, { email: false, sms: false }, { email: 1 }, { code: 'REJECTED' }],
  ...[
    { code: 'REJECTED', message: '', retryable: false },
    { code: 'OTHER', message: '', retryable: false },
  ],
];

/** What no pattern can refuse, and the descriptions do: durations out of their range, and halves of surrogate pairs. */
const BEYOND_PATTERNS: ReadonlySet<unknown> = new Set(['P0D', 'P91D', 'PT1M', HALF]);

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...placesIn(inner).map((place) => [key, ...place])]);
}

/** A copy with another value at one place; undefined leaves it out. */
function changed(event: object, place: readonly string[], value: unknown): unknown {
  const copy = structuredClone(event);
  const parent = place.slice(0, -1).reduce((at: object, key) => Reflect.get(at, key), copy);
  Reflect.set(parent, place.at(-1) ?? '', value);
  return JSON.parse(JSON.stringify(copy));
}

function isDecoded(type: EventType, event: unknown): boolean {
  try {
    decode(type, JSON.stringify(event));
    return true;
  } catch (error) {
    if (error instanceof EventError) return false;
    throw error;
  }
}

const absent = [
  'email',
  'phone_e164',
  'notify',
  'retry_event_id',
  'content_hash',
  'reference',
  'manage_url',
  'short_url',
];

describe.each(eventTypes)('the schema of %s', (type) => {
  const schema = JSON.parse(readFileSync(new URL(`schemas/${type}.schema.json`, import.meta.url), 'utf8'));
  const isValid = ajv.compile(schema);

  it('accepts its examples, and describes itself', () => {
    expect(schema.examples).toEqual([examples[type]]);
    for (const example of schema.examples) expect(isValid(example), JSON.stringify(isValid.errors)).toBe(true);
    expect(schema.description).toMatch(/\w/);
  });

  it('agrees with the codec on every value at every place, alone and beside an absent address', () => {
    const example = examples[type];
    const parent = Object.hasOwn(example, 'appointment') ? 'appointment' : 'delivery';
    const optional = absent.map((field) => (field === 'notify' ? [field] : [parent, field]));
    const places = [...placesIn(example), ...optional.filter(([first = '']) => Object.hasOwn(example, first))];
    const disagreeing: string[] = [];
    let accepted = 0;
    for (const place of places) {
      for (const value of [...VALUES, undefined]) {
        const event = changed(example, place, value);
        const decoded = isDecoded(type, event);
        if (decoded) accepted += 1;
        if (isValid(event) !== decoded && (decoded || !BEYOND_PATTERNS.has(value)))
          disagreeing.push(`${place.join('.')} = ${JSON.stringify(value)}: ${decoded}`);
      }
    }
    expect(disagreeing).toEqual([]);
    expect(accepted).toBeGreaterThan(50);
  });
});
