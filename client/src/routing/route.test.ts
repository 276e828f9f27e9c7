import { expect, test } from 'vitest';
import { hrefOf, parseRoute } from './route.ts';

test.each([
  ['', { page: 'book' }],
  ['#', { page: 'book' }],
  ['#/', { page: 'book' }],
  ['#/book', { page: 'book' }],
  ['#/appointments', { page: 'appointments' }],
  ['#/appointments/', { page: 'appointments' }],
  ['#/appointments/7', { page: 'appointment', id: '7' }],
  ['#/deliveries', { page: 'deliveries' }],
  ['#/deliveries/7', { page: 'unknown' }],
  ['#/appointments/7/8', { page: 'unknown' }],
  ['#/elsewhere', { page: 'unknown' }],
  ['#/appointments/%', { page: 'appointment', id: '%' }],
])('%j names %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('a link leads to the page it was made for, whatever the id', () => {
  for (const id of ['7', '0b9f-11', 'a/b', 'ä %']) {
    expect(parseRoute(hrefOf({ page: 'appointment', id }))).toEqual({ page: 'appointment', id });
  }
});
