import { type ReactNode, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { PageBoundary } from './errors/PageBoundary.tsx';
import { createLanguageStore } from './language/language-store.ts';
import { loadCatalogue } from './language/load-catalogue.ts';
import { Speaking } from './language/Speaking.tsx';
import { PageSkeleton } from './loading/PageSkeleton.tsx';
import { openStorage } from './storage/safe-storage.ts';
import './design/index.css';

/** Shows `page` in the document's `#root`, once the language of the page is loaded: until then what the document has there stays. */
export function startPage(page: () => ReactNode): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('Expected an element #root in the document and got none.');
  const languages = createLanguageStore({
    storage: openStorage(() => window.localStorage),
    browserLanguages: navigator.languages,
    load: loadCatalogue,
  });
  const stop = languages.onChange(() => {
    stop();
    createRoot(root).render(
      <StrictMode>
        <PageBoundary place="">
          <Suspense fallback={<PageSkeleton />}>
            <Speaking store={languages} waiting={<PageSkeleton />} page={page} />
          </Suspense>
        </PageBoundary>
      </StrictMode>,
    );
  });
}
