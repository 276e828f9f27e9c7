import { expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createLanguageStore, LANGUAGE_KEY } from './language-store.ts';
import { chooseLanguage, type Language, languageOf, localeFor } from './languages.ts';
import type { Catalogue } from './text.ts';

const CATALOGUE = { loading: 'x' } as Catalogue;

/** A store whose catalogues arrive when they are let; those of `failing` never do. */
function open(browserLanguages: readonly string[], storage = createMemoryStorage(), failing: Language[] = []) {
  const loaded: Language[] = [];
  const store = createLanguageStore({
    storage,
    browserLanguages,
    load: async (language) => {
      loaded.push(language);
      if (failing.includes(language)) throw new TypeError('Failed to fetch');
      return CATALOGUE;
    },
  });
  const spoken = () => {
    const now = store.current();
    return now === null || now === 'failed' ? now : `${now.language} ${now.locale}`;
  };
  const until = (wanted: string) => vi.waitFor(() => expect(spoken()).toBe(wanted));
  return { store, storage, loaded, spoken, until };
}

test.each([
  ['de-AT', 'de'],
  ['FR', 'fr'],
  ['es_419', 'es'],
  ['pt-BR', null],
  ['', null],
  [null, null],
  ['constructor', null],
  ['en-US@posix', 'en'],
] as const)('languageOf %j is %j', (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});

test('chooseLanguage takes the first that the pages speak, and English where there is none', () => {
  expect(chooseLanguage([null, 'pt-BR', 'fr-CA', 'de'])).toBe('fr');
  expect(chooseLanguage(['ar', 'ja-JP'])).toBe('en');
});

test('localeFor writes dates as the browser does in that language, and passes over what Intl refuses', () => {
  expect(localeFor('de', ['en-US', 'de-AT', 'de'])).toBe('de-AT');
  expect(localeFor('en', ['en-US@posix', 'de'])).toBe('en-GB');
  expect(localeFor('fr', ['de'])).toBe('fr-FR');
});

test('the store speaks the browser’s language, and loads no other', async () => {
  const { loaded, until } = open(['pt-BR', 'de-AT', 'en']);
  await until('de de-AT');
  expect(loaded).toEqual(['de']);
});

test('a language that the reader chose is kept, and stands against the appointment’s', async () => {
  const { store, storage, until } = open(['en']);
  await until('en en');
  store.choose('es');
  await until('es es-ES');
  void store.suggest('de');
  expect(storage.getItem(LANGUAGE_KEY)).toBe('es');
  const next = open(['en'], storage);
  await next.until('es es-ES');
  expect(next.loaded).toEqual(['es']);
});

test('the appointment’s language is better than the browser’s, if the pages speak it', async () => {
  const { store, until, spoken } = open(['en-GB', 'fr']);
  await until('en en-GB');
  void store.suggest('pt-BR');
  await store.suggest('fr-CA');
  expect(spoken()).toBe('fr fr');
  void store.suggest(null);
  await until('en en-GB');
});

test('staff are limited to English, and what they chose as customers comes back', async () => {
  const { store, until } = open(['de']);
  await until('de de');
  store.limitTo('en');
  await until('en en-GB');
  store.limitTo(null);
  await until('de de');
});

test('of two choices the last one is spoken, whichever is loaded first', async () => {
  const { store, until, spoken } = open(['en']);
  await until('en en');
  const changed = vi.fn();
  store.onChange(changed);
  store.choose('de');
  store.choose('fr');
  await until('fr fr-FR');
  expect(changed).toHaveBeenCalledTimes(1);
  expect(spoken()).toBe('fr fr-FR');
});

test('a first catalogue that cannot be loaded is said; a later one leaves what is spoken, and can be chosen again', async () => {
  const first = open(['fr'], createMemoryStorage(), ['fr']);
  await first.until('failed');
  first.store.choose('en');
  await first.until('en en-GB');
  first.store.choose('fr');
  await vi.waitFor(() => expect(first.loaded).toEqual(['fr', 'en', 'fr']));
  expect(first.spoken()).toBe('en en-GB');
  first.store.choose('fr');
  await vi.waitFor(() => expect(first.loaded).toHaveLength(4));
});
