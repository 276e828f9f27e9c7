/**
 * The texts of the page in its language. A page speaks one language at a time, as its `<html lang>` says: so it is kept here,
 * and not handed through every function that words something.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from './languages.ts';

/** The name of a text. English is the catalogue that the others are compared with. */
export type TextId = keyof typeof import('../../catalogues/en.json');

/** A catalogue as the build compiles it: a text, or its parsed parts. */
export type Catalogue = Readonly<Record<TextId, string>>;

/** What a page speaks. */
export interface Speech {
  readonly language: Language;
  /** For dates and numbers: `de-AT`. */
  readonly locale: string;
  readonly catalogue: Catalogue;
}

type Format = (values?: Readonly<Record<string, unknown>>) => unknown;

let current: Speech | null = null;
let formats = new Map<TextId, Format>();

/** Has the page speak another language from now on. What is rendered must be rendered again. */
export function speak(speech: Speech): void {
  current = speech;
  formats = new Map();
}

/** What the page speaks; null before its first catalogue is loaded. */
export function speech(): Speech | null {
  return current;
}

/** How dates and numbers are written now; undefined, as the browser does, before a language is spoken. */
export function currentLocale(): string | undefined {
  return current?.locale;
}

/** A text, with its placeholders filled in. */
export function text(id: TextId, values?: Readonly<Record<string, string | number>>): string {
  return String(format(id, values));
}

/** Hebrew, Arabic and the scripts between them, with their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A text of a customer within ours: one that runs from right to left is isolated (Unicode FSI and PDI) and leaves the rest in place. */
export function isolated(given: string): string {
  return RIGHT_TO_LEFT.test(given) ? `\u2068${given}\u2069` : given;
}

/** A text with what is filled in: a list of parts where a value is no text. */
export function format(id: TextId, values?: Readonly<Record<string, unknown>>): unknown {
  return formatOf(id)(values);
}

function formatOf(id: TextId): Format {
  const known = formats.get(id);
  if (known !== undefined) return known;
  if (current === null) throw new Error(`Expected a language to be spoken before the text ${id} and got none.`);
  const source = current.catalogue[id];
  const made: Format = isPlain(source) ? () => source : formatOfParts(source, current.locale);
  formats.set(id, made);
  return made;
}

/** The build leaves a text without placeholders as it is. */
function isPlain(source: unknown): source is string {
  return typeof source === 'string';
}

function formatOfParts(parts: never, locale: string): Format {
  const message = new IntlMessageFormat(parts, locale);
  return (values) => message.format(values as never);
}
