/** What a session needs of the browser's window, so that all of its tabs have one. */
import { openStorage } from '../storage/safe-storage.ts';
import { SESSION_KEY } from './kept-session.ts';
import type { SessionOptions } from './session.ts';

/** How long a tab waits for another that renews the session, in milliseconds. */
const LOCK_MS = 20_000;
const LOCK = 'belltower.session';

/** The session's part of this window. `answer`: what the browser came back from the provider with. */
export function sessionOptions(answer: string | null): SessionOptions {
  const loading = () => import('./provider.ts');
  const fetch = window.fetch.bind(window);
  return {
    storage: openStorage(() => window.localStorage),
    fetch,
    answer,
    place: () => `${window.location.pathname}${window.location.search}${window.location.hash}`,
    go: (url) => window.location.assign(url),
    show(place) {
      const isThisPage = new URL(place, window.location.href).pathname === window.location.pathname;
      if (!isThisPage) return window.location.replace(place);
      window.history.replaceState(null, '', place);
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    },
    onStored(listener) {
      window.addEventListener('storage', ({ key }) => {
        if (key === SESSION_KEY || key === null) listener();
      });
      window.addEventListener('pageshow', ({ persisted }) => persisted && listener()); // it heard nothing while it was kept
    },
    locked: async (run) => {
      // Over plain HTTP there are no locks. Then two tabs may renew at once.
      if (navigator.locks === undefined) return await run();
      return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_MS) }, run);
    },
    async provider(settings) {
      const { createSignInProvider } = await loading();
      return createSignInProvider(settings, { origin: window.location.origin, fetch });
    },
  };
}
