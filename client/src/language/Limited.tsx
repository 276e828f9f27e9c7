import { type ReactNode, useEffect } from 'react';
import type { Language } from './languages.ts';
import { useLanguageStore, useSpeech } from './Speaking.tsx';

/** Has the page speak one language for as long as this is shown, such as English to staff; null: any. `waiting` until it is spoken. */
export function Limited({ to, waiting, children }: { to: Language | null; waiting: ReactNode; children: ReactNode }) {
  const store = useLanguageStore();
  const { language } = useSpeech();
  useEffect(() => {
    store.limitTo(to);
    return () => store.limitTo(null);
  }, [store, to]);
  return to === null || to === language ? children : waiting;
}
