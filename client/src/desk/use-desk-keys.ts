import { useEffect, useRef } from 'react';
import { type DeskKey, deskKeyOf } from './keys.ts';

/** What each key does; a key without an action is the browser's. */
export type KeyActions = Partial<Readonly<Record<DeskKey, () => void>>>;

/**
 * Acts on single keys while `isOn`, in one layer of the page: the `dialog` of that element, or the page where it is null and none is open. A
 * dialog over the layer keeps the keys to itself.
 */
export function useDeskKeys(isOn: boolean, dialog: (() => HTMLDialogElement | null) | null, actions: KeyActions): void {
  const latest = useRef({ dialog, actions });
  latest.current = { dialog, actions };
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      const top = [...document.querySelectorAll<HTMLDialogElement>('dialog:modal')].at(-1) ?? null;
      if (top !== (latest.current.dialog?.() ?? null)) return;
      const key = deskKeyOf(event);
      const act = key === null ? undefined : latest.current.actions[key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isOn]);
}
