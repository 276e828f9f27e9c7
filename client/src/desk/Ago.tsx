import { use, useSyncExternalStore } from 'react';
import { Moment } from '../appointments/Moment.tsx';
import { relativeTo } from '../time/relative.ts';
import { TickerContext } from './ticker.ts';

/** When something happened, on the clock and counted from now. */
export function Ago({ at }: { at: string }) {
  const ago = useSyncExternalStore(use(TickerContext), () => relativeTo(at, new Date()));
  return (
    <>
      <Moment at={at} /> <span className="quiet ago">{ago}</span>
    </>
  );
}
