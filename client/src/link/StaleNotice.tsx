import { useState, useSyncExternalStore } from 'react';
import { useLive } from '../api/use-live.ts';
import { Moment } from '../appointments/Moment.tsx';

/**
 * While the feed is cut, says until when what is shown was true. It lies over the page's foot, so that nothing moves; the
 * link's status in the header is what screen readers are told.
 */
export function StaleNotice() {
  const live = useLive();
  const state = useSyncExternalStore(live.onState, live.state);
  const [cutAt, setCutAt] = useState<string | null>(null);
  if (state === 'retrying' && cutAt === null) setCutAt(new Date().toISOString());
  if (state !== 'retrying' && cutAt !== null) setCutAt(null);
  if (cutAt === null) return null;
  return (
    <p className="notice warn stale">
      The connection is lost. What you see was true at <Moment at={cutAt} />; it catches up by itself.
    </p>
  );
}
