import { type FormEvent, useState } from 'react';
import { DeskDialog } from './DeskDialog.tsx';
import { LONGEST_NAME } from './views.ts';

/** Takes the name that a view is kept under. */
export function SaveView({ save, closed }: { save: (name: string) => void; closed: () => void }) {
  const [name, setName] = useState('');
  const isEmpty = name.trim() === '';
  return (
    <DeskDialog title="Save this view" closed={closed}>
      {(close) => (
        <form
          className="stack"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (isEmpty) return;
            save(name);
            close();
          }}
        >
          <label className="field">
            Name of the view
            <input value={name} maxLength={LONGEST_NAME} onChange={({ target }) => setName(target.value)} />
          </label>
          <p className="quiet">It is kept in this browser. A name that is there already gets this filter.</p>
          <div className="actions">
            <button type="submit" aria-disabled={isEmpty}>
              Save
            </button>
            <button type="button" className="plain" onClick={close}>
              Cancel
            </button>
          </div>
        </form>
      )}
    </DeskDialog>
  );
}
