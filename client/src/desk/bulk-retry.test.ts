import { expect, test } from 'vitest';
import type { DeliveryStatusChange } from '../deliveries/documents.ts';
import { aRow } from './a-row.ts';
import {
  openItems,
  startRetry,
  tallyOf,
  tallySentence,
  unfinishedItems,
  withAnswers,
  withFeed,
  withRefused,
} from './bulk-retry.ts';

const change = (deliveryId: string, status: DeliveryStatusChange['status'], attempt = 2): DeliveryStatusChange => ({
  cursor: 'c',
  appointmentId: 'a',
  channel: 'SMS',
  error: null,
  nextAttemptAt: null,
  occurredAt: '2030-01-01T10:00:00Z',
  deliveryId,
  status,
  attempt,
});
const run = (...ids: string[]) => startRetry(ids.map((id) => aRow(id)));
const queued = (...ids: string[]) => ids.map((id) => ({ id, status: 'QUEUED' as const, attempts: 2 }));

test('the outcome of many says where each stands now', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const begun = withAnswers(run(...ids), queued(...ids));
  expect(tallySentence(tallyOf(begun))).toBe('6 sent again: 6 waiting.');
  const ended = withFeed(begun, [
    ...['a', 'b'].map((id) => change(id, 'DELIVERED')),
    ...['c', 'd', 'e'].map((id) => change(id, 'SENT')),
    change('f', 'FAILED'),
  ]);
  expect(tallySentence(tallyOf(ended))).toBe('6 sent again: 2 delivered, 3 sent, 1 failed again.');
  expect(tallyOf(ended).stages.map(({ ids }) => ids.join(''))).toEqual(['ab', 'cde', 'f']);
  expect(unfinishedItems(ended).map(({ id }) => id)).toEqual(['c', 'd', 'e']);
});

test('the outcome does not depend on the order of answer and feed, and ignores the failure before', () => {
  const early = withAnswers(withFeed(run('a'), [change('a', 'FAILED', 1), change('a', 'SENT')]), queued('a'));
  expect(tallySentence(tallyOf(early))).toBe('1 sent again: 1 sent.');
  expect(tallySentence(tallyOf(withFeed(run('a'), [change('a', 'FAILED', 1)])))).toBe('None is sent again.');
});

test('what is refused is no part of the sum, unless it is known to be sent again', () => {
  const refused = withRefused(run('a', 'b', 'c'), [
    { id: 'a', code: 'CONFLICT' },
    { id: 'b', code: 'CONFLICT' },
  ]);
  expect(openItems(refused).map(({ id }) => id)).toEqual(['c']);
  const looked = withAnswers(refused, [{ id: 'a', status: 'FAILED', attempts: 1 }, ...queued('b')]);
  expect(tallyOf(looked)).toMatchObject({ sent: 1, refused: [{ id: 'a', refused: 'CONFLICT' }] });
});

test('a run takes no change of another delivery', () => {
  const begun = run('a');
  expect(withFeed(begun, [change('z', 'SENT')])).toBe(begun);
});
