/**
 * Promise: a change reaches exactly those subscribers whose key it carries and who may see it; nothing is broadcast and
 * filtered. What nobody listens to any more leaves nothing behind.
 */

import type { PlacedChange } from '../deliveries/delivery-change.ts';
import type { Positions } from './cursor.ts';
import type { Generation } from './generation.ts';

/** What a subscriber listens to. */
export type Interest =
  /** One appointment; `userId` null is staff, who see it whoever's it is. */
  | { readonly kind: 'appointment'; readonly appointmentId: string; readonly userId: string | null }
  /** All of one customer's own. */
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'staff' };

/** A change as it goes out: with where the feed stood right after it. Equal subscribers get the same object. */
export interface PublishedChange {
  readonly epoch: string;
  readonly generation: Generation;
  readonly change: PlacedChange;
  readonly positions: Positions;
}

/** Somebody who takes changes as they come. No method throws. */
export interface Subscriber {
  take(published: PublishedChange): void;
  /**
   * This process begins to read the log only now, where the tables stand: what other instances stored since they were
   * last looked at is told by nobody here.
   */
  begin(): void;
  /** The positions no longer mean anything, or changes were lost: nobody can go on from where they stand. */
  expire(): void;
}

/** Routes changes of one process. */
export interface Hub {
  /** Begins to listen; call what it answers to stop. */
  attach(interest: Interest, subscriber: Subscriber): () => void;
  /** Says that a partition was read up to `through`, and which changes came of it, in order of position. */
  publish(partition: number, changes: readonly PlacedChange[], through: number): void;
  /** Begins an epoch, or a generation of it: subscribers of another one expire; of the first one, they begin. */
  begin(epoch: string, positions: Positions, generation?: Generation): void;
  /** The same positions go on in the next generation: cursors name it from now on. */
  continueIn(generation: Generation): void;
  /** Changes were lost that nobody can be given: all who listen expire. */
  expire(): void;
  /** Where this process stands. */
  readonly positions: Positions;
  /** How many listen. */
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

  function everybody(): Subscriber[] {
    return [...byAppointment.values(), ...byUser.values(), staff].flatMap((listeners) => [...listeners.keys()]);
  }

  function expire(): void {
    for (const subscriber of everybody()) subscriber.expire();
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
          if (userId === null || userId === change.userId) subscriber.take(published);
        }
        if (change.userId !== null) {
          for (const subscriber of byUser.get(change.userId)?.keys() ?? []) subscriber.take(published);
        }
        for (const subscriber of staff.keys()) subscriber.take(published);
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
      else for (const subscriber of everybody()) subscriber.begin();
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

/** A copy in which one partition stands further; the same one when nothing moves. */
export function withPosition(positions: Positions, partition: number, position: number): Positions {
  if ((positions[partition] ?? -1) >= position) return positions;
  const moved = Array.from({ length: Math.max(positions.length, partition + 1) }, (_, index) => positions[index] ?? -1);
  moved[partition] = position;
  return moved;
}

/** The listeners of one key, and how to remove the entry once it is empty. */
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
