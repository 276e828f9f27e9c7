/**
 * Promise: a change reaches exactly those subscribers whose key it carries and who may see it; nothing is broadcast and
 * filtered. A key without subscribers leaves no entry behind.
 *
 * In: what the projection has stored, in order. Out: one {@link PublishedChange} for each change, to each subscriber.
 */
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import type { Generation } from './generation.ts';
import { type Positions, withPosition } from './positions.ts';

/** What a subscriber wants to see. */
export type Interest =
  /** One appointment; `userId` null is staff, who see it whatever user it belongs to. */
  | { readonly kind: 'appointment'; readonly appointmentId: string; readonly userId: string | null }
  /** Everything of one customer. */
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'staff' };

/** A change as it goes out: with where the feed stood right after it. Equal subscribers get the same object. */
export interface PublishedChange {
  readonly epoch: string;
  readonly generation: Generation;
  readonly change: PlacedChange;
  readonly positions: Positions;
}

/** Receives changes as they are published. No method throws. */
export interface Subscriber {
  onChange(published: PublishedChange): void;
  /**
   * This process begins to read the log only now, at the position of the tables: what other instances stored before was
   * not published here, and has to be read from the tables.
   */
  onBegin(): void;
  /** The positions no longer mean anything, or changes were lost: a stream cannot go on from its position. */
  onExpire(): void;
}

/** Routes changes of one process. */
export interface Hub {
  /** Attaches a subscriber; returns what detaches it. */
  attach(interest: Interest, subscriber: Subscriber): () => void;
  /** Publishes the changes of a partition, in order of position, after it was read up to `through`. */
  publish(partition: number, changes: readonly PlacedChange[], through: number): void;
  /** Begins an epoch, or a generation of it. Subscribers expire if there was another one before, else they begin. */
  begin(epoch: string, positions: Positions, generation?: Generation): void;
  /** Continues with the same positions in the next generation, which cursors name from now on. */
  continueIn(generation: Generation): void;
  /** Changes were lost that no stream can be given: all subscribers expire. */
  expire(): void;
  /** Where this process stands. */
  readonly positions: Positions;
  /** How many subscribers are attached. */
  readonly subscribers: number;
}

/** Makes a hub that has no epoch yet. */
export function createHub(): Hub {
  const byAppointment = new Map<string, Map<Subscriber, string | null>>();
  const byUser = new Map<string, Map<Subscriber, string | null>>();
  const staff = new Map<Subscriber, null>();
  let epoch = '';
  let generation: Generation = null;
  let positions: Positions = [];
  let subscribers = 0;

  function listenersOf(interest: Interest): [Map<Subscriber, string | null>, () => void] {
    switch (interest.kind) {
      case 'appointment':
        return entryOf(byAppointment, interest.appointmentId);
      case 'user':
        return entryOf(byUser, interest.userId);
      case 'staff':
        return [staff, () => {}];
    }
  }

  function allSubscribers(): Subscriber[] {
    return [...byAppointment.values(), ...byUser.values(), staff].flatMap((listeners) => [...listeners.keys()]);
  }

  function expire(): void {
    for (const subscriber of allSubscribers()) subscriber.onExpire();
  }

  return {
    attach(interest, subscriber) {
      const [listeners, tidy] = listenersOf(interest);
      listeners.set(subscriber, interest.kind === 'appointment' ? interest.userId : null);
      subscribers++;
      return () => {
        if (!listeners.delete(subscriber)) return;
        subscribers--;
        tidy();
      };
    },
    publish(partition, changes, through) {
      for (const change of changes) {
        positions = withPosition(positions, partition, change.position);
        const published = { epoch, generation, change, positions };
        for (const [subscriber, userId] of byAppointment.get(change.appointmentId) ?? []) {
          if (userId === null || userId === change.userId) subscriber.onChange(published);
        }
        if (change.userId !== null) {
          for (const subscriber of byUser.get(change.userId)?.keys() ?? []) subscriber.onChange(published);
        }
        for (const subscriber of staff.keys()) subscriber.onChange(published);
      }
      positions = withPosition(positions, partition, through);
    },
    begin(next, at, nextGeneration = null) {
      const before = epoch;
      const same = before === next && generation === nextGeneration;
      epoch = next;
      generation = nextGeneration;
      positions = at;
      if (same) return;
      if (before !== '') expire();
      else for (const subscriber of allSubscribers()) subscriber.onBegin();
    },
    continueIn(next) {
      generation = next;
    },
    expire,
    get positions() {
      return positions;
    },
    get subscribers() {
      return subscribers;
    },
  };
}

/** The subscribers of one key, and what removes its entry once it is empty. */
function entryOf(
  index: Map<string, Map<Subscriber, string | null>>,
  key: string,
): [Map<Subscriber, string | null>, () => void] {
  const listeners = index.get(key) ?? new Map<Subscriber, string | null>();
  index.set(key, listeners);
  return [
    listeners,
    () => {
      if (listeners.size === 0 && index.get(key) === listeners) index.delete(key);
    },
  ];
}
