/** What is wrong with a field, in the page's words: one table for what the page finds itself and for the server's codes. */
import type { IssueCode } from '@belltower/sdk/resume';
import { type TextId, text } from '../language/text.ts';

/** Where a problem can be shown. */
export type Field =
  | 'customerName'
  | 'title'
  | 'location'
  | 'when'
  | 'occurrence'
  | 'durationMinutes'
  | 'timeZone'
  | 'channels'
  | 'email'
  | 'phone'
  | 'reminders'
  | 'otherReminder'
  | 'reason'
  | 'note'
  | 'name'
  | 'token';

/** What can be wrong with a field: the server's codes, and what only the page knows. */
export type FieldCode = IssueCode | 'SKIPPED_TIME' | 'COUNTRY_NEEDED';

type Words = () => string;

const atMost = (count: number) => () => text('issue.atMostCharacters', { count });
const own = (id: TextId) => () => text(id);

/** Where a field has better words than those for any field. Each has to fit into a line on a phone: the room for it is reserved. */
const OWN: Readonly<Partial<Record<Field, Readonly<Partial<Record<FieldCode, Words>>>>>> = {
  customerName: { REQUIRED: own('issue.nameNeeded'), TOO_LONG: atMost(200) },
  title: { TOO_LONG: atMost(200) },
  location: { TOO_LONG: atMost(200) },
  when: { REQUIRED: own('issue.INVALID_INSTANT') },
  occurrence: { REQUIRED: own('issue.occurrence') },
  durationMinutes: {
    REQUIRED: own('issue.wholeMinutes'),
    INVALID_TYPE: own('issue.wholeMinutes'),
    OUT_OF_RANGE: () => text('issue.minutesRange', { most: 1440 }),
  },
  email: { REQUIRED: own('issue.emailNeeded'), TOO_LONG: own('issue.emailTooLong') },
  phone: { REQUIRED: own('issue.phoneNeeded'), TOO_LONG: own('issue.phoneTooLong') },
  reminders: { REQUIRED: own('issue.remindersNeeded'), TOO_LONG: own('issue.remindersMany') },
  note: { TOO_LONG: atMost(500) },
  reason: { TOO_LONG: atMost(500) },
  name: { REQUIRED: own('issue.nameNeeded'), TOO_LONG: atMost(255) },
  token: { REQUIRED: own('issue.tokenNeeded'), INVALID_VALUE: own('issue.tokenInvalid') },
};

/** One thing that is wrong with a field; `meant` is the number that was meant, where that is certain. */
export interface FieldIssue {
  readonly field: Field;
  readonly code: FieldCode;
  readonly meant?: string | undefined;
}

/** What is wrong, as a sentence for the person who typed; `field` is null where it belongs to none. */
export function wordsFor(field: Field | null, code: FieldCode, meant?: string): string {
  if (meant !== undefined) return text('issue.meant', { number: meant });
  const words = field === null ? undefined : OWN[field]?.[code];
  return words?.() ?? text(`issue.${code}`);
}
