import type { PhoneReader } from '../contact/use-phone-numbers.ts';
import { checkDraft, type Draft } from './draft.ts';
import { type Field, isField, type SortedIssues, sortIssues } from './issues.ts';
import { readLocalTime } from './local-time.ts';

/** Fields that were changed since the form was last sent: being typed in, or left since. */
export type Touched = Readonly<Partial<Record<Field, 'typing' | 'left'>>>;

/** The fields whose problem a change of this part of a draft, or of the control of this name, may have corrected. */
export function fieldsOf(part: string): readonly Field[] {
  if (part === 'byEmail' || part === 'bySms') return ['channels'];
  if (part === 'country') return ['phone'];
  if (part === 'timeZone') return ['timeZone', 'when'];
  return isField(part) ? [part] : [];
}

/**
 * What is wrong with each field, as far as it is known now. Unchanged fields keep the issue of the last answer, a field that
 * is being typed in shows none, and a field left since shows what can be checked without the server. Empty fields show
 * nothing until the form is sent.
 */
export function issuesNow(
  answered: SortedIssues['byField'],
  touched: Touched,
  draft: Draft,
  now: Date,
  reader: PhoneReader | null,
): SortedIssues['byField'] {
  const seen = seenIn(draft, now, reader);
  const shown: Partial<Record<Field, string>> = {};
  for (const field of new Set([...Object.keys(answered), ...Object.keys(touched)].filter(isField))) {
    const message =
      touched[field] === undefined ? answered[field] : touched[field] === 'left' ? seen[field] : undefined;
    if (message !== undefined) shown[field] = message;
  }
  return shown;
}

function seenIn(draft: Draft, now: Date, reader: PhoneReader | null): SortedIssues['byField'] {
  const checked = checkDraft(draft, 'en', reader);
  const seen: Partial<Record<Field, string>> =
    checked.kind === 'issues' ? { ...sortIssues(checked.issues).byField } : {};
  const { when, timeZone, email, durationMinutes } = draft;
  const reading = when === '' ? null : readLocalTime(when, timeZone);
  if (reading?.kind === 'instant' && Date.parse(reading.time) <= now.getTime()) seen.when = 'This is in the past.';
  if (when === '') delete seen.when;
  if (email.trim() === '') delete seen.email;
  if (draft.phone.trim() === '') delete seen.phone;
  if (durationMinutes === '') delete seen.durationMinutes;
  return seen;
}
