import { type FocusEvent, useEffect, useRef, useState } from 'react';
import type { Problem } from '../api/problem.ts';
import { focusFirstInvalid } from '../forms/Field.tsx';
import { type ByField, sortIssues } from '../forms/issues.ts';
import { useAfterPress } from '../forms/use-after-press.ts';
import type { FieldIssue } from '../forms/words.ts';
import type { Draft } from './draft.ts';
import { type Answered, type FormField, fieldsOf, issuesNow, type Touched } from './live-issues.ts';

/** The form's phase: being filled in, being sent, or refused, with what belongs to no field. */
export type Phase = { readonly kind: 'filling' | 'sending' } | { readonly kind: 'refused'; readonly message: string };

/** Why a draft was not taken; `issues` are the server's, null where it was not sent. */
export interface Refusal {
  readonly message: string;
  readonly issues: Problem['issues'] | null;
}

/** The state of a form of a draft. */
export interface DraftForm {
  readonly draft: Draft;
  readonly phase: Phase;
  readonly byField: ByField;
  readonly form: React.RefObject<HTMLFormElement | null>;
  edit(part: Partial<Draft>): void;
  /** Takes another draft, as if nothing had been typed. */
  replace(draft: Draft): void;
  leave(event: FocusEvent<HTMLFormElement>): void;
  submit(): Promise<void>;
}

/**
 * A form of a draft: what is typed, what is wrong at which field, and one send at a time. `send` resolves with null when it is
 * done.
 */
export function useDraftForm({
  load,
  save,
  issuesOf,
  send,
}: {
  load: () => Draft;
  save: (draft: Draft) => void;
  issuesOf: (draft: Draft) => readonly FieldIssue[];
  send: (draft: Draft) => Promise<Refusal | null>;
}): DraftForm {
  const [draft, setDraft] = useState(load);
  const [phase, setPhase] = useState<Phase>({ kind: 'filling' });
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [touched, setTouched] = useState<Touched>({});
  const [wasSent, setWasSent] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const afterPress = useAfterPress();
  const byField = issuesNow({ draft, known: issuesOf(draft), answered, touched, wasSent });

  useEffect(() => {
    if (phase.kind === 'refused') focusFirstInvalid(form.current);
  }, [phase]);

  function edit(part: Partial<Draft>) {
    const isOtherTime = part.when !== undefined || part.timeZone !== undefined;
    const next: Draft = { ...draft, ...(isOtherTime && { occurrence: '' }), ...part };
    setDraft(next);
    save(next);
    touch(Object.keys(part).flatMap(fieldsOf), 'typing');
  }

  function replace(next: Draft) {
    setDraft(next);
    setTouched({});
    setAnswered(null);
    setWasSent(false);
    setPhase({ kind: 'filling' });
  }

  function leave({ target }: FocusEvent<HTMLFormElement>) {
    const left = fieldsOf(target.name).filter((field) => touched[field] === 'typing');
    if (left.length > 0) afterPress(() => touch(left, 'left'));
  }

  function touch(fields: readonly FormField[], how: 'typing' | 'left') {
    // A choice is complete at once, so it counts as left.
    const entries = fields.map((field) => [field, field === 'channels' || field === 'reminders' ? 'left' : how]);
    setTouched((before) => ({ ...before, ...Object.fromEntries(entries) }));
  }

  async function submit() {
    if (phase.kind === 'sending') return;
    setTouched({});
    setWasSent(true);
    setPhase({ kind: 'sending' });
    const refusal = await send(draft);
    if (refusal === null) return;
    const { byField: refused, others } = sortIssues(refusal.issues ?? []);
    if (refusal.issues !== null) setAnswered({ byField: refused, draft });
    setPhase({ kind: 'refused', message: [refusal.message, ...others].join(' ') });
  }

  return { draft, phase, byField, form, edit, replace, leave, submit };
}
