/** For unit tests: speaks a language as if it had been loaded. */
import de from '../../catalogues/de.json';
import en from '../../catalogues/en.json';
import es from '../../catalogues/es.json';
import fr from '../../catalogues/fr.json';
import { LANGUAGES, type Language } from './languages.ts';
import { speak } from './text.ts';

const CATALOGUES = { en, de, fr, es };

/** Speaks `language`, in its own locale. */
export function speakForTest(language: Language): void {
  speak({ language, locale: LANGUAGES[language].locale, catalogue: CATALOGUES[language] });
}
