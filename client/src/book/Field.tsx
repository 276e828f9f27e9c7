import type { ReactNode } from 'react';
import type { Field as FieldName } from './issues.ts';

/** What ties a control to its label, its hint and its problem. */
export interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** A labelled control with what is wrong with it beside it. */
export function Field({
  name,
  label,
  hint,
  issue,
  children,
}: {
  name: FieldName;
  label: string;
  hint?: string;
  issue: string | undefined;
  children: (control: ControlProps) => ReactNode;
}) {
  const described = [hint && `${name}-hint`, issue && `${name}-issue`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      {children({ id: name, name, 'aria-invalid': issue !== undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <p className="quiet" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {issue && (
        <p className="issue" id={`${name}-issue`}>
          {issue}
        </p>
      )}
    </div>
  );
}
