import { expect, test } from 'vitest';
import type { DeliveryKind } from '../generated/graphql.ts';
import { occasionsOf } from './occasions.ts';

const delivery = (id: string, kind: DeliveryKind, sequence: number, createdAt: string) => ({
  id,
  kind,
  sequence,
  createdAt,
});
const idsOf = (...deliveries: ReturnType<typeof delivery>[]) =>
  occasionsOf(deliveries).map((occasion) => occasion.deliveries.map(({ id }) => id));

test('occasionsOf puts the channels of one occasion together, and the newest occasion first', () => {
  expect(
    idsOf(
      delivery('a', 'CONFIRMATION', 0, '09:00'),
      delivery('b', 'CONFIRMATION', 0, '09:00'),
      delivery('c', 'CHANGE', 1, '10:00'),
      delivery('d', 'CHANGE', 2, '11:00'),
      delivery('e', 'CANCELLATION', 3, '12:00'),
    ),
  ).toEqual([['e'], ['d'], ['c'], ['a', 'b']]);
});

test('occasionsOf keeps reminders of different times apart', () => {
  const [first, second] = ['2030-02-19T15:00:00Z', '2030-02-20T13:00:00Z'];
  expect(
    idsOf(
      delivery('a', 'REMINDER', 1, first),
      delivery('b', 'REMINDER', 1, first),
      delivery('c', 'REMINDER', 1, second),
    ),
  ).toEqual([['c'], ['a', 'b']]);
});
