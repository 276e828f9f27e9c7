/** Whatever bytes stand in a record: an event, or an error that names what is wrong without showing an address. */
import { decodeFrom, EventError, encode, topics } from '@belltower/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cancelled, reminderDue, rescheduled } from '../../../notifier/testing/changes.ts';
import { appointmentCreated, retryOf } from '../../../notifier/testing/world.ts';
import { anyJson, anyText } from './hostile-values.ts';
import { fuzzRuns } from './seed.ts';

const created = appointmentCreated({ email: 'ann@example.com', sms: '+15555550100' });
const events = [
  created,
  retryOf(created, 1, 'ann@example.com'),
  rescheduled(created, 1),
  cancelled(created, 2),
  reminderDue(created, 1),
];
const someEvent = () => fc.constantFrom(...events);

const someJson = () => anyJson;

/** A valid event with some of its values replaced, anywhere. */
function mutated(draw: fc.GeneratorValue, value: unknown): unknown {
  if (draw(fc.integer, { min: 0, max: 29 }) === 0) return draw(someJson);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(() => draw(fc.integer, { min: 0, max: 39 }) > 0);
  return Object.fromEntries(entries.map(([name, inner]) => [name, mutated(draw, inner)]));
}

const json = fc.oneof(
  fc.gen().map((draw) => mutated(draw, draw(someEvent))),
  anyJson,
);
const bytes = fc.oneof(
  json.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  fc.uint8Array({ maxLength: 200 }),
  anyText.map((text) => Buffer.from(text)),
);

it('the decoder turns any bytes into an event that can be written again, or a coded error', () => {
  const seen = { event: 0, NOT_JSON: 0, INVALID: 0 };
  fc.assert(
    fc.property(bytes, fc.constantFrom(...topics), (value, topic) => {
      try {
        const { event } = decodeFrom(topic, value);
        seen.event += 1;
        expect(decodeFrom(topic, encode(event, 'fuzz').value).event).toEqual(JSON.parse(JSON.stringify(event)));
      } catch (error) {
        if (!(error instanceof EventError)) throw error;
        seen[error.code] += 1;
        expect(error.problems.length).toBeGreaterThan(0);
        expect(error.message).not.toContain('ann@example.com');
      }
    }),
    fuzzRuns(5_000),
  );
  expect(
    Object.values(seen).every((count) => count > 20),
    JSON.stringify(seen),
  ).toBe(true);
});
