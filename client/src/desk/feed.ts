import type { DeliveryStatusChange } from '../deliveries/documents.ts';

/** Gets the changes of the feed, a burst in one call. */
export type ChangeListener = (changes: readonly DeliveryStatusChange[]) => void;

/** The desk's one subscription, shared by everything that shows deliveries there. */
export interface DeskFeed {
  /** Calls `listener` with every change from now on. Returns the function that ends it. */
  listen(listener: ChangeListener): () => void;
  /** Passes changes to the listeners. */
  publish: ChangeListener;
}

/** Makes the desk's feed. */
export function createDeskFeed(): DeskFeed {
  const listeners = new Set<ChangeListener>();
  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(changes) {
      for (const listener of listeners) listener(changes);
    },
  };
}
