import type { ReactNode } from 'react';

/** What ties a control to its label, its hint and its problem. */
export interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** A labelled control, a hint, and room for what is wrong: that it is shown moves nothing. `id` is the control's, and its name. */
export function Field({
  id,
  label,
  hint,
  issue,
  children,
}: {
  id: string;
  label: string;
  hint?: string | undefined;
  issue: string | undefined;
  children: (control: ControlProps) => ReactNode;
}) {
  const described = [hint && `${id}-hint`, issue && `${id}-issue`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="quiet" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, name: id, 'aria-invalid': issue !== undefined, 'aria-describedby': described || undefined })}
      <IssueRoom id={id} issue={issue} />
    </div>
  );
}

/** The line in which a problem of the field `id` is shown. It is there without one, too. */
export function IssueRoom({ id, issue }: { id: string; issue: string | undefined }) {
  return (
    <div className="issue-room">
      {issue && (
        <p className="issue" id={`${id}-issue`}>
          {issue}
        </p>
      )}
    </div>
  );
}

/** Sends the focus to the first control of a form that has a problem; within a group, to its first control. */
export function focusFirstInvalid(form: HTMLElement | null): void {
  const invalid = form?.querySelector<HTMLElement>('[aria-invalid=true]');
  (invalid?.querySelector<HTMLElement>('input') ?? invalid)?.focus();
}
