import { useState } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { text } from '../language/text.ts';
import type { ChangeDialog } from './ChangeDialog.tsx';
import { type ChangeKind, offeredChanges } from './changeable.ts';
import type { FormProps } from './form-props.ts';

type Shown =
  | { readonly kind: 'none' }
  | { readonly kind: 'not-loaded'; readonly wanted: ChangeKind }
  | { readonly kind: 'open'; readonly wanted: ChangeKind; readonly Dialog: typeof ChangeDialog };

/**
 * Offers what the viewer may do to an appointment. The forms are loaded when one is opened. After `done` the buttons may go,
 * and with them the focus.
 */
export function ChangeActions({
  appointment,
  viewer,
  guestsMayCancel,
  refresh,
  done,
}: Omit<FormProps, 'close'> & { guestsMayCancel: boolean }) {
  const [shown, setShown] = useState<Shown>({ kind: 'none' });
  const offered = offeredChanges(appointment, viewer, guestsMayCancel, new Date());

  async function open(wanted: ChangeKind) {
    try {
      const { ChangeDialog: Dialog } = await import('./ChangeDialog.tsx');
      setShown({ kind: 'open', wanted, Dialog });
    } catch {
      setShown({ kind: 'not-loaded', wanted });
    }
  }

  return (
    <>
      {offered.map((kind) => (
        <button key={kind} type="button" className="plain" onClick={() => open(kind)}>
          {text(`change.${kind}`)}
        </button>
      ))}
      {shown.kind === 'not-loaded' && (
        <ProblemNotice problem={{ ...problemFor('NETWORK'), retryable: true }} retry={() => open(shown.wanted)} />
      )}
      {shown.kind === 'open' && (
        <shown.Dialog
          kind={shown.wanted}
          appointment={appointment}
          viewer={viewer}
          refresh={refresh}
          closed={() => setShown({ kind: 'none' })}
          done={(sentence) => {
            refresh();
            done(sentence);
          }}
        />
      )}
    </>
  );
}
