/**
 * Promise: a JSON text costs time and memory in proportion to its bytes. One that has more values than any request needs, or
 * nests deeper, is refused before it is parsed: 2 MB of `{},{},…` are 650,000 objects.
 */

/** How much a JSON text may contain. */
export interface JsonBudget {
  /** Values: items and properties, at all depths. */
  readonly values: number;
  /** Objects and lists within each other. */
  readonly depth: number;
}

/** A hundred times what our own clients send. */
export const requestBudget: JsonBudget = { values: 10_000, depth: 50 };

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether a text, if it is JSON, is within a budget. The content of its strings is skipped. */
export function isWithin(text: string, { values, depth }: JsonBudget): boolean {
  let separators = 0;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++open > depth || ++separators > values) return false;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        open--;
        break;
      case COMMA:
        if (++separators > values) return false;
    }
  }
  return true;
}

/** Where the string that begins at `start` ends: at the next quote after an even number of backslashes. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
