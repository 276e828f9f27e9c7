import { type FormEvent, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemOf } from '../api/problem.ts';
import { Moment } from '../appointments/Moment.tsx';
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
  const [note, setNote] = useState(acknowledgement?.note ?? 'Told by phone');
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function save() {
    if (isSaving) return;
    setSaving(true);
    const variables = { id, note: note.trim() === '' ? null : note.trim() };
    const { error } = await calls.mutation(textOf(AcknowledgeDocument), variables).toPromise();
    setSaving(false);
    const refused = error === undefined ? null : problemOf(error);
    const isOver = refused?.code === 'CONFLICT';
    setProblem(isOver ? null : refused);
    if (refused === null) report({ kind: 'done', text: 'It is marked as seen to.' });
    else if (isOver) report({ kind: 'refused', text: 'It is not failed any more.' });
    else report({ kind: 'in-doubt' });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void save();
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      {acknowledgement !== null && (
        <p className="notice">
          Seen to by {acknowledgement.by}, <Moment at={acknowledgement.at} />
          {acknowledgement.note !== null && `: ${acknowledgement.note}`}
        </p>
      )}
      <label className="field">
        What was done
        <input value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
      </label>
      {problem !== null && <ProblemNotice problem={problem} retry={save} />}
      <div>
        <button type="submit" className="plain" aria-disabled={isSaving}>
          {acknowledgement === null ? 'Mark as seen to' : 'Change the note'}
        </button>
      </div>
    </form>
  );
}
