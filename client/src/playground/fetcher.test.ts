import { expect, test } from 'vitest';
import { readOperation } from './fetcher.ts';

const BOOK = 'mutation Book { createAppointment(input: {}) { feedCursor } }';
const WATCH = 'subscription Watch { deliveryStatusChanged { cursor } }';

test.each([
  [BOOK, 'Book', false],
  [WATCH, 'Watch', true],
  [`${BOOK} ${WATCH}`, 'Watch', true],
  [`${BOOK} ${WATCH}`, 'Book', false],
])('%s with the name %s is told apart', (query, operationName, isSubscription) => {
  const params = { query, operationName };
  expect(readOperation(params)).toEqual({ params, isSubscription });
});

test('a name that was left from the tab before is left out, and the text decides', () => {
  expect(readOperation({ query: WATCH, operationName: 'Book' })).toEqual({
    params: { query: WATCH, operationName: null },
    isSubscription: true,
  });
});

test('what cannot be parsed goes to the server, which tells why', () => {
  expect(readOperation({ query: 'subscription {' })).toEqual({
    params: { query: 'subscription {' },
    isSubscription: false,
  });
});
