import { TOKEN_KEY } from '../session/session.ts';

/**
 * The token to begin with: the one in the address (`#token=…`, or `?token=…`), else that of this tab's session, else
 * none. One from the address is moved into the session and out of the address, so that no browser history keeps it.
 */
export function takeToken(location: Location, history: History, storage: Storage): string {
  const given =
    new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token');
  if (given === null) return storage.getItem(TOKEN_KEY) ?? '';
  storage.setItem(TOKEN_KEY, given);
  history.replaceState(null, '', location.pathname);
  return given;
}
