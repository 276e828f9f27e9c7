/** What a translator can get wrong in a catalogue is found here. */
import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { catalogues } from './generated/catalogues.ts';

type Texts = Readonly<Record<string, string>>;

const folder = new URL('../catalogues/', import.meta.url);
const files = readdirSync(folder).map((name) => [
  name.replace(/\.json$/, ''),
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Texts,
]) as [string, Texts][];
const english: Texts = catalogues.en;
const sources = readdirSync(new URL('./', import.meta.url))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');

/** The names of what is filled in, also inside plurals. */
function placeholdersOf(text: string): readonly string[] {
  const names = new Set<string>();
  const visit = (elements: ReturnType<IntlMessageFormat['getAst']>) => {
    for (const element of elements) {
      if ('value' in element && element.type !== 0) names.add(String(element.value));
      if ('options' in element) for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

/** What is wrong with a catalogue, beside the English one. */
function problemsOf(tag: string, texts: Texts): readonly string[] {
  const problems: string[] = [];
  if (Intl.getCanonicalLocales(tag)[0] !== tag) problems.push(`${tag}: is no language tag in its canonical form`);
  for (const id of Object.keys(english)) if (!texts[id]?.trim()) problems.push(`${tag}: ${id} is missing`);
  for (const [id, text] of Object.entries(texts)) {
    const wanted = english[id];
    if (wanted === undefined) problems.push(`${tag}: ${id} is no text of ours`);
    else if (placeholdersOf(text).join() !== placeholdersOf(wanted).join()) {
      problems.push(`${tag}: ${id} is to have ${placeholdersOf(wanted)}, and has ${placeholdersOf(text)}`);
    }
  }
  const dates = texts.dateLocale ?? '';
  if (
    new Intl.Locale(dates).language !== new Intl.Locale(tag).language ||
    new Intl.Locale(dates).region === undefined
  ) {
    problems.push(`${tag}: dateLocale is to be of the same language, with a region`);
  }
  return problems;
}

describe('the catalogues', () => {
  it('are all in the list that is loaded', () => {
    expect(Object.entries(catalogues)).toEqual(files.sort(([one], [other]) => (one < other ? -1 : 1)));
  });

  it.each(files)('of %s has every text, no other, and the same placeholders', (tag, texts) => {
    expect(problemsOf(tag, texts)).toEqual([]);
  });

  it('have no text that no message uses', () => {
    const ids = Object.keys(english).filter((id) => id !== 'dateLocale');
    expect(ids.filter((id) => !sources.includes(`'${id}'`))).toEqual([]);
  });

  it('are found wrong where a text is missing, unknown, or without what is filled in', () => {
    const { heading: _, ...rest } = english;
    const broken = { ...rest, subject: 'Your appointment', greetings: 'Hi', minutes: '{count} minutes {other}' };
    expect(problemsOf('en', broken)).toEqual([
      'en: heading is missing',
      'en: subject is to have when, and has ',
      'en: minutes is to have count, and has count,other',
      'en: greetings is no text of ours',
    ]);
    expect(problemsOf('de', english)).toEqual(['de: dateLocale is to be of the same language, with a region']);
  });
});
