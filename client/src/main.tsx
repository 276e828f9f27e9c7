import { type ReactNode, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { PageBoundary } from './errors/PageBoundary.tsx';
import { GUEST_PATH, takeGuestToken } from './guest/guest-link.ts';
import { createLanguageStore } from './language/language-store.ts';
import { loadCatalogue } from './language/load-catalogue.ts';
import { Speaking } from './language/Speaking.tsx';
import { lazyPage } from './loading/lazy-page.ts';
import { PageSkeleton } from './loading/PageSkeleton.tsx';
import { takeAnswer } from './session/take-answer.ts';
import { openStorage } from './storage/safe-storage.ts';
import './design/index.css';

const root = document.getElementById('root');
if (root === null) throw new Error('Expected an element #root in index.html and got none.');
const storage = openStorage(() => window.sessionStorage);

// A guest loads nothing of the signed-in page, and sees no session of who is signed in here; nor the other way.
const guestApp = lazyPage(() => import('./guest/GuestApp.tsx'));
const app = lazyPage(() => import('./App.tsx'));

function pageFor({ location, history }: Window): () => ReactNode {
  if (location.pathname === GUEST_PATH) {
    const token = takeGuestToken(location, history, storage);
    guestApp.preload();
    return () => <guestApp.Page token={token} storage={storage} />;
  }
  app.preload();
  const answer = takeAnswer(window);
  return () => <app.Page storage={storage} answer={answer} />;
}

const languages = createLanguageStore({
  storage: openStorage(() => window.localStorage),
  browserLanguages: navigator.languages,
  load: loadCatalogue,
});
const page = pageFor(window);

createRoot(root).render(
  <StrictMode>
    <PageBoundary place="">
      <Suspense fallback={<PageSkeleton />}>
        <Speaking store={languages} waiting={<PageSkeleton />} page={page} />
      </Suspense>
    </PageBoundary>
  </StrictMode>,
);
