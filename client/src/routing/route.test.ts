import { expect, test } from 'vitest';
import { hrefOf, parseRoute } from './route.ts';

const desk = { page: 'deliveries', delivery: null, search: '' } as const;

test.each([
  ['', { page: 'book' }],
  ['#', { page: 'book' }],
  ['#/', { page: 'book' }],
  ['#/book', { page: 'book' }],
  ['#/book/7', { page: 'unknown' }],
  ['#/appointments', { page: 'appointments' }],
  ['#/appointments/', { page: 'appointments' }],
  ['#/appointments/7', { page: 'appointment', id: '7' }],
  ['#/deliveries', desk],
  ['#/deliveries?status=FAILED&q=a?b', { ...desk, search: 'status=FAILED&q=a?b' }],
  ['#/deliveries/7', { ...desk, delivery: '7' }],
  ['#/deliveries/7?open=1', { ...desk, delivery: '7', search: 'open=1' }],
  ['#/deliveries/7/8', { page: 'unknown' }],
  ['#/statistics?range=7d', { page: 'statistics', search: 'range=7d' }],
  ['#/appointments/7/8', { page: 'unknown' }],
  ['#/elsewhere', { page: 'unknown' }],
  ['#/appointments/%', { page: 'appointment', id: '%' }],
])('parseRoute reads %j as %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test.each(['', '#', '#/'])('parseRoute reads %j as home for who starts there, and nothing else', (hash) => {
  expect(parseRoute(hash, 'home')).toEqual({ page: 'home' });
  expect(parseRoute('#/book', 'home')).toEqual({ page: 'book' });
  expect(parseRoute(hrefOf({ page: 'home' }), 'home')).toEqual({ page: 'home' });
});

test('hrefOf and parseRoute agree on every page and id', () => {
  for (const id of ['7', '0b9f-11', 'a/b', 'a?b#c', 'ä %']) {
    expect(parseRoute(hrefOf({ page: 'appointment', id }))).toEqual({ page: 'appointment', id });
    const opened = { page: 'deliveries', delivery: id, search: 'q=a%3Fb' } as const;
    expect(parseRoute(hrefOf(opened))).toEqual(opened);
  }
  expect(parseRoute(hrefOf({ page: 'deliveries' }))).toEqual(desk);
});
