const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A text, cut. */
export interface Cut {
  /** At most so many UTF-16 units, with an ellipsis where it is cut. */
  readonly kept: string;
  /** What was cut off; empty where nothing was. */
  readonly rest: string;
}

/** The characters that people see in a text, one after the other. */
export function* graphemesOf(text: string): Iterable<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Cuts a text between the characters that people see. */
export function cut(text: string, longest: number): Cut {
  if (text.length <= longest) return { kept: text, rest: '' };
  let length = 0;
  for (const grapheme of graphemesOf(text)) {
    if (length + grapheme.length > longest - 1) break;
    length += grapheme.length;
  }
  return { kept: `${text.slice(0, length).trimEnd()}…`, rest: text.slice(length).trim() };
}

/** What is kept of a text that is cut. */
export function shorten(text: string, longest: number): string {
  return cut(text, longest).kept;
}
