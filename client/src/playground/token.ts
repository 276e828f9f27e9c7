import type { KeptTexts } from '../storage/safe-storage.ts';

const TOKEN_KEY = 'belltower.playground-token';

/**
 * The token that this page was opened with (`#token=…`, or `?token=…`), out of the address, so that no browser history keeps it. It
 * is for this tab alone, and signs nobody in: else a link of a stranger's would. Null where there is none: then the session counts.
 */
export function takeToken(location: Location, history: History, tab: KeptTexts): string | null {
  const given =
    new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token');
  if (given === null) return tab.getItem(TOKEN_KEY);
  tab.setItem(TOKEN_KEY, given);
  history.replaceState(null, '', location.pathname);
  return given;
}
