import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemOf } from '../api/problem.ts';
import { Moment } from '../appointments/Moment.tsx';
import { Field, focusFirstInvalid } from '../forms/Field.tsx';
import { sortIssues } from '../forms/issues.ts';
import { typedText } from '../forms/typed-text.ts';
import { AcknowledgeDocument, type DeskDetail } from './documents.ts';
import type { Outcome } from './OutcomeNotice.tsx';

/** Marks a failure as seen to, and shows who did so. The outcome goes to `report`. */
export function AcknowledgeForm({
  id,
  acknowledgement,
  report,
}: {
  id: string;
  acknowledgement: DeskDetail['acknowledgement'];
  report: (outcome: Outcome) => void;
}) {
  const calls = useClient();
  const [note, setNote] = useState(acknowledgement?.note ?? '');
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const issue = sortIssues(problem?.issues ?? []).byField.note;
  useEffect(() => {
    if (problem !== null) focusFirstInvalid(form.current);
  }, [problem]);

  function type(next: string) {
    setNote(next);
    setProblem(null);
  }

  async function save() {
    if (isSaving) return;
    setSaving(true);
    const variables = { id, note: typedText(note) || null };
    const { error } = await calls.mutation(textOf(AcknowledgeDocument), variables).toPromise();
    setSaving(false);
    const refused = error === undefined ? null : problemOf(error);
    const isOver = refused?.code === 'CONFLICT';
    setProblem(isOver ? null : refused);
    if (refused === null) report({ kind: 'done', text: 'It is marked as seen to.' });
    else if (isOver) report({ kind: 'refused', text: refused.message });
    else report({ kind: 'in-doubt' });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void save();
  }

  return (
    <form ref={form} className="form" noValidate onSubmit={submit}>
      {acknowledgement !== null && (
        <p className="notice">
          Seen to by {acknowledgement.by}, <Moment at={acknowledgement.at} />
          {acknowledgement.note !== null && `: ${acknowledgement.note}`}
        </p>
      )}
      <Field id="note" label="What was done" issue={issue}>
        {(control) => <input {...control} value={note} maxLength={500} onChange={({ target }) => type(target.value)} />}
      </Field>
      <div>
        <button type="submit" className="plain" aria-disabled={isSaving}>
          {acknowledgement === null ? 'Mark as seen to' : 'Change the note'}
        </button>
      </div>
      {problem !== null && issue === undefined && <ProblemNotice problem={problem} retry={save} />}
    </form>
  );
}
