/** The link with which a guest sees one appointment: `/a#` and a token, as a JWT or in 38 characters. */
import type { KeptTexts } from '../storage/safe-storage.ts';

/** Where the token is kept: for this tab only, and apart from that of who is signed in here. */
const GUEST_KEY = 'belltower.guest';

/**
 * The token of this tab: the one in the address, else the one that was there before a reload; null: there was none. One from the
 * address is moved out of it, so that it is in no screenshot, bookmark or history.
 */
export function takeGuestToken(location: Location, history: History, storage: KeptTexts): string | null {
  const given = location.hash.slice(1);
  if (given === '') return storage.getItem(GUEST_KEY);
  storage.setItem(GUEST_KEY, given);
  history.replaceState(null, '', location.pathname);
  return given;
}
