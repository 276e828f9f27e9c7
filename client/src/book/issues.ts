import type { Issue } from '@belltower/sdk/resume';
import type { Draft } from './draft.ts';

/** Where a problem can be shown: beside one of the form's fields. */
export type Field = Exclude<keyof Draft, 'byEmail' | 'bySms' | 'country'> | 'channels';

const FIELDS: Readonly<Record<string, Field>> = {
  time: 'when',
  timeZone: 'timeZone',
  durationMinutes: 'durationMinutes',
  title: 'title',
  location: 'location',
  email: 'email',
  phone: 'phone',
  notify: 'channels',
};

/** Whether a control's name is that of a field. */
export function isField(name: string): name is Field {
  return (Object.values(FIELDS) as readonly string[]).includes(name);
}

/** Problems by the field they belong to, and those that belong to none. */
export interface SortedIssues {
  readonly byField: Readonly<Partial<Record<Field, string>>>;
  readonly others: readonly string[];
}

/** Sorts the server's issues to the form's fields by their paths, `['input', 'email']`; none is lost. */
export function sortIssues(issues: readonly Issue[]): SortedIssues {
  const byField: Partial<Record<Field, string>> = {};
  const others: string[] = [];
  for (const { path, message } of issues) {
    const field = path[0] === 'input' ? FIELDS[String(path[1])] : undefined;
    if (field === undefined) others.push(message);
    else byField[field] = byField[field] === undefined ? message : `${byField[field]} ${message}`;
  }
  return { byField, others };
}
