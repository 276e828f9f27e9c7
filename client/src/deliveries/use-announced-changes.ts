import { useEffect, useRef } from 'react';
import { useAnnounce } from '../announcing/Announcing.tsx';
import type { Timelines } from './fold.ts';
import { announcements, type Subject } from './words.ts';

/** Announces to screen readers what changes after the first complete picture; null before there is one. `subjects` by delivery id. */
export function useAnnouncedChanges(timelines: Timelines | null, subjects: ReadonlyMap<string, Subject>): void {
  const announce = useAnnounce();
  const before = useRef<Timelines | null>(null);
  useEffect(() => {
    if (timelines === null) return;
    if (before.current !== null) announce(announcements(before.current, timelines, subjects));
    before.current = timelines;
  }, [timelines, subjects, announce]);
}
