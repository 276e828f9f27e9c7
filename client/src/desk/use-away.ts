import { type RefObject, useEffect, useState } from 'react';
import { ENDS_OF_PRESS } from '../forms/use-after-press.ts';

/** Whether the list's top is out of sight, or the keyboard or a pointer is at work in it. */
export function useAway(top: RefObject<Element | null>, frame: RefObject<Element | null>): boolean {
  const [isOut, setOut] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [isPressed, setPressed] = useState(false);
  useEffect(() => {
    const [mark, whole] = [top.current, frame.current];
    if (mark === null || whole === null) return;
    const seen = new IntersectionObserver(([entry]) => entry && setOut(!entry.isIntersecting));
    seen.observe(mark);
    /** Later, because a row that leaves the list with the focus passes it on. */
    const look = () => setTimeout(() => setFocused(whole.querySelector('.deliveries tbody :focus-visible') !== null));
    const down = () => setPressed(true);
    const up = () => setTimeout(() => setPressed(false)); // after the click
    whole.addEventListener('focusin', look);
    whole.addEventListener('focusout', look);
    whole.addEventListener('pointerdown', down);
    for (const end of ENDS_OF_PRESS) window.addEventListener(end, up);
    return () => {
      seen.disconnect();
      whole.removeEventListener('focusin', look);
      whole.removeEventListener('focusout', look);
      whole.removeEventListener('pointerdown', down);
      for (const end of ENDS_OF_PRESS) window.removeEventListener(end, up);
    };
  }, [top, frame]);
  return isOut || isFocused || isPressed;
}
