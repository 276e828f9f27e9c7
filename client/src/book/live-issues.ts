import { type ByField, byFieldOf } from '../forms/issues.ts';
import type { Field, FieldIssue } from '../forms/words.ts';
import type { Draft } from './draft.ts';

/** The parts of a draft that each field of the form holds. */
const PARTS = {
  customerName: ['customerName'],
  title: ['title'],
  location: ['location'],
  when: ['when', 'timeZone', 'occurrence'],
  occurrence: ['when', 'timeZone', 'occurrence'],
  durationMinutes: ['durationMinutes'],
  timeZone: ['timeZone'],
  channels: ['byEmail', 'bySms'],
  email: ['email'],
  phone: ['phone', 'country'],
  reminders: ['remindBefore', 'reminders'],
  otherReminder: ['otherReminder', 'otherUnit', 'reminders'],
} as const satisfies Partial<Record<Field, readonly (keyof Draft)[]>>;

/** A field of the form, in the order in which they stand there. */
export type FormField = keyof typeof PARTS;
const FORM_FIELDS = Object.keys(PARTS).filter(isFormField);

/** Fields that were changed since the form was last sent: being typed in, or left since. */
export type Touched = Readonly<Partial<Record<FormField, 'typing' | 'left'>>>;

/** Whether a control's name is that of a field. */
export function isFormField(name: string): name is FormField {
  return Object.hasOwn(PARTS, name);
}

/** The fields that a change of this part of a draft, or the control of this name, belongs to. */
export function fieldsOf(part: string): readonly FormField[] {
  return FORM_FIELDS.filter((field) => PARTS[field].some((one) => one === part));
}

/** What the server answered, and about which draft. */
export interface Answered {
  readonly byField: ByField;
  readonly draft: Draft;
}

/**
 * What is shown at each field. What the server answered about a field stands until the field changes, also while the form is
 * sent again. A field that is being typed in shows nothing new, one that was left what the page knows; empty fields show
 * nothing before the form is first sent.
 */
export function issuesNow({
  draft,
  known,
  answered,
  touched,
  wasSent,
}: {
  readonly draft: Draft;
  /** What the page finds wrong itself. */
  readonly known: readonly FieldIssue[];
  readonly answered: Answered | null;
  readonly touched: Touched;
  readonly wasSent: boolean;
}): ByField {
  const own = byFieldOf(known);
  const shown: Partial<Record<Field, string>> = {};
  for (const field of FORM_FIELDS) {
    if (touched[field] === 'typing') continue;
    const isChecked = wasSent || (touched[field] === 'left' && !isEmpty(draft, field));
    const message = answerTo(field, draft, answered) ?? (isChecked ? own[field] : undefined);
    if (message !== undefined) shown[field] = message;
  }
  return shown;
}

function answerTo(field: FormField, draft: Draft, answered: Answered | null): string | undefined {
  if (answered === null || PARTS[field].some((part) => draft[part] !== answered.draft[part])) return undefined;
  return answered.byField[field];
}

function isEmpty(draft: Draft, field: FormField): boolean {
  const value = draft[PARTS[field][0]];
  return typeof value === 'string' && value.trim() === '' && field !== 'occurrence';
}
