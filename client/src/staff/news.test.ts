import { expect, test } from 'vitest';
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import { closed, type News, NO_NEWS, sortChanges, withFailures, without } from './news.ts';

function change(deliveryId: string, status: DeliveryStatusChange['status'], attempt = 1) {
  return { deliveryId, status, attempt } as DeliveryStatusChange;
}

function after(news: News, ...changes: DeliveryStatusChange[]): News {
  const { failed, over } = sortChanges(news, changes);
  return withFailures(without(news, over), failed);
}

const idsOf = ({ toasts }: News) => toasts.map(({ ids }) => ids);

test('each failure has a toast, failures that come at once share one, and what is no failure has none', () => {
  const news = after(NO_NEWS, change('a', 'FAILED'));
  expect(idsOf(news)).toEqual([['a']]);
  expect(idsOf(after(news, change('b', 'FAILED'), change('c', 'FAILED'), change('d', 'SENT')))).toEqual([
    ['a'],
    ['b', 'c'],
  ]);
});

test('a failure that the feed repeats is no news, and a failure of another attempt is', () => {
  const news = after(NO_NEWS, change('a', 'FAILED'));
  const [toast] = news.toasts;
  const read = closed(news, toast?.key ?? '');
  expect(idsOf(read)).toEqual([]);
  expect(idsOf(after(read, change('a', 'FAILED')))).toEqual([]);
  expect(idsOf(after(read, change('a', 'FAILED', 2)))).toEqual([['a']]);
});

test('a failure that is over within the same burst has no toast', () => {
  expect(idsOf(after(NO_NEWS, change('a', 'FAILED'), change('a', 'QUEUED', 2)))).toEqual([]);
});

test('there are at most three toasts: a fourth takes all into one', () => {
  let news = NO_NEWS;
  for (const id of ['a', 'b', 'c']) news = after(news, change(id, 'FAILED'));
  expect(idsOf(news)).toEqual([['a'], ['b'], ['c']]);
  news = after(news, change('d', 'FAILED'), change('e', 'FAILED'));
  expect(idsOf(news)).toEqual([['a', 'b', 'c', 'd', 'e']]);
  news = after(news, change('f', 'FAILED'));
  expect(idsOf(news)).toEqual([['a', 'b', 'c', 'd', 'e'], ['f']]);
});

test('a toast goes when all of its failures are over, and keeps its key until then', () => {
  const news = after(NO_NEWS, change('a', 'FAILED'), change('b', 'FAILED'));
  const fewer = after(news, change('a', 'QUEUED', 2));
  expect(fewer.toasts).toEqual([{ key: news.toasts[0]?.key, ids: ['b'] }]);
  expect(without(fewer, ['b']).toasts).toEqual([]);
  expect(without(fewer, ['x'])).toEqual(fewer);
});

test('what failed again while its toast is there moves into the new toast', () => {
  const news = after(NO_NEWS, change('a', 'FAILED'), change('b', 'FAILED'));
  expect(idsOf(after(news, change('a', 'FAILED', 2)))).toEqual([['b'], ['a']]);
});

test('of failures without end a bounded number is remembered', () => {
  let news = NO_NEWS;
  for (let count = 0; count < 3_000; count++) news = after(news, change(`${count}`, 'FAILED'));
  expect(news.known.size).toBe(1_000);
});
