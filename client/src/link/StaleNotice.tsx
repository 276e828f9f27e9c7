import { useState, useSyncExternalStore } from 'react';
import { useLive } from '../api/use-live.ts';
import { Moment } from '../appointments/Moment.tsx';

/**
 * While the feed is cut, says so, and that what is shown may be old: it may have been cut for a while before that was
 * noticed. It lies over the page's foot, so that nothing moves; the link's status in the header is what screen readers
 * are told.
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
      No connection since <Moment at={cutAt} />. What you see may be out of date; it catches up by itself.
    </p>
  );
}
