import { readEmailAddress } from '@belltower/events/email-address';
import type { FieldIssue } from '../forms/words.ts';

/** An address in its normal form, or what is wrong with what was typed. */
export function readEmail(text: string): { readonly email: string } | Omit<FieldIssue, 'field'> {
  if (text.trim() === '') return { code: 'REQUIRED' };
  const read = readEmailAddress(text);
  if (read.address !== null) return { email: read.address };
  return { code: read.problem === 'long' ? 'TOO_LONG' : 'INVALID_EMAIL' };
}
