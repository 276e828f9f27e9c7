import { type ReactNode, useEffect, useId, useRef } from 'react';
import { SpokenAloud } from '../announcing/Announcing.tsx';

/**
 * A question over the desk. The focus goes to the field that it has, else to its title. Escape and `close` end it, and the focus goes back
 * to where it was. `close` is for its buttons.
 */
export function DeskDialog({
  title,
  closed,
  children,
}: {
  title: string;
  closed: () => void;
  children: (close: () => void) => ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    if (dialog.current?.open !== false) return;
    dialog.current.showModal();
    (dialog.current.querySelector<HTMLElement>('input:not([type=checkbox])') ?? heading.current)?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="change"
      aria-labelledby={id}
      onClose={(event) => {
        event.stopPropagation(); // React has it bubble, and the drawer that this may be in would close with it
        closed();
      }}
    >
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children(() => dialog.current?.close())}
      <SpokenAloud />
    </dialog>
  );
}
