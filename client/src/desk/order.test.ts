import { expect, test } from 'vitest';
import { aRow } from './a-row.ts';
import { comparePlaces, ORDER_NAMES, ORDERS, type Order, parseOrder } from './order.ts';

const appointment = aRow('x').appointment;
const at = (time: string) => appointment && { ...appointment, time };
const ROWS = [
  aRow('a', {
    createdAt: '2030-01-01T01:00:00Z',
    updatedAt: '2030-01-01T09:00:00Z',
    appointment: at('2030-03-01T00:00:00Z'),
  }),
  aRow('b', {
    createdAt: '2030-01-01T02:00:00Z',
    updatedAt: '2030-01-01T08:00:00Z',
    appointment: at('2030-02-01T00:00:00Z'),
  }),
  aRow('c', {
    createdAt: '2030-01-01T02:00:00Z',
    updatedAt: '2030-01-01T08:00:00Z',
    appointment: at('2030-02-01T00:00:00Z'),
  }),
  aRow('y', { createdAt: '2030-01-01T03:00:00Z', updatedAt: '2030-01-01T03:00:00Z', appointment: null }),
  aRow('z', { createdAt: '2030-01-01T03:00:00Z', updatedAt: '2030-01-01T04:00:00Z', appointment: null }),
];

test.each([
  ['CREATED_DESC', 'zycba'],
  ['UPDATED_DESC', 'acbzy'],
  ['UPDATED_ASC', 'yzbca'],
  ['APPOINTMENT_TIME_ASC', 'bcazy'],
  ['APPOINTMENT_TIME_DESC', 'acbzy'],
] as const)('comparePlaces orders by %s as the server does, what has no appointment last', (order: Order, ids) => {
  for (const rows of [ROWS, ROWS.toReversed()]) {
    expect(
      [...rows]
        .sort((one, other) => comparePlaces(order, one, other))
        .map(({ id }) => id)
        .join(''),
    ).toBe(ids);
  }
});

test('parseOrder reads every order’s word, and takes another for the newest first', () => {
  for (const order of ORDER_NAMES) expect(parseOrder(ORDERS[order].word)).toBe(order);
  expect([parseOrder(null), parseOrder('sideways')]).toEqual(['CREATED_DESC', 'CREATED_DESC']);
});
