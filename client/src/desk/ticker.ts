import { createContext } from 'react';

/** Says now and then that time has passed: one timer for all that counts from now. */
export type Ticker = (listener: () => void) => () => void;

/** Makes one that ticks every `everyMs` while it has a listener. */
export function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return (listener) => {
    listeners.add(listener);
    timer ??= setInterval(() => {
      for (const each of listeners) each();
    }, everyMs);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
}

/** The page's ticker. Without one, what is counted from now stays as it was rendered. */
export const TickerContext = createContext<Ticker>(() => () => {});
