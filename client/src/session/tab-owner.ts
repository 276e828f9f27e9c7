/** Whose tab this is: what a person typed here must not be found by the next. */
import type { KeptTexts } from '../storage/safe-storage.ts';
import type { Session, SessionStore } from './session.ts';

const OWNER_KEY = 'belltower.tab-owner';

/**
 * Calls `forget` when the person whose tab it is has left, here or in another tab, or when another is signed in. Whose session was
 * ended finds everything as they left it. Returns the function that ends it.
 */
export function keepTabToOne(
  store: Pick<SessionStore, 'current' | 'onChange'>,
  tab: KeptTexts,
  forget: () => void,
): () => void {
  const look = () => keepToOwner(store.current(), tab, forget);
  look();
  return store.onChange(look);
}

function keepToOwner(session: Session, tab: KeptTexts, forget: () => void): void {
  if (session.kind === 'returning' || (session.kind === 'signed-out' && (session.ended || session.failure))) return;
  const owner = tab.getItem(OWNER_KEY);
  const next = session.kind === 'signed-in' ? session.claims.sub : null;
  if (owner === next) return;
  if (owner !== null) forget();
  if (next === null) tab.removeItem(OWNER_KEY);
  else tab.setItem(OWNER_KEY, next);
}
