import { useEffect, useRef } from 'react';

/** Ends of a press; `blur` of the window because the release may come to another window. */
export const ENDS_OF_PRESS = ['pointerup', 'pointercancel', 'blur'] as const;

/**
 * Runs actions that may move things only when no pointer is down, and after the click that the press makes. Otherwise the
 * press that leaves a field would show its problem, and the button would move from under the pointer before it is released.
 */
export function useAfterPress(): (action: () => void) => void {
  const press = useRef<{ isDown: boolean; waiting: (() => void)[] }>({ isDown: false, waiting: [] });

  /** Later, because a tap's own mouse events come after the pointer is up, all in one task. */
  const runSoon = useRef(() => {
    setTimeout(() => {
      if (press.current.isDown) return; // the end of this press runs them
      for (const action of press.current.waiting.splice(0)) action();
    });
  }).current;

  useEffect(() => {
    const down = () => {
      press.current.isDown = true;
    };
    const up = () => {
      press.current.isDown = false;
      runSoon();
    };
    // The list of a select takes the release to itself: then the next thing that is done shows that there was one.
    const moved = ({ buttons }: PointerEvent) => press.current.isDown && buttons === 0 && up();
    window.addEventListener('pointerdown', down, true); // before the press takes the focus
    window.addEventListener('pointermove', moved);
    for (const end of [...ENDS_OF_PRESS, 'keydown']) window.addEventListener(end, up);
    return () => {
      window.removeEventListener('pointerdown', down, true);
      window.removeEventListener('pointermove', moved);
      for (const end of [...ENDS_OF_PRESS, 'keydown']) window.removeEventListener(end, up);
    };
  }, [runSoon]);

  return (action) => {
    press.current.waiting.push(action);
    runSoon();
  };
}
