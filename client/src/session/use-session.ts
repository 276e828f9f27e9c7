import { createContext, use, useSyncExternalStore } from 'react';
import type { Session, SessionStore } from './session.ts';

/** Hands the tab's session store down the tree. */
export const SessionContext = createContext<SessionStore | null>(null);

/** The tab's session store. */
export function useSessionStore(): SessionStore {
  const store = use(SessionContext);
  if (store === null) throw new Error('Expected a SessionContext around this component and got none.');
  return store;
}

/** The session now; renders again after each sign-in and sign-out. */
export function useSession(): Session {
  const store = useSessionStore();
  return useSyncExternalStore(store.onChange, store.current);
}
