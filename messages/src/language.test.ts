import { describe, expect, it } from 'vitest';
import { hasTexts, languageFor, languages } from './language.ts';

const headingOf = (locale: string | undefined, fallback = 'fr') => languageFor(locale, fallback).text('heading');
const of = (language: string) => languageFor(language, 'en').text('heading');

describe('the language of a message', () => {
  it('is the person’s, whatever the region', () => {
    expect(languages).toEqual(expect.arrayContaining(['de', 'en', 'es', 'fr']));
    for (const [locale, language] of [
      ['de-AT', 'de'],
      ['de-Latn-CH-1996', 'de'],
      ['DE_at'.replace('_', '-'), 'de'],
      ['en-IN', 'en'],
      ['es-419', 'es'],
      ['fr-CA', 'fr'],
    ] as const) {
      expect([locale, headingOf(locale)]).toEqual([locale, of(language)]);
    }
  });

  it('is the installation’s for languages and scripts that have no texts, for none, and for what is no language', () => {
    for (const locale of [
      'pt-BR',
      'zh-Hant',
      'ja',
      'sr-Latn',
      'en-Shaw',
      'und',
      undefined,
      '',
      'x',
      'de_AT',
      '../de',
      'toString',
    ]) {
      expect([locale, headingOf(locale, 'de-AT')]).toEqual([locale, of('de')]);
      expect([locale, headingOf(locale, 'es')]).toEqual([locale, of('es')]);
    }
    expect(headingOf('ja', 'ja')).toBe(of('en'));
  });

  it('writes dates as in the person’s region, and without extensions, which change digits and calendars', () => {
    for (const [locale, dates] of [
      ['de-AT-u-nu-thai-ca-buddhist', 'de-AT'],
      ['en-US-u-hc-h23', 'en-US'],
      ['en-u-nu-arab', 'en-GB'],
      ['de', 'de-DE'],
      ['ja', 'fr-FR'],
    ] as const) {
      expect([locale, languageFor(locale, 'fr').locale]).toEqual([locale, dates]);
    }
  });

  it('has its own plurals', () => {
    const minutes = (locale: string, count: number) => languageFor(locale, 'en').text('minutes', { count });
    expect(['en', 'de', 'fr', 'es'].map((locale) => [minutes(locale, 1), minutes(locale, 90)])).toEqual([
      ['1 minute', '90 minutes'],
      ['1 Minute', '90 Minuten'],
      ['1 minute', '90 minutes'],
      ['1 minuto', '90 minutos'],
    ]);
  });

  it('takes texts of people as they are: braces and tags mean nothing', () => {
    expect(languageFor('en', 'en').text('greeting', { name: "{name} <b>'x'" })).toBe("Hello {name} <b>'x',");
  });

  it('is written from the side of its script', () => {
    expect(languageFor('de', 'en').direction).toBe('ltr');
  });

  it('is one that can be set', () => {
    expect(['de', 'de-AT', 'en-US', 'ja', 'x', ''].map(hasTexts)).toEqual([true, true, true, false, false, false]);
  });
});
