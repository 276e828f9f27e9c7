import { createContext, use } from 'react';
import type { SentKeys } from '../storage/sent-keys.ts';

/** Where a tab keeps the idempotency key of its change. */
export const CHANGE_KEY = 'belltower.change';

/** Hands the keys of changes down the tree. */
export const ChangeKeysContext = createContext<SentKeys | null>(null);

/** The keys under which changes of appointments are sent. */
export function useChangeKeys(): SentKeys {
  const keys = use(ChangeKeysContext);
  if (keys === null) throw new Error('Expected a ChangeKeysContext around this component and got none.');
  return keys;
}
