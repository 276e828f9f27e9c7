/**
 * The one rule for every text and list of a caller, in any argument: what PostgreSQL cannot store or compare (NUL, half of a
 * surrogate pair), and what is longer than any argument of the schema accepts, is refused with its path. Arguments may be stricter.
 */
import { type GraphQLInputType, getNamedType } from 'graphql';
import type { Fault } from '../../request-error.ts';

/** A cursor of the feed names the position of each partition, and is the longest text there is. */
const LONGEST_TEXT = 65_536;
const LONGEST_ID = 255;
const MOST_ITEMS = 100;

/** What is wrong with a text for an argument of this type; null when it is valid. */
export function textFault(text: string, type: GraphQLInputType | null | undefined): Fault | null {
  const longest = type && getNamedType(type).name === 'ID' ? LONGEST_ID : LONGEST_TEXT;
  if (text.length > longest) return { code: 'TOO_LONG', message: `must have at most ${longest} characters` };
  if (!text.includes('\0') && text.isWellFormed()) return null;
  return { code: 'INVALID_CHARACTERS', message: 'must have no NUL and no half of a surrogate pair' };
}

/** What is wrong with a list of so many items; null when it is valid. */
export function listFault(items: number): Fault | null {
  return items > MOST_ITEMS ? { code: 'TOO_LONG', message: `must have at most ${MOST_ITEMS} items` } : null;
}
