// @vitest-environment node
/** What a translator can get wrong in a catalogue is found here. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './src/language/languages.ts';

type Texts = Readonly<Record<string, string>>;

const folder = join(import.meta.dirname, 'catalogues');
const files = readdirSync(folder).map((name) => [
  name.replace(/\.json$/, ''),
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
]) as [string, Texts][];
const english: Texts = Object.fromEntries(files).en ?? {};
const sources = globSync('src/**/*.{ts,tsx}', { cwd: import.meta.dirname })
  .filter((name) => !name.includes('.test.'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');

/** The names of what is filled in, those that choose with their choices, and the categories of plurals. */
function read(text: string) {
  const names = new Set<string>();
  const plurals: string[] = [];
  const visit = (elements: readonly MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound || element.type === TYPE.tag) continue;
      const choices = element.type === TYPE.select ? ` (${Object.keys(element.options).sort()})` : '';
      names.add(`${element.value}${choices}`);
      if (element.type === TYPE.plural) plurals.push(...Object.keys(element.options));
      if ('options' in element) for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(parse(text, { ignoreTag: true }));
  return { names: [...names].sort(), plurals };
}

/** What is wrong with a catalogue, beside the English one. */
function problemsOf(tag: string, texts: Texts): readonly string[] {
  const problems: string[] = [];
  const categories: readonly string[] = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  for (const id of Object.keys(english)) if (!texts[id]?.trim()) problems.push(`${tag}: ${id} is missing`);
  for (const [id, text] of Object.entries(texts)) {
    const wanted = english[id];
    if (wanted === undefined) {
      problems.push(`${tag}: ${id} is no text of ours`);
      continue;
    }
    const { names, plurals } = read(text);
    const wantedNames = read(wanted).names;
    if (names.join() !== wantedNames.join()) {
      problems.push(`${tag}: ${id} is to have ${wantedNames.join(', ')}, and has ${names.join(', ')}`);
    }
    const unknown = plurals.filter((category) => !/^=\d+$/.test(category) && !categories.includes(category));
    if (unknown.length > 0) problems.push(`${tag}: ${id} has plurals that the language has not: ${unknown.join(', ')}`);
  }
  return problems;
}

describe('the catalogues of the customers’ pages', () => {
  it('are those of the languages that the pages speak', () => {
    expect(files.map(([tag]) => tag).sort()).toEqual(Object.keys(LANGUAGES).sort());
  });

  it.each(files)('of %s has every text, no other, the same placeholders, and plurals of its language', (tag, texts) => {
    expect(problemsOf(tag, texts)).toEqual([]);
  });

  it.each(files.filter(([tag]) => tag !== 'en'))('of %s is translated: few texts are as in English', (_tag, texts) => {
    const same = Object.keys(english).filter((id) => texts[id] === english[id] && /[a-z]{4}/.test(english[id] ?? ''));
    const placeholdersOnly = same.filter((id) => !/[A-Za-z]{4}/.test((english[id] ?? '').replace(/\{[^{}]*\}/g, '')));
    expect(same.length - placeholdersOnly.length, same.join()).toBeLessThan(20);
  });

  it('have no text that no page uses', () => {
    const isUsed = (id: string) => {
      const prefixes = [...id.matchAll(/[.a-z](?=[.A-Z])|\./g)].map(({ index }) => id.slice(0, index + 1));
      return sources.includes(`'${id}'`) || prefixes.some((prefix) => sources.includes(`\`${prefix}\${`));
    };
    expect(Object.keys(english).filter((id) => !isUsed(id))).toEqual([]);
  });

  it('are found wrong where a text is missing, unknown, or without what is filled in', () => {
    const { loading: _, ...rest } = english;
    const broken = {
      ...rest,
      greetings: 'Hi',
      'details.minutes': '{count, plural, few {# minutes} other {{most}}}',
      'contact.questions': '{contactKind, select, EMAIL {Write {contact}} other {See {contact}}}',
    };
    expect(problemsOf('en', broken)).toEqual([
      'en: loading is missing',
      'en: details.minutes is to have count, and has count, most',
      'en: details.minutes has plurals that the language has not: few',
      'en: contact.questions is to have contact, contactKind (EMAIL,PHONE,other), and has contact, contactKind (EMAIL,other)',
      'en: greetings is no text of ours',
    ]);
  });
});
