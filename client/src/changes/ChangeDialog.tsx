import { useEffect, useRef } from 'react';
import { SpokenAloud } from '../announcing/Announcing.tsx';
import { text } from '../language/text.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { CancelForm } from './CancelForm.tsx';
import type { ChangeKind } from './changeable.ts';
import type { FormProps } from './form-props.ts';
import { MoveForm } from './MoveForm.tsx';

/** A change of an appointment, over the page. `closed` is called once it is closed, `done` when the change is made. */
export function ChangeDialog({
  kind,
  closed,
  done,
  ...props
}: Omit<FormProps, 'close'> & { kind: ChangeKind; closed: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (dialog.current?.open !== false) return;
    dialog.current.showModal();
    title.current?.focus();
  }, []);
  const close = () => dialog.current?.close();
  const form: FormProps = {
    ...props,
    close,
    done(sentence) {
      close();
      done(sentence);
    },
  };
  return (
    <dialog
      ref={dialog}
      className="change"
      aria-labelledby="change-title"
      onClose={(event) => {
        event.stopPropagation(); // React has it bubble, and the drawer that this may be in would close with it
        closed();
      }}
    >
      <h2 id="change-title" ref={title} tabIndex={-1}>
        {text(kind === 'move' ? 'change.moveTitle' : 'change.cancelTitle')}
      </h2>
      {kind === 'move' ? <MoveForm {...form} /> : <CancelForm {...form} />}
      <StaleNotice />
      <SpokenAloud />
    </dialog>
  );
}
