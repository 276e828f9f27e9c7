import type { DeskRow } from './documents.ts';

/** The orders that the list can have: the first is the one without a word in the address. */
export const ORDERS = {
  CREATED_DESC: { name: 'Newest first', word: '' },
  UPDATED_DESC: { name: 'Last changed first', word: '-updated' },
  UPDATED_ASC: { name: 'Longest unchanged first', word: 'updated' },
  APPOINTMENT_TIME_ASC: { name: 'Soonest appointment first', word: 'time' },
  APPOINTMENT_TIME_DESC: { name: 'Latest appointment first', word: '-time' },
} as const;

/** One of them, as the server names it. */
export type Order = keyof typeof ORDERS;

/** Their names, in the order they are offered in. */
export const ORDER_NAMES = Object.keys(ORDERS) as readonly Order[];

/** What a row's place in the list depends on. */
export type Place = Pick<DeskRow, 'createdAt' | 'updatedAt' | 'id'> & {
  readonly appointment: Pick<NonNullable<DeskRow['appointment']>, 'time'> | null;
};

/** Reads an order from the address. What cannot be read is the newest first. */
export function parseOrder(word: string | null): Order {
  return ORDER_NAMES.find((name) => ORDERS[name].word === (word ?? '')) ?? 'CREATED_DESC';
}

/** Negative when `one` comes before `other`; at the same time the greater id comes first where the latest does, else the smaller. */
export function comparePlaces(order: Order, one: Place, other: Place): number {
  const [first, second] = [keyOf(order, one), keyOf(order, other)];
  const ids = one.id < other.id ? -1 : Number(one.id > other.id);
  if (first === null && second === null) return comparePlaces('CREATED_DESC', one, other);
  if (first === null || second === null) return first === null ? 1 : -1;
  return (first - second || ids) * (order.endsWith('_ASC') ? 1 : -1);
}

/** Null where there is nothing to order by: a delivery of another system has no appointment here, and comes last, the newest first. */
function keyOf(order: Order, { createdAt, updatedAt, appointment }: Place): number | null {
  switch (order) {
    case 'CREATED_DESC':
      return Date.parse(createdAt);
    case 'UPDATED_ASC':
    case 'UPDATED_DESC':
      return Date.parse(updatedAt);
    case 'APPOINTMENT_TIME_ASC':
    case 'APPOINTMENT_TIME_DESC':
      return appointment === null ? null : Date.parse(appointment.time);
  }
}
