import { useState, useSyncExternalStore } from 'react';
import { useLive } from '../api/use-live.ts';
import { Moment } from '../appointments/Moment.tsx';
import { rich } from '../language/rich.ts';

/**
 * Says while the feed is cut that the page may be out of date: a cut may have lasted a while before it was noticed. It lies
 * over the page's foot, so that nothing moves; screen readers announce the link's status in the header.
 */
export function StaleNotice() {
  const live = useLive();
  const state = useSyncExternalStore(live.onState, live.state);
  const [cutAt, setCutAt] = useState<string | null>(null);
  if (state === 'retrying' && cutAt === null) setCutAt(new Date().toISOString());
  if (state !== 'retrying' && cutAt !== null) setCutAt(null);
  if (cutAt === null) return null;
  return <p className="notice warn stale">{rich('link.stale', { time: <Moment at={cutAt} /> })}</p>;
}
