import { useEffect, useState } from 'react';
import { useLanguageStore } from './Speaking.tsx';

/**
 * Suggests the language of what is shown (BCP 47; null: it has none), once it is known. Whether the page speaks it, or what it speaks
 * instead: shown before, a page would change its language under the reader.
 */
export function useSuggestedLanguage(tag: string | null | undefined): boolean {
  const languages = useLanguageStore();
  const [isSpoken, setSpoken] = useState(false);
  useEffect(() => {
    if (tag === undefined) return;
    let isOver = false;
    void languages.suggest(tag).then(() => {
      if (!isOver) setSpoken(true);
    });
    return () => {
      isOver = true;
    };
  }, [languages, tag]);
  return isSpoken;
}
