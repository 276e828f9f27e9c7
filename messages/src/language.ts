/** The texts of messages in a person's language: which catalogue is theirs, and how dates are written. Pure. */
import { IntlMessageFormat } from 'intl-messageformat';
import { cached } from './cached.ts';
import { catalogues } from './generated/catalogues.ts';

type Catalogue = (typeof catalogues)['en'];

/** The name of a text in the catalogues. */
export type TextId = Exclude<keyof Catalogue, 'dateLocale'>;

/** One language, as messages are written in it. */
export interface Language {
  /** For dates (BCP 47), without extensions: they would change digits and calendars. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly text: (id: TextId, values?: Readonly<Record<string, string | number>>) => string;
}

/** The languages that messages are written in (BCP 47). */
export const languages: readonly string[] = Object.keys(catalogues);

/**
 * The language for a person's locale, or else for the installation's, or else English.
 *
 * A catalogue fits if it is of the same language in the same script: `zh-Hant` is not written in simplified characters,
 * nor `sr-Latn` in Cyrillic ones. Of several the one of the same region is preferred.
 */
export function languageFor(locale: string | undefined, fallback: string): Language {
  return languageOf(locale) ?? languageOf(fallback) ?? createLanguage('en', catalogues.en, new Intl.Locale('en'));
}

/** Whether there are texts for a locale. */
export function hasTexts(locale: string): boolean {
  return languageOf(locale) !== null;
}

function languageOf(tag: string | undefined): Language | null {
  return tag === undefined ? null : cachedLanguage(tag);
}

/** Finding the language of a locale costs half as much as a mail. */
const cachedLanguage = cached(findLanguage);

function findLanguage(tag: string): Language | null {
  const wanted = localeOf(tag);
  if (wanted === null) return null;
  const { language, script, region } = wanted.maximize();
  const fitting = Object.entries(catalogues).filter(([name]) => {
    const offered = new Intl.Locale(name).maximize();
    return offered.language === language && offered.script === script;
  });
  const [best] = fitting.toSorted(([one], [other]) => regionScore(other, region) - regionScore(one, region));
  return best === undefined ? null : createLanguage(...best, wanted);
}

/** The catalogue of the very region is best, then the one for all regions of the language, then those of others. */
function regionScore(name: string, region: string | undefined): number {
  const own = new Intl.Locale(name).region;
  if (own === undefined) return 1;
  return own === region ? 2 : 0;
}

/** Null for what is no language tag, or names no language. */
function localeOf(tag: string): Intl.Locale | null {
  try {
    const locale = new Intl.Locale(new Intl.Locale(tag).baseName);
    return /^und\b/.test(locale.baseName) ? null : locale;
  } catch {
    return null;
  }
}

const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']);

function createLanguage(name: string, catalogue: Catalogue, wanted: Intl.Locale): Language {
  const formats = new Map<TextId, IntlMessageFormat>();
  const constants = new Map<TextId, string>();
  const formatOf = (id: TextId) =>
    formats.get(id) ?? keep(formats, id, new IntlMessageFormat(catalogue[id], name, undefined, { ignoreTag: true }));
  return {
    locale: wanted.region === undefined ? catalogue.dateLocale : wanted.baseName,
    direction: RIGHT_TO_LEFT.has(wanted.maximize().script ?? '') ? 'rtl' : 'ltr',
    text(id, values) {
      if (values !== undefined) return String(formatOf(id).format(values));
      return constants.get(id) ?? keep(constants, id, String(formatOf(id).format()));
    },
  };
}

function keep<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
