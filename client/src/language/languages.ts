/** The languages that customers' pages speak, and which one a reader gets. Pure. */

/** The languages, as each calls itself. */
export const LANGUAGES = {
  en: { name: 'English', locale: 'en-GB', dir: 'ltr' },
  de: { name: 'Deutsch', locale: 'de-DE', dir: 'ltr' },
  fr: { name: 'Français', locale: 'fr-FR', dir: 'ltr' },
  es: { name: 'Español', locale: 'es-ES', dir: 'ltr' },
} as const;

/** One of them (BCP 47). */
export type Language = keyof typeof LANGUAGES;

/** The language of a tag such as `de-AT`; null where the pages do not speak it. */
export function languageOf(tag: string | null | undefined): Language | null {
  const [language = ''] = (tag ?? '').toLowerCase().split(/[-_]/);
  return isLanguage(language) ? language : null;
}

/** The first of `wanted` that the pages speak, the most wanted first; English where there is none. */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): Language {
  return wanted.map(languageOf).find((language) => language !== null) ?? 'en';
}

/**
 * How dates and numbers are written: by the first of `wanted` that is this language (`de-AT`), else as the language does.
 * Some browsers name languages that `Intl` refuses, such as `en-US@posix`.
 */
export function localeFor(language: Language, wanted: readonly (string | null)[]): string {
  const tag = wanted.find((one) => one !== null && languageOf(one) === language && isLocale(one));
  return tag ?? LANGUAGES[language].locale;
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
