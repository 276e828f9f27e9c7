import { type FormEvent, useState } from 'react';
import { typedText } from '../forms/typed-text.ts';
import { DeskDialog } from './DeskDialog.tsx';
import type { DeskRow } from './documents.ts';
import { nameOf } from './subject.tsx';

/** Takes one note for all that are marked as seen to. */
export function SeenDialog({
  rows,
  mark,
  closed,
}: {
  rows: readonly DeskRow[];
  mark: (note: string | null) => void;
  closed: () => void;
}) {
  const [note, setNote] = useState('');
  const [first] = rows;
  const what = rows.length === 1 && first !== undefined ? nameOf(first) : `${rows.length} failures`;
  return (
    <DeskDialog title={`Mark ${what} as seen to`} closed={closed}>
      {(close) => (
        <form
          className="stack"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            close();
            mark(typedText(note) || null);
          }}
        >
          <label className="field">
            {rows.length === 1 ? 'What was done' : 'What was done, for all of them'}
            <input value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
          </label>
          <div className="actions">
            <button type="submit">Mark as seen to</button>
            <button type="button" className="plain" onClick={close}>
              Cancel
            </button>
          </div>
        </form>
      )}
    </DeskDialog>
  );
}
