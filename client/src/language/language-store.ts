import type { KeptTexts } from '../storage/safe-storage.ts';
import { chooseLanguage, type Language, languageOf, localeFor } from './languages.ts';
import { type Catalogue, type Speech, speak } from './text.ts';

/** Where the chosen language is kept, for this browser. */
export const LANGUAGE_KEY = 'belltower.language';

/** The language of a page: chosen by the reader, else suggested, else the browser's. */
export interface LanguageStore {
  /** What is spoken now; null before the first catalogue is loaded, `failed` where it cannot be. */
  current(): Speech | 'failed' | null;
  /** Calls `listener` after each change of `current()`. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** The reader chooses a language, which is kept. */
  choose(language: Language): void;
  /** What is shown is in this language (BCP 47), such as that of the appointment: better than the browser's, unless one was chosen. Resolves when that is spoken, or cannot be. */
  suggest(tag: string | null): Promise<void>;
  /** Only this language is spoken from now on; null: any. */
  limitTo(language: Language | null): void;
}

/** Opens the store, and begins to load the first catalogue. `load` loads one. */
export function createLanguageStore({
  storage,
  browserLanguages,
  load,
}: {
  storage: KeptTexts;
  browserLanguages: readonly string[];
  load: (language: Language) => Promise<Catalogue>;
}): LanguageStore {
  const listeners = new Set<() => void>();
  let current: Speech | 'failed' | null = null;
  let limit: Language | null = null;
  let chosen = languageOf(storage.getItem(LANGUAGE_KEY));
  let suggested: string | null = null;
  let latest: Language | null = null;

  function wanted(): Language {
    return limit ?? chosen ?? chooseLanguage([suggested, ...browserLanguages]);
  }

  async function update() {
    const language = wanted();
    if (language === latest) return;
    latest = language;
    try {
      const catalogue = await load(language);
      if (language !== latest) return; // another one was chosen meanwhile
      current = { language, locale: localeFor(language, [...browserLanguages, suggested]), catalogue };
      speak(current);
    } catch {
      if (language !== latest) return;
      latest = null; // the next choice loads it again
      if (current !== null) return; // what is spoken goes on
      current = 'failed';
    }
    for (const listener of listeners) listener();
  }

  void update();
  return {
    current: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    choose(language) {
      chosen = language;
      storage.setItem(LANGUAGE_KEY, language);
      void update();
    },
    suggest(tag) {
      suggested = tag;
      return update();
    },
    limitTo(language) {
      limit = language;
      void update();
    },
  };
}
