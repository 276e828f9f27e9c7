import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the keyboard inside `container`: where what had the focus goes, as a row leaves the list or a form has done its work, `next`
 * says what gets it. Browsers would begin again at the top of the page.
 */
export function useKeptFocus(container: RefObject<HTMLElement | null>, next: () => HTMLElement | null): void {
  const latest = useRef(next);
  latest.current = next;
  useEffect(() => {
    const whole = container.current;
    if (whole === null) return;
    let last: Element | null = null;
    const look = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : null;
    };
    const watcher = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      latest.current()?.focus();
    });
    whole.addEventListener('focusin', look);
    watcher.observe(whole, { childList: true, subtree: true });
    return () => {
      watcher.disconnect();
      whole.removeEventListener('focusin', look);
    };
  }, [container]);
}
