import type { DeliveryKind } from '../generated/graphql.ts';

/** The messages that went out together, one on each channel: for a booking, a change, a cancellation or one reminder. */
export interface Occasion<Delivery> {
  readonly key: string;
  readonly kind: DeliveryKind;
  /** The appointment's sequence that they show. */
  readonly sequence: number;
  readonly deliveries: readonly [Delivery, ...Delivery[]];
}

/** What one occasion differs in from another. Several reminders of one sequence are planned for different times. */
export interface OfOccasion {
  readonly kind: DeliveryKind;
  readonly sequence: number;
  readonly createdAt: string;
}

/** Deliveries, oldest first as the server answers them, by their occasions, the newest first. */
export function occasionsOf<Delivery extends OfOccasion>(deliveries: readonly Delivery[]): Occasion<Delivery>[] {
  const found = new Map<string, Occasion<Delivery>>();
  for (const delivery of deliveries) {
    const { kind, sequence } = delivery;
    const key = occasionKey(delivery);
    const known = found.get(key);
    found.set(key, { key, kind, sequence, deliveries: known ? [...known.deliveries, delivery] : [delivery] });
  }
  return [...found.values()].reverse();
}

/** What deliveries of one appointment have in common that went out together. */
export function occasionKey({ kind, sequence, createdAt }: OfOccasion): string {
  return `${sequence} ${kind}${kind === 'REMINDER' ? ` ${createdAt}` : ''}`;
}
