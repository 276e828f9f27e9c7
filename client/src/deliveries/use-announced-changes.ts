import { useEffect, useRef } from 'react';
import { useAnnounce } from '../announcing/Announcing.tsx';
import type { Timelines } from './fold.ts';
import { announcements } from './words.ts';

/** Announces to screen readers what changes after the first complete picture; null before there is one. */
export function useAnnouncedChanges(timelines: Timelines | null): void {
  const announce = useAnnounce();
  const before = useRef<Timelines | null>(null);
  useEffect(() => {
    if (timelines === null) return;
    if (before.current !== null) announce(announcements(before.current, timelines));
    before.current = timelines;
  }, [timelines, announce]);
}
