import { expect, test } from 'vitest';
import { fill, learn, missingIn } from './filled-variables.ts';

const nothing = new Map();

test('variables are filled with what earlier answers said', () => {
  const booked = learn(nothing, {
    createAppointment: { appointment: { id: 'a', sequence: 0 }, feedCursor: 'c "1"' },
    unreachable: { appointment: { deliveries: [{ id: 'd' }] } },
  });
  expect(JSON.parse(fill('{ "id": "{{appointmentId}}", "after": "{{feedCursor}}" }', booked))).toEqual({
    id: 'a',
    after: 'c "1"',
  });
  expect(fill('{ "expectedSequence": "{{sequence}}" }', booked)).toBe('{ "expectedSequence": 0 }');
  const moved = learn(booked, { rescheduleAppointment: { appointment: { sequence: 1 } } });
  expect(fill('["{{sequence}}", "{{appointmentId}}", "{{failedDeliveryId}}"]', moved)).toBe('[1, "a", "d"]');
  const failures = { failures: { nodes: [{ id: 'e' }] } };
  expect(fill('"{{failedDeliveryId}}"', learn(moved, failures)), 'the one that was booked for it').toBe('"d"');
  expect(fill('"{{failedDeliveryId}}"', learn(nothing, failures))).toBe('"e"');
});

test('variables keep what is not known yet, and say what it is', () => {
  const variables = '{ "id": "{{appointmentId}}" }';
  expect(fill(variables, nothing)).toBe(variables);
  expect(missingIn(variables)).toBe('appointmentId');
  expect(missingIn('{ "id": "{{two words}}" }')).toBeNull();
});

test.each([null, undefined, 'text', [], { createAppointment: null }, { failures: { nodes: [] } }])(
  'an answer (%j) that says nothing leaves what is known',
  (data) => {
    const known = new Map([['appointmentId', '"a"']]);
    expect(learn(known, data)).toBe(known);
  },
);
