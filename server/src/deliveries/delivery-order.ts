import type { Direction, Place } from '../db/pages.ts';
import type { DeliveryRow } from './delivery.ts';

/** In which order deliveries are listed. */
export type DeliveryOrder = keyof typeof ORDERS;

const ORDERS = {
  'created-desc': { by: 'createdAt', direction: 'desc' },
  'updated-desc': { by: 'updatedAt', direction: 'desc' },
  'updated-asc': { by: 'updatedAt', direction: 'asc' },
  'appointment-time-asc': { by: 'appointmentTime', direction: 'asc' },
  'appointment-time-desc': { by: 'appointmentTime', direction: 'desc' },
} as const satisfies Record<string, { by: 'createdAt' | 'updatedAt' | 'appointmentTime'; direction: Direction }>;

/** By which instant, and in which direction. */
export function orderOf(order: DeliveryOrder) {
  return ORDERS[order];
}

/** The names of a list in one order, and of its parts: after those with an appointment of ours come the others, newest first. */
export function listsOf(order: DeliveryOrder): readonly string[] {
  const whole = order === 'created-desc' ? 'deliveries' : `deliveries-${order}`;
  return ORDERS[order].by === 'appointmentTime' ? [whole, `${whole}-foreign`] : [whole];
}

/** A delivery in a list, with its place there. */
export interface PlacedDelivery {
  readonly row: DeliveryRow;
  readonly place: Place;
}
