import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from 'react';
import type { LanguageStore } from './language-store.ts';
import { LANGUAGES } from './languages.ts';
import { NotSpoken } from './NotSpoken.tsx';
import type { Speech } from './text.ts';

const LanguageContext = createContext<LanguageStore | null>(null);

/**
 * Renders `page` once the page's language is loaded, and again whenever another is spoken; `waiting` until then. The
 * document says which language it is.
 */
export function Speaking({
  store,
  waiting,
  page,
}: {
  store: LanguageStore;
  waiting: ReactNode;
  page: () => ReactNode;
}) {
  const spoken = useSyncExternalStore(store.onChange, store.current);
  const language = spoken === null || spoken === 'failed' ? null : spoken.language;
  useEffect(() => {
    if (language === null) return;
    document.documentElement.lang = language;
    document.documentElement.dir = LANGUAGES[language].dir;
  }, [language]);
  if (spoken === 'failed') return <NotSpoken />;
  if (spoken === null) return waiting;
  return <LanguageContext value={store}>{page()}</LanguageContext>;
}

/** The store of the page's language. */
export function useLanguageStore(): LanguageStore {
  const store = use(LanguageContext);
  if (store === null) throw new Error('Expected a Speaking around this component and got none.');
  return store;
}

/** What the page speaks; renders again when that changes. */
export function useSpeech(): Speech {
  const store = useLanguageStore();
  const spoken = useSyncExternalStore(store.onChange, store.current);
  if (spoken === null || spoken === 'failed') throw new Error('Expected a language to be spoken and got none.');
  return spoken;
}
