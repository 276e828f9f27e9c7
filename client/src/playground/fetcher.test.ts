import { expect, test } from 'vitest';
import { readOperation } from './fetcher.ts';

const BOOK = 'mutation Book { createAppointment(input: {}) { feedCursor } }';
const WATCH = 'subscription Watch { deliveryStatusChanged { cursor } }';

test.each([
  [BOOK, 'Book', false],
  [WATCH, 'Watch', true],
  [`${BOOK} ${WATCH}`, 'Watch', true],
  [`${BOOK} ${WATCH}`, 'Book', false],
])('readOperation finds the operation of %s with the name %s', (query, operationName, isSubscription) => {
  const params = { query, operationName };
  expect(readOperation(params)).toEqual({ params, isSubscription });
});

test('readOperation drops the operation name of another tab, and the text decides', () => {
  expect(readOperation({ query: WATCH, operationName: 'Book' })).toEqual({
    params: { query: WATCH, operationName: null },
    isSubscription: true,
  });
});

test('readOperation passes on what cannot be parsed, so that the server says why', () => {
  expect(readOperation({ query: 'subscription {' })).toEqual({
    params: { query: 'subscription {' },
    isSubscription: false,
  });
});
