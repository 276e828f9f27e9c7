import type { Language } from './languages.ts';
import type { Catalogue } from './text.ts';

/** Each language is a chunk of its own: a reader loads one. */
const LOADS = {
  en: () => import('../../catalogues/en.json'),
  de: () => import('../../catalogues/de.json'),
  fr: () => import('../../catalogues/fr.json'),
  es: () => import('../../catalogues/es.json'),
} as const satisfies Record<Language, () => Promise<{ default: Catalogue }>>;

/** Loads the texts of a language. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return (await LOADS[language]()).default;
}
