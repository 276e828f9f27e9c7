import type { DeliveryStatusChange } from '../deliveries/documents.ts';

/** Hears changes as the feed tells them, a burst at once. */
export type ChangeListener = (changes: readonly DeliveryStatusChange[]) => void;

/** The one watch of the desk, for all that shows deliveries on it. */
export interface DeskFeed {
  /** Calls `listener` with every change from now on, until the function it answers is called. */
  listen(listener: ChangeListener): () => void;
  /** Hands changes to the listeners. */
  tell: ChangeListener;
}

/** Makes it. */
export function createDeskFeed(): DeskFeed {
  const listeners = new Set<ChangeListener>();
  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(changes) {
      for (const listener of listeners) listener(changes);
    },
  };
}
