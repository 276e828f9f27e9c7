/** The server's issues as the page shows them: beside their fields, in the page's words. Pure. */
import type { Issue } from '@belltower/sdk/resume';
import { type Field, type FieldIssue, wordsFor } from './words.ts';

/** The fields by their names in the inputs of mutations. */
const FIELDS: Readonly<Record<string, Field>> = {
  time: 'when',
  timeZone: 'timeZone',
  durationMinutes: 'durationMinutes',
  customerName: 'customerName',
  title: 'title',
  location: 'location',
  email: 'email',
  phone: 'phone',
  notify: 'channels',
  reminders: 'reminders',
  reason: 'reason',
  note: 'note',
};

/** Problems by the field they belong to. */
export type ByField = Readonly<Partial<Record<Field, string>>>;

/** Problems by the field they belong to, and those that belong to none. */
export interface SortedIssues {
  readonly byField: ByField;
  readonly others: readonly string[];
}

/** Sorts the server's issues to fields by their paths, `['input', 'email']` or `['note']`; none is lost. */
export function sortIssues(issues: readonly Issue[]): SortedIssues {
  const found: FieldIssue[] = [];
  const others: string[] = [];
  for (const { path, code } of issues) {
    const field = FIELDS[String(path[0] === 'input' ? path[1] : path[0])];
    if (field === undefined) others.push(wordsFor(null, code));
    else found.push({ field, code });
  }
  return { byField: byFieldOf(found), others: [...new Set(others)] };
}

/** Issues as sentences, by their fields. */
export function byFieldOf(issues: readonly FieldIssue[]): ByField {
  const byField: Partial<Record<Field, string>> = {};
  for (const { field, code, meant } of issues) {
    const words = wordsFor(field, code, meant);
    const before = byField[field];
    if (before === undefined) byField[field] = words;
    else if (!before.includes(words)) byField[field] = `${before} ${words}`;
  }
  return byField;
}
