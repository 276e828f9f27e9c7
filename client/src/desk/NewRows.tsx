import type { RefObject } from 'react';
import type { SteadyRows } from './use-steady-rows.ts';

/** Offers what waits to be shown: rows that came in above, or the order that changed rows belong in. */
export function NewRows({
  steady: { waiting, moved, show },
  top,
}: {
  steady: SteadyRows;
  top: RefObject<Element | null>;
}) {
  if (waiting === 0 && moved === 0) return null;
  return (
    <button
      type="button"
      className="held"
      onClick={() => {
        show();
        top.current?.scrollIntoView({ block: 'center' });
      }}
    >
      {waiting === 1 && 'Show 1 new delivery'}
      {waiting > 1 && `Show ${waiting} new deliveries`}
      {waiting === 0 && `Sort again: ${moved} changed`}
    </button>
  );
}
