import type { KeptTexts } from '../storage/safe-storage.ts';
import { createSentKeys, type SentKeys } from '../storage/sent-keys.ts';

/** Where a tab keeps what was typed into the booking form. */
export const DRAFT_KEY = 'belltower.draft';

/** Where a tab of staff keeps whom the form books for. */
export const CUSTOMER_KEY = 'belltower.customer';

/** The idempotency key of what the booking form sends. */
export function draftKeys(storage: KeptTexts): SentKeys {
  return createSentKeys(storage, 'belltower.sent');
}

/** Forgets what was typed into the booking form, without the form's code. */
export function discardDraft(storage: KeptTexts): void {
  storage.removeItem(DRAFT_KEY);
  storage.removeItem(CUSTOMER_KEY);
  draftKeys(storage).forget();
}
